"""Own keys of a person, templates of comments, and what a turn carries beside its words."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from qa_app.core.orm import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("user") as batch:
        batch.add_column(sa.Column("keys", sa.JSON(), nullable=True))
    with op.batch_alter_table("turn") as batch:
        batch.add_column(sa.Column("beside", sa.JSON(), nullable=True))
    op.create_table(
        "comment_template",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("owner_id", ROW_ID, nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["user.id"],
            name=op.f("fk_comment_template_owner_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_template")),
    )
    with op.batch_alter_table("comment_template") as batch:
        batch.create_index(op.f("ix_comment_template_owner_id"), ["owner_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("comment_template")
    with op.batch_alter_table("turn") as batch:
        batch.drop_column("beside")
    with op.batch_alter_table("user") as batch:
        batch.drop_column("keys")
