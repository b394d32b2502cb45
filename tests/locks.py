"""Says whether somebody else could write now, for tests of who holds SQLite's write lock."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

from qa_app.core.db import db

PATIENCE_S = 0.2


def write_lock_is_free() -> bool:
    """Whether another connection can begin to write at once; on PostgreSQL it always can."""
    url = db.engine.url
    if url.get_backend_name() != "sqlite":
        return True
    with closing(sqlite3.connect(str(url.database), timeout=PATIENCE_S)) as other:
        other.isolation_level = None
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        other.execute("ROLLBACK")
        return True


def noting(function: Callable[..., Any], notes: list[tuple[str, bool]]) -> Callable[..., Any]:
    """The function, which first notes its name and whether the lock is free."""

    def noted(*args: Any, **given: Any) -> Any:
        notes.append((function.__name__, write_lock_is_free()))
        return function(*args, **given)

    return noted
