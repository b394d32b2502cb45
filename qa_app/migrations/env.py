"""Alembic's environment: our engine, and SQLite rebuilds that do not delete children."""

from __future__ import annotations

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from qa_app import schema
from qa_app.core.db import db


def include_object(item: object, name: str | None, kind: str, *_rest: object) -> bool:
    """The search index's tables are made by hand, not from models."""
    return "interaction_search" not in (name or "")


def migrate(connection: Connection) -> None:
    """Run the migrations in one transaction per revision."""
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:
        # A batch rebuild drops the old table; with foreign keys on, its children go with it.
        cursor = connection.connection.cursor()
        cursor.execute("PRAGMA foreign_keys=OFF")
        cursor.close()
    context.configure(
        connection=connection,
        target_metadata=schema.metadata,
        include_object=include_object,
        transaction_per_migration=True,
        **current_app.extensions["migrate"].configure_args,
    )
    with context.begin_transaction():
        context.run_migrations()
    if is_sqlite:
        cursor = connection.connection.cursor()
        broken = cursor.execute("PRAGMA foreign_key_check").fetchall()
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()
        if broken:
            raise RuntimeError(f"a migration left rows without their parents: {broken[:5]}")


with db.engine.connect() as open_connection:
    migrate(open_connection)
