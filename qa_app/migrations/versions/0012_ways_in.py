"""Integrations of the API, the watched folder, refused rows to mend, and batches undone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from qa_app.core.orm import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    for column in (
        sa.Column("way", sa.String(length=32), nullable=True),
        sa.Column("came_from", sa.String(length=200), nullable=True),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
    ):
        op.add_column("batch", column)
    _make_batch_tables()
    _make_piece_tables()
    _make_api_tables()


def _make_batch_tables() -> None:
    op.create_table(
        "batch_remainder",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("batch_id", ROW_ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("storage_key", sa.String(length=200), nullable=False),
        sa.Column("rows", ROW_ID, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        _key("batch_remainder", "batch_id", "batch"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch_remainder")),
    )
    for name in ("batch_id", "created_at"):
        op.create_index(op.f(f"ix_batch_remainder_{name}"), "batch_remainder", [name])
    op.create_table(
        "watched_file",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=200), nullable=False),
        sa.Column("same_since", UtcDateTime(), nullable=False),
        sa.Column("batch_id", ROW_ID, nullable=True),
        _key("watched_file", "batch_id", "batch"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watched_file")),
        sa.UniqueConstraint("path", name=op.f("uq_watched_file_path")),
    )
    op.create_table(
        "watch_look",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("looked_at", UtcDateTime(), nullable=False),
        sa.Column("waiting", ROW_ID, nullable=False),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch_look")),
    )


def _make_piece_tables() -> None:
    op.create_table(
        "partial_upload",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("token", sa.String(length=200), nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("size_bytes", ROW_ID, nullable=False),
        sa.Column("arrived", ROW_ID, nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        _key("partial_upload", "user_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partial_upload")),
        sa.UniqueConstraint("token", name=op.f("uq_partial_upload_token")),
    )
    for name in ("user_id", "changed_at"):
        op.create_index(op.f(f"ix_partial_upload_{name}"), "partial_upload", [name])
    op.create_table(
        "partial_piece",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("upload_id", ROW_ID, nullable=False),
        sa.Column("start", ROW_ID, nullable=False),
        sa.Column("size_bytes", ROW_ID, nullable=False),
        sa.Column("storage_key", sa.String(length=200), nullable=False),
        _key("partial_piece", "upload_id", "partial_upload"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partial_piece")),
        sa.UniqueConstraint("upload_id", "start", name=op.f("uq_partial_piece_upload_id_start")),
    )


def _make_api_tables() -> None:
    op.create_table(
        "integration",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=True),
        sa.Column("token_digest", sa.String(length=200), nullable=False),
        sa.Column("token_end", sa.String(length=200), nullable=False),
        sa.Column("created_by", ROW_ID, nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("last_used_at", UtcDateTime(), nullable=True),
        sa.Column("minute", UtcDateTime(), nullable=True),
        sa.Column("asked", ROW_ID, nullable=False),
        _key("integration", "created_by", "user", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_integration")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_integration_token_digest")),
    )
    op.create_table(
        "api_request",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("integration_id", ROW_ID, nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("fingerprint", sa.String(length=200), nullable=False),
        sa.Column("status", ROW_ID, nullable=True),
        sa.Column("answer", sa.JSON(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        _key("api_request", "integration_id", "integration"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_request")),
        sa.UniqueConstraint("integration_id", "key", name=op.f("uq_api_request_integration_id_key")),
    )
    op.create_index(op.f("ix_api_request_created_at"), "api_request", ["created_at"])
    op.create_table(
        "api_batch",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("integration_id", ROW_ID, nullable=False),
        sa.Column("batch_id", ROW_ID, nullable=False),
        _key("api_batch", "integration_id", "integration"),
        _key("api_batch", "batch_id", "batch"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_batch")),
        sa.UniqueConstraint("batch_id", name=op.f("uq_api_batch_batch_id")),
    )
    op.create_index(op.f("ix_api_batch_integration_id"), "api_batch", ["integration_id"])


def _key(
    table: str, column: str, target: str, on_delete: str = "CASCADE"
) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete=on_delete)


def downgrade() -> None:
    """Take back."""
    for table in (
        "api_batch", "api_request", "integration", "partial_piece", "partial_upload", "watch_look",
        "watched_file", "batch_remainder",
    ):  # fmt: skip
        op.drop_table(table)
    with op.batch_alter_table("batch") as batch:
        for name in ("undone_at", "came_from", "way"):
            batch.drop_column(name)
