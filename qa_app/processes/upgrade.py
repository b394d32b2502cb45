"""Brings the schema up to date, on both engines, without losing rows to table rebuilds."""

from __future__ import annotations

from pathlib import Path

from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import Migrate
from flask_migrate import upgrade as run_migrations

from qa_app.core.db import db

MIGRATIONS = str(Path(__file__).parent.parent / "migrations")


def upgrade(app: Flask) -> str | None:
    """Run all outstanding migrations; gives the revision that the schema then has.

    Idempotent; safe while another process does the same.
    """
    # Here and not with the application: the processes that serve need no more of it.
    Migrate(app, db, directory=MIGRATIONS, render_as_batch=True)
    with app.app_context():
        run_migrations()
        with db.engine.connect() as connection:
            revision: str | None = MigrationContext.configure(connection).get_current_revision()
        db.engine.dispose()
    return revision
