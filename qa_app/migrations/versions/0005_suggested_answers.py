"""Suggested answers: what was suggested to a reviewer and what they answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from qa_app.core.orm import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
VERDICT = sa.Enum(
    *("met", "not_met", "unknown"), name="suggestedverdict", native_enum=False, length=32
)
ACT = sa.Enum(*("accepted", "dismissed"), name="act", native_enum=False, length=32)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "suggestion_record",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("evaluation_id", ROW_ID, nullable=False),
        sa.Column("question_key", sa.String(length=200), nullable=False),
        sa.Column("rule", sa.String(length=200), nullable=False),
        sa.Column("verdict", VERDICT, nullable=False),
        sa.Column("suggested", sa.JSON(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("turns", sa.JSON(), nullable=False),
        sa.Column("after_answer", sa.Boolean(), nullable=False),
        sa.Column("first", sa.JSON(), nullable=True),
        sa.Column("act", ACT, nullable=True),
        sa.Column("answered", sa.JSON(), nullable=True),
        sa.Column("followed", sa.Boolean(), nullable=True),
        sa.Column("followed_blind", sa.Boolean(), nullable=True),
        sa.Column("shown_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluation.id"],
            name=op.f("fk_suggestion_record_evaluation_id_evaluation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion_record")),
        sa.UniqueConstraint(
            "evaluation_id",
            "question_key",
            name=op.f("uq_suggestion_record_evaluation_id_question_key"),
        ),
    )
    with op.batch_alter_table("suggestion_record") as batch:
        batch.create_index("ix_suggestion_record_question_key_rule", ["question_key", "rule"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("suggestion_record")
