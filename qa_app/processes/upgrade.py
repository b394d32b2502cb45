"""Brings the schema up to date, on both engines, without losing rows to table rebuilds."""

from __future__ import annotations

from flask import Flask
from flask_migrate import upgrade as run_migrations

from qa_app.core.db import db


def upgrade(app: Flask) -> None:
    """Run all outstanding migrations. Idempotent; safe while another process does the same."""
    with app.app_context():
        run_migrations()
        db.engine.dispose()
