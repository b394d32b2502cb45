"""Brings the schema up to date, on both engines, without losing rows to table rebuilds."""

from __future__ import annotations

from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import upgrade as run_migrations

from qa_app.core.db import db


def upgrade(app: Flask) -> str | None:
    """Run all outstanding migrations; gives the revision that the schema then has.

    Idempotent; safe while another process does the same.
    """
    with app.app_context():
        run_migrations()
        with db.engine.connect() as connection:
            revision: str | None = MigrationContext.configure(connection).get_current_revision()
        db.engine.dispose()
    return revision
