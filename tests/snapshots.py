"""What took long to load, kept and brought back: the database and the stored files of a test."""

from __future__ import annotations

import shutil
from pathlib import Path

from flask import Flask
from sqlalchemy import create_engine, text

from qa_app.core.db import db
from qa_app.installation import installation


class Snapshots:
    """Copies of the test instance by name, as long as the process lives.

    PostgreSQL makes them with CREATE DATABASE … TEMPLATE, SQLite by copying its file.
    """

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.instance = installation(app).settings.instance

    def has(self, name: str) -> bool:
        """Whether `keep` was called with this name."""
        return self._folder(name).is_dir()

    def keep(self, name: str) -> None:
        """Keep everything that is committed now."""
        self._let_go()
        self._folder(name).mkdir()
        files = self.instance / "files"
        if files.is_dir():
            shutil.copytree(files, self._folder(name) / "files")
        if self._is_sqlite():
            shutil.copy(self._database(), self._folder(name) / "desk.db")
        else:
            self._copy(f"kept_{name}", str(db.engine.url.database))

    def bring_back(self, name: str) -> None:
        """Make the instance what it was when `keep` was called; KeyError if it never was."""
        if not self.has(name):
            raise KeyError(name)
        self._let_go()
        shutil.rmtree(self.instance / "files", ignore_errors=True)
        kept = self._folder(name) / "files"
        if kept.is_dir():
            shutil.copytree(kept, self.instance / "files")
        if self._is_sqlite():
            for ending in ("-wal", "-shm"):
                self._database().with_name(self._database().name + ending).unlink(missing_ok=True)
            shutil.copy(self._folder(name) / "desk.db", self._database())
        else:
            self._copy(str(db.engine.url.database), f"kept_{name}")

    def _let_go(self) -> None:
        """No connection may stay: neither database is copied whole while somebody writes."""
        db.session.remove()
        db.engine.dispose()

    def _is_sqlite(self) -> bool:
        return db.engine.dialect.name == "sqlite"

    def _database(self) -> Path:
        return self.instance / "quality-desk.db"

    def _folder(self, name: str) -> Path:
        return self.instance / f"kept-{name}"

    def _copy(self, to: str, what: str) -> None:
        elsewhere = create_engine(
            db.engine.url.set(database="template1"), isolation_level="AUTOCOMMIT"
        )
        with elsewhere.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{to}"'))
            connection.execute(text(f'CREATE DATABASE "{to}" TEMPLATE "{what}"'))
        elsewhere.dispose()
