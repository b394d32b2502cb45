"""Calibration sessions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from qa_app.core.orm import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

STATE = sa.Enum(
    *("open", "revealed", "published", "cancelled"),
    name="sessionstate",
    native_enum=False,
    length=32,
)
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "calibration_session",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("version_id", ROW_ID, nullable=False),
        sa.Column("facilitator_id", ROW_ID, nullable=False),
        sa.Column("expert_id", ROW_ID, nullable=True),
        sa.Column("state", STATE, nullable=False),
        sa.Column("revision", ROW_ID, nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", ROW_ID, nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("reminded_at", UtcDateTime(), nullable=True),
        sa.Column("revealed_at", UtcDateTime(), nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["user.id"], name=op.f("fk_calibration_session_created_by_user"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["expert_id"], ["user.id"], name=op.f("fk_calibration_session_expert_id_user"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["facilitator_id"], ["user.id"], name=op.f("fk_calibration_session_facilitator_id_user"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["version_id"], ["scorecard_version.id"], name=op.f("fk_calibration_session_version_id_scorecard_version"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration_session")),
    )
    with op.batch_alter_table("calibration_session") as batch:
        batch.create_index(batch.f("ix_calibration_session_facilitator_id"), ["facilitator_id"])
        batch.create_index(batch.f("ix_calibration_session_state_due_at"), ["state", "due_at"])
        batch.create_index(batch.f("ix_calibration_session_version_id"), ["version_id"])
    op.create_table(
        "calibration_item",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("calibration_id", ROW_ID, nullable=False),
        sa.Column("interaction_id", ROW_ID, nullable=False),
        sa.Column("transcript_id", ROW_ID, nullable=False),
        sa.Column("agreed_percent", sa.Numeric(precision=12, scale=6), nullable=True),
        sa.ForeignKeyConstraint(["calibration_id"], ["calibration_session.id"], name=op.f("fk_calibration_item_calibration_id_calibration_session"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["interaction_id"], ["interaction.id"], name=op.f("fk_calibration_item_interaction_id_interaction"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["transcript_id"], ["transcript.id"], name=op.f("fk_calibration_item_transcript_id_transcript"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration_item")),
        sa.UniqueConstraint("calibration_id", "interaction_id", name=op.f("uq_calibration_item_calibration_id_interaction_id")),
    )
    with op.batch_alter_table("calibration_item") as batch:
        batch.create_index(batch.f("ix_calibration_item_interaction_id"), ["interaction_id"])
    op.create_table(
        "calibration_participant",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("calibration_id", ROW_ID, nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.ForeignKeyConstraint(["calibration_id"], ["calibration_session.id"], name=op.f("fk_calibration_participant_calibration_id_calibration_session"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_calibration_participant_user_id_user"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration_participant")),
        sa.UniqueConstraint("calibration_id", "user_id", name=op.f("uq_calibration_participant_calibration_id_user_id")),
    )
    with op.batch_alter_table("calibration_participant") as batch:
        batch.create_index(batch.f("ix_calibration_participant_user_id"), ["user_id"])
    op.create_table(
        "calibration_sheet",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("item_id", ROW_ID, nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("draft", sa.JSON(), nullable=False),
        sa.Column("revision", ROW_ID, nullable=False),
        sa.Column("active_seconds", ROW_ID, nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=True),
        sa.Column("percent", sa.Numeric(precision=12, scale=6), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["calibration_item.id"], name=op.f("fk_calibration_sheet_item_id_calibration_item"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_calibration_sheet_user_id_user"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration_sheet")),
        sa.UniqueConstraint("item_id", "user_id", name=op.f("uq_calibration_sheet_item_id_user_id")),
    )
    with op.batch_alter_table("calibration_sheet") as batch:
        batch.create_index(batch.f("ix_calibration_sheet_user_id"), ["user_id"])
    op.create_table(
        "calibration_agreed",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("item_id", ROW_ID, nullable=False),
        sa.Column("question_key", sa.String(length=200), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["calibration_item.id"], name=op.f("fk_calibration_agreed_item_id_calibration_item"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration_agreed")),
        sa.UniqueConstraint("item_id", "question_key", name=op.f("uq_calibration_agreed_item_id_question_key")),
    )
    op.create_table(
        "calibration_figures",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("calibration_id", ROW_ID, nullable=False),
        sa.Column("digest", sa.String(length=200), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["calibration_id"], ["calibration_session.id"], name=op.f("fk_calibration_figures_calibration_id_calibration_session"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibration_figures")),
        sa.UniqueConstraint("digest", name=op.f("uq_calibration_figures_digest")),
    )
    with op.batch_alter_table("calibration_figures") as batch:
        batch.create_index(batch.f("ix_calibration_figures_calibration_id"), ["calibration_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("calibration_figures")
    op.drop_table("calibration_agreed")
    op.drop_table("calibration_sheet")
    op.drop_table("calibration_participant")
    op.drop_table("calibration_item")
    op.drop_table("calibration_session")
