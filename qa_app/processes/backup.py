"""Backup of a running instance to one file, and its restore to an empty one."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import inspect, select
from sqlalchemy.engine import make_url

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import Refused
from qa_app.installation import Installation, installation
from qa_app.people.models import User

FORMAT = 1
KEYS = ("secret.key", "audit.key", "reveal.key", "holding.key")


def back_up(app: Flask, target: Path) -> dict[str, int]:
    """Write database, files and keys to `target`; {"files", "bytes"}. The product may run on.

    The database is copied first and consistently; a file that a later row would need may be
    missing from the copy, but then so is the row. The target is readable by its owner only.
    """
    if target.exists():
        raise Refused(f"{target} exists already; choose another name.")
    if not target.parent.is_dir():
        raise Refused(f"There is no folder {target.parent}; make it, or choose another one.")
    part = target.with_name(target.name + ".part")
    with app.app_context(), tempfile.TemporaryDirectory(dir=target.parent) as folder:
        installed = installation(app)
        copy = Path(folder) / "database"
        _copy_database(installed, copy)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        count = 0
        with os.fdopen(handle, "wb") as out, tarfile.open(fileobj=out, mode="w:gz") as archive:
            kind = db.engine.dialect.name
            checksum = _sha256(copy)
            about = {
                "format": FORMAT,
                "engine": kind,
                "at": clock.now().isoformat(),
                "database_sha256": checksum,
            }
            _add(archive, "manifest.json", json.dumps(about).encode())
            archive.add(copy, "database")
            for name in KEYS:
                path = installed.settings.instance / name
                if path.exists():
                    _add(archive, f"keys/{name}", path.read_bytes())
            for key in installed.storage.listing():
                _add(archive, f"files/{key}", installed.storage.get(key))
                count += 1
        part.replace(target)
    return {"files": count, "bytes": target.stat().st_size}


def restore(app: Flask, source: Path) -> dict[str, int]:
    """Fill an empty instance from a backup; {"files"}. Refused where anybody is in it."""
    with app.app_context(), tempfile.TemporaryDirectory() as folder:
        installed = installation(app)
        _refuse_if_used(installed)
        with _whole(source) as archive:
            about = _manifest(archive)
            copy = Path(folder) / "database"
            _extract(archive, "database", copy)
            if _sha256(copy) != about["database_sha256"]:
                raise Refused("The backup is damaged: its database has another checksum.")
            if about["engine"] != db.engine.dialect.name:
                raise Refused(
                    f"The backup holds a {about['engine']} database; set DATABASE_URL to one."
                )
            count = _restore_files(archive, installed)
        _put_database(installed, copy)
    return {"files": count}


@contextmanager
def _whole(source: Path) -> Iterator[tarfile.TarFile]:
    """The archive, read to its end: one that is cut short is refused before anything is written."""
    try:
        with gzip.open(source) as packed:
            while packed.read(1 << 20):
                pass
        with tarfile.open(source, "r:gz") as archive:
            archive.getmembers()
            yield archive
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise Refused(f"{source} is no backup of Quality Desk, or not a whole one.") from error


def _copy_database(installed: Installation, target: Path) -> None:
    if db.engine.dialect.name == "sqlite":
        source = installed.settings.instance / "quality-desk.db"
        path = make_url(installed.settings.database).database or str(source)
        with closing(sqlite3.connect(path)) as live, closing(sqlite3.connect(target)) as copy:
            live.backup(copy)
        return
    _run("pg_dump", ["--format=custom", f"--file={target}", _plain_url(installed)])


def _put_database(installed: Installation, copy: Path) -> None:
    db.engine.dispose()
    if db.engine.dialect.name == "sqlite":
        path = Path(make_url(installed.settings.database).database or "")
        for ending in ("-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        shutil.copy(copy, path)
        return
    _run(
        "pg_restore",
        ["--clean", "--if-exists", "--no-owner", f"--dbname={_plain_url(installed)}", str(copy)],
    )


def _refuse_if_used(installed: Installation) -> None:
    with db.engine.connect() as connection:
        has_tables = inspect(connection).has_table(User.__tablename__)
    if not has_tables:
        return
    with installed.open_session() as session:
        if session.scalar(select(User.id).limit(1)) is not None:
            raise Refused("This instance is in use. Restore into a new QA_INSTANCE_PATH.")


def _restore_files(archive: tarfile.TarFile, installed: Installation) -> int:
    count = 0
    for member, data in _members(archive):
        if member.startswith("files/"):
            installed.storage.put(member.removeprefix("files/"), data)
            count += 1
        elif member.startswith("keys/") and member.removeprefix("keys/") in KEYS:
            path = installed.settings.instance / member.removeprefix("keys/")
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as out:
                out.write(data)
    return count


def _members(archive: tarfile.TarFile) -> Iterator[tuple[str, bytes]]:
    for member in archive.getmembers():
        parts = Path(member.name).parts
        if not member.isfile() or ".." in parts or member.name.startswith("/"):
            continue
        opened = archive.extractfile(member)
        if opened is not None and member.name != "database":
            yield member.name, opened.read()


def _manifest(archive: tarfile.TarFile) -> dict[str, Any]:
    try:
        opened = archive.extractfile("manifest.json")
        about: dict[str, Any] = json.loads(opened.read()) if opened else {}
    except (KeyError, ValueError) as error:
        raise Refused("This is not a backup of Quality Desk.") from error
    if about.get("format") != FORMAT:
        raise Refused("This backup was made by another version of Quality Desk.")
    return about


def _extract(archive: tarfile.TarFile, name: str, target: Path) -> None:
    opened = archive.extractfile(name)
    if opened is None:
        raise Refused("The backup holds no database.")
    with target.open("wb") as out:
        shutil.copyfileobj(opened, out)


def _add(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(data), 0o600
    archive.addfile(info, io.BytesIO(data))


def _sha256(path: Path) -> str:
    with path.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()


def _plain_url(installed: Installation) -> str:
    return installed.settings.database.replace("postgresql+psycopg://", "postgresql://")


def _run(program: str, words: list[str]) -> None:
    found = shutil.which(program)
    if found is None:
        raise Refused(f"{program} is needed for PostgreSQL: install its client programs.")
    done = subprocess.run([found, *words], capture_output=True, text=True, check=False)  # noqa: S603 - fixed program
    if done.returncode:
        raise Refused(f"{program} failed: {done.stderr.strip()[-400:]}")
