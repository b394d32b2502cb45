"""Fixtures of all tests: a real instance on SQLite (or PostgreSQL), sign-in, jobs."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings as hypothesis_settings
from sqlalchemy import text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from qa_app import schema
from qa_app.config import Settings, load_settings
from qa_app.core.db import db, set_reading
from qa_app.factory import build
from qa_app.installation import installation
from qa_app.people.models import User
from qa_app.processes.foreground import work_until_idle
from qa_app.search.indexing import create_index
from tests.servers import PostgresServer

pytest_plugins = ["tests.browser.plugin"]

# A shared machine may be slow for a moment; the number of examples bounds a test, not time.
hypothesis_settings.register_profile("desk", deadline=None)
hypothesis_settings.load_profile("desk")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=["sqlite", "postgres"], default="sqlite")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only the tests that use the database are run again."""
    if config.getoption("--database") == "sqlite":
        return
    wanted = [item for item in items if "app" in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=[item for item in items if item not in wanted])
    items[:] = wanted


@pytest.fixture(scope="session")
def settings(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Settings]:
    """Settings of the test instance, without the demo and without waiting for undo."""
    folder = tmp_path_factory.mktemp("instance")
    environment = {"QA_INSTANCE_PATH": str(folder), "QA_DEMO": "0", "QA_LOG_LEVEL": "error"}
    if request.config.getoption("--database") == "sqlite":
        yield load_settings(environment)
        return
    with PostgresServer(folder / "postgres") as server:
        yield load_settings({**environment, "DATABASE_URL": server.url})


@pytest.fixture(scope="session")
def _built(settings: Settings) -> Flask:
    app = build(settings, testing=True)
    app.config["SERVER_NAME"] = None
    with app.app_context():
        with db.engine.begin() as connection:
            schema.metadata.create_all(connection)
            create_index(connection)
        db.engine.dispose()
        if db.engine.dialect.name == "sqlite":
            shutil.copy(_database_file(app), settings.instance / "empty.db")
    return app


def _database_file(app: Flask) -> Path:
    return installation(app).settings.instance / "quality-desk.db"


@pytest.fixture
def app(_built: Flask) -> Iterator[Flask]:
    """The application on an empty database."""
    set_reading(False)
    with _built.app_context():
        _empty(_built)
        yield _built
        db.session.remove()
        db.engine.dispose()


def _empty(app: Flask) -> None:
    installed = installation(app)
    shutil.rmtree(installed.settings.instance / "files", ignore_errors=True)
    if db.engine.dialect.name == "sqlite":
        db.engine.dispose()
        target = _database_file(app)
        for ending in ("-wal", "-shm"):
            target.with_name(target.name + ending).unlink(missing_ok=True)
        shutil.copy(installed.settings.instance / "empty.db", target)
        return
    # Most tables are empty: looking takes a tenth of the time that truncating all of them does.
    filled = " UNION ALL ".join(
        f"(SELECT '{table.name}' FROM \"{table.name}\" LIMIT 1)"
        for table in schema.metadata.sorted_tables
    )
    with db.engine.begin() as connection:
        names = connection.scalars(text(filled)).all()
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for name in names:
            connection.execute(text(f'DELETE FROM "{name}"'))
        used = "SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL"
        for name in connection.scalars(text(used)).all():
            connection.execute(text(f'ALTER SEQUENCE "{name}" RESTART'))
    # What was deleted would slow later tests down, and give its place to their rows.
    with db.engine.connect() as plain:
        plain.execution_options(isolation_level="AUTOCOMMIT")
        for name in names:
            plain.execute(text(f'VACUUM (INDEX_CLEANUP ON) "{name}"'))


@pytest.fixture
def session(app: Flask) -> Session:
    """The session of the present application context."""
    return db.session()


@pytest.fixture
def run_jobs(app: Flask) -> Callable[[], tuple[int, int]]:
    """Runs all jobs that are due now; gives (done, parked)."""

    def run() -> tuple[int, int]:
        db.session.commit()
        result = work_until_idle(app, wait=False)
        db.session.expire_all()
        return result

    return run


class DeskClient(FlaskClient):
    """A client that first commits what the test wrote, as the request sees only that."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        db.session.commit()
        return super().open(*args, **kwargs)


@pytest.fixture
def client(app: Flask) -> Iterator[FlaskClient]:
    """A client without CSRF checks."""
    before = app.config.get("WTF_CSRF_ENABLED", True)
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = DeskClient
    with app.test_client() as found:
        yield found
    app.config["WTF_CSRF_ENABLED"] = before


@pytest.fixture
def sign_in(app: Flask, client: FlaskClient) -> Callable[[User], FlaskClient]:
    """Signs a user in on the client, through the real session store."""

    def sign(user: User) -> FlaskClient:
        # Reading the id may load the row again, which would hold the write lock.
        number = user.id
        db.session.commit()
        with client.session_transaction() as store:
            store.sign_in(number)  # type: ignore[attr-defined]
        return client

    return sign
