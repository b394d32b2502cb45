"""Mappings of tables, uploads that wait for a decision, surveys and sessions beside interactions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from qa_app.core.orm import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key(table: str, column: str, target: str, on_delete: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete=on_delete)


def upgrade() -> None:
    """Apply."""
    _mappings()
    _waiting()
    _companions()


def _mappings() -> None:
    op.create_table(
        "mapping",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("version", ROW_ID, nullable=False),
        sa.Column("source", sa.String(length=200), nullable=True),
        sa.Column("signature", sa.String(length=200), nullable=False),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("created_by", ROW_ID, nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        _key("mapping", "created_by", "user", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mapping")),
        sa.UniqueConstraint("name", "version", name=op.f("uq_mapping_name_version")),
    )
    op.create_index(op.f("ix_mapping_signature"), "mapping", ["signature"])


def _waiting() -> None:
    op.create_table(
        "waiting_upload",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("owner_id", ROW_ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        _key("waiting_upload", "owner_id", "user", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_upload")),
    )
    op.create_index(op.f("ix_waiting_upload_owner_id"), "waiting_upload", ["owner_id"])
    op.create_index(op.f("ix_waiting_upload_created_at"), "waiting_upload", ["created_at"])
    op.create_table(
        "waiting_file",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("upload_id", ROW_ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("storage_key", sa.String(length=200), nullable=False),
        sa.Column("size_bytes", ROW_ID, nullable=False),
        _key("waiting_file", "upload_id", "waiting_upload", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_file")),
    )
    op.create_index(op.f("ix_waiting_file_upload_id"), "waiting_file", ["upload_id"])


def _companions() -> None:
    op.create_table(
        "companion",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column("interaction_source", sa.String(length=200), nullable=True),
        sa.Column("customer_ref", sa.String(length=200), nullable=True),
        sa.Column("agent_ref", sa.String(length=200), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("window_hours", ROW_ID, nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("interaction_id", ROW_ID, nullable=True),
        sa.Column("joined_by", sa.String(length=200), nullable=True),
        sa.Column("batch_id", ROW_ID, nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("joined_at", UtcDateTime(), nullable=True),
        _key("companion", "interaction_id", "interaction", "CASCADE"),
        _key("companion", "batch_id", "batch", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_companion")),
        sa.UniqueConstraint("kind", "source", "key", name=op.f("uq_companion_kind_source_key")),
    )
    for column in ("external_id", "customer_ref", "agent_ref", "batch_id"):
        op.create_index(op.f(f"ix_companion_{column}"), "companion", [column])
    op.create_index("ix_companion_interaction_id_at", "companion", ["interaction_id", "at", "id"])


def downgrade() -> None:
    """Take back."""
    for table in ("companion", "waiting_file", "waiting_upload", "mapping"):
        op.drop_table(table)
