"""Migrations lead exactly to the models, on the engine that the tests run on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import text

from qa_app import schema
from qa_app.config import Settings, load_settings
from qa_app.core.db import db
from qa_app.factory import build
from qa_app.processes.upgrade import upgrade


@pytest.fixture
def migrated(settings: Settings, tmp_path: Path, app: Flask) -> Iterator[Flask]:
    """An application whose schema was made by migrations alone."""
    environment = {"QA_INSTANCE_PATH": str(tmp_path), "QA_LOG_LEVEL": "error"}
    if settings.database_url:
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("DROP DATABASE IF EXISTS migrated"))
            connection.execute(text("CREATE DATABASE migrated"))
        environment["DATABASE_URL"] = settings.database_url.replace("/postgres", "/migrated")
    found = build(load_settings(environment), testing=True)
    upgrade(found)
    yield found
    with found.app_context():
        db.engine.dispose()


def test_migrations_equal_models(migrated: Flask) -> None:
    with migrated.app_context(), db.engine.connect() as connection:
        options = {"compare_type": True, "include_object": _ours}
        found = compare_metadata(
            MigrationContext.configure(connection, opts=options), schema.metadata
        )
        assert found == []


def test_upgrade_twice_changes_nothing(migrated: Flask) -> None:
    upgrade(migrated)
    with migrated.app_context(), db.engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == head()


def _ours(item: object, name: str | None, kind: str, *_rest: object) -> bool:
    return "interaction_search" not in (name or "")


def test_there_is_one_head() -> None:
    assert scripts().get_heads() == [head()]


def test_migrations_are_numbered_in_their_order() -> None:
    walked = [script.revision for script in scripts().walk_revisions()]
    numbers = range(len(walked), 0, -1)
    assert walked == [f"{number:04}" for number in numbers]


def scripts() -> ScriptDirectory:
    """The migrations of the product."""
    folder = Path(__file__).parents[2] / "qa_app" / "migrations"
    config = Config()
    config.set_main_option("script_location", str(folder))
    return ScriptDirectory.from_config(config)


def head() -> str | None:
    """The newest migration; None where there is more than one."""
    return scripts().get_current_head()
