"""The database engine, on SQLite and PostgreSQL: pragmas, transactions, one session."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask import current_app
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from qa_app.core.orm import Base

EXTENSION = "quality_desk"


class DeskSession(FlaskSession):
    """The request's session; verbs find the installation's keys and stores in its `info`."""

    def __init__(self, db: Any, **options: Any) -> None:
        super().__init__(db, **options)
        found = current_app.extensions.get(EXTENSION)
        if found is not None:
            self.info.update(found.info())


db = SQLAlchemy(
    metadata=Base.metadata, session_options={"expire_on_commit": False, "class_": DeskSession}
)

BUSY_TIMEOUT_MS = 15_000
HURRIED_TIMEOUT_MS = 200

_reading: ContextVar[bool] = ContextVar("reading", default=False)
_hurried: ContextVar[bool] = ContextVar("hurried", default=False)


@contextmanager
def reading() -> Iterator[None]:
    """Within this block transactions only read, so SQLite need not queue them with writers.

    Everything outside begins with BEGIN IMMEDIATE: a deferred transaction that turns to
    writing later fails at once when another writer was faster.
    """
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


@contextmanager
def writing() -> Iterator[None]:
    """Within this block transactions may write, also where the request itself only reads."""
    token = _reading.set(False)
    try:
        yield
    finally:
        _reading.reset(token)


@contextmanager
def hurried() -> Iterator[None]:
    """Within this block SQLite gives up soon (OperationalError) where another writer is at work.

    For writes that the next request does as well, and that nobody should have to wait for.
    """
    token = _hurried.set(True)
    try:
        yield
    finally:
        _hurried.reset(token)


def is_reading() -> bool:
    """Whether a transaction begun now would only read."""
    return _reading.get()


def set_reading(flag: bool) -> None:
    """Mark the present request or task as one that only reads (or not)."""
    _reading.set(flag)


def prepare_engine(engine: Engine) -> None:
    """Attach the SQLite pragmas and the explicit BEGIN to an engine; nothing for PostgreSQL."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:
        # The driver's own transaction handling is off: BEGIN is emitted below.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "temp_store=MEMORY",
            "cache_size=-16384",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Any) -> None:
        if not _hurried.get():
            connection.exec_driver_sql("BEGIN" if _reading.get() else "BEGIN IMMEDIATE")
            return
        connection.exec_driver_sql(f"PRAGMA busy_timeout={HURRIED_TIMEOUT_MS}")
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        finally:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")


def session() -> Session:
    """The session of the present application context; for edges only."""
    return db.session()
