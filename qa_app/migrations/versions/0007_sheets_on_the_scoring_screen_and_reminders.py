"""Self-evaluations and gradings on the scoring screen, appeals reminded of, whom a notice told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from qa_app.core.orm import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TRANSCRIPT = "fk_self_evaluation_transcript_id_transcript"


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("self_evaluation") as batch:
        batch.add_column(sa.Column("transcript_id", ROW_ID, nullable=True))
        batch.create_foreign_key(
            op.f(TRANSCRIPT), "transcript", ["transcript_id"], ["id"], ondelete="SET NULL"
        )
    for table in ("grading", "evaluation_return"):
        op.add_column(table, sa.Column("revision", ROW_ID, nullable=False, server_default="0"))
        with op.batch_alter_table(table) as batch:
            batch.alter_column("revision", server_default=None)
    op.add_column("evaluation_return", sa.Column("draft", sa.JSON(), nullable=True))
    op.add_column("dispute", sa.Column("appeal_reminded_at", UtcDateTime(), nullable=True))
    op.add_column("worker_notice", sa.Column("told_to", sa.String(length=200), nullable=True))
    op.add_column("worker_notice", sa.Column("council_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Take back."""
    for column in ("council_on", "told_to"):
        op.drop_column("worker_notice", column)
    op.drop_column("dispute", "appeal_reminded_at")
    op.drop_column("evaluation_return", "draft")
    for table in ("evaluation_return", "grading"):
        op.drop_column(table, "revision")
    with op.batch_alter_table("self_evaluation") as batch:
        batch.drop_constraint(op.f(TRANSCRIPT), type_="foreignkey")
        batch.drop_column("transcript_id")
