"""The full-text index: FTS5 on SQLite, tsvector on PostgreSQL."""

from __future__ import annotations

from sqlalchemy import Connection


def create_index(connection: Connection) -> None:
    """Create the index's tables where they do not exist."""
