"""Keeps SQLite's one write lock free while something is computed, and tells who held it long."""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import structlog
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from qa_app.core.db import is_reading, reading

log = structlog.get_logger()
LONG_S = 3.0
"""Others wait fifteen seconds for the lock before they fail; this long is worth a line."""
OURS = ("qa_app", "scorecards", "transcription", "coaching", "recognition")
BEGAN = "write_lock_since"
_alone: ContextVar[bool] = ContextVar("write_lock_alone", default=False)


@contextmanager
def looking(session: Session) -> Iterator[None]:
    """Read and compute with `session` in a transaction that holds no write lock.

    Commit first: RuntimeError where a transaction is open. Nothing may be written within. The
    transaction ends with the block; what was loaded keeps its values.
    """
    if session.in_transaction():
        raise RuntimeError("commit before looking: an open transaction holds the write lock")
    with reading():
        try:
            yield
        except BaseException:
            session.rollback()
            raise
        if session.new or session.dirty or session.deleted:
            session.rollback()
            raise RuntimeError("nothing may be written while looking")
        session.commit()


@contextmanager
def alone() -> Iterator[None]:
    """What is written within may hold the lock as long as it needs, since nobody else is here yet.

    For the first start of an instance, whose other processes begin afterwards.
    """
    token = _alone.set(True)
    try:
        yield
    finally:
        _alone.reset(token)


def watch_locks(engine: Engine) -> None:
    """Log each write transaction on SQLite that lasted longer than three seconds, with its end."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "begin")
    def began(connection: Any) -> None:
        # After the listener of db.py, so the lock is held from here on.
        connection.info.pop(BEGAN, None)
        if not is_reading():
            connection.info[BEGAN] = time.monotonic()

    @event.listens_for(engine, "commit")
    @event.listens_for(engine, "rollback")
    def ended(connection: Any) -> None:
        since = connection.info.pop(BEGAN, None)
        if since is None:
            return
        held = time.monotonic() - since
        if held > LONG_S and not _alone.get():
            log.warning("write lock held long", seconds=round(held, 1), ended_at=_place())


def _place() -> str:
    """The innermost lines of our own code that lead here, outermost first."""
    folders = tuple(f"/{name}/" for name in OURS)
    frames = [
        frame
        for frame in traceback.extract_stack()
        if any(folder in frame.filename for folder in folders)
        and "site-packages" not in frame.filename
        and frame.filename != __file__
    ]
    return " > ".join(
        f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames[-4:]
    )
