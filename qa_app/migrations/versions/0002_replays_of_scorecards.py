"""Replays: past evaluations scored under a draft."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from qa_app.core.orm import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

POOL = sa.Enum(
    *("random", "targeted", "calibration", "manual"), name="pool", native_enum=False, length=32
)
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "scorecard_replay",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("version_id", ROW_ID, nullable=False),
        sa.Column("revision", ROW_ID, nullable=False),
        sa.Column("of_id", ROW_ID, nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("pool", POOL, nullable=True),
        sa.Column("asked_by", ROW_ID, nullable=True),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("found", ROW_ID, nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("rows", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by"],
            ["user.id"],
            name=op.f("fk_scorecard_replay_asked_by_user"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["of_id"],
            ["scorecard.id"],
            name=op.f("fk_scorecard_replay_of_id_scorecard"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["scorecard_version.id"],
            name=op.f("fk_scorecard_replay_version_id_scorecard_version"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scorecard_replay")),
    )
    with op.batch_alter_table("scorecard_replay") as batch:
        batch.create_index(batch.f("ix_scorecard_replay_version_id"), ["version_id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("scorecard_replay")
