"""Leaves SQLite files tidy when nothing runs any more: journals go into their files."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import structlog
from sqlalchemy import make_url

from qa_app.config import Settings

log = structlog.get_logger()


def close_databases(settings: Settings) -> None:
    """Write the journals of database and queue into their files, where these are SQLite's.

    Nothing depends on it: the next start reads a journal that was left. Another process that has
    a file open keeps its journal.
    """
    for url in (settings.database, settings.jobs):
        if not url.startswith("sqlite:"):
            continue
        path = Path(make_url(url).database or "")
        if not path.is_file():
            continue
        try:
            with closing(sqlite3.connect(path, timeout=2.0)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        except sqlite3.Error as error:
            log.warning("journal left as it is", file=path.name, error=str(error))
