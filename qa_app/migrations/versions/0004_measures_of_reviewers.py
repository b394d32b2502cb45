"""Measures of reviewers: fits of the model of severity."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from qa_app.core.orm import UtcDateTime

revision = "0004"
down_revision = "0002"
branch_labels = None
depends_on = None

BASIS = sa.Enum(*("scores", "answers"), name="basis", native_enum=False, length=32)
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "severity_fit",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("basis", BASIS, nullable=False),
        sa.Column("weeks", ROW_ID, nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("asked_by", ROW_ID, nullable=True),
        sa.Column("method", sa.String(length=200), nullable=False),
        sa.Column("evaluations", ROW_ID, nullable=False),
        sa.Column("rows", ROW_ID, nullable=False),
        sa.Column("left_out", ROW_ID, nullable=False),
        sa.Column("why_not", sa.String(length=200), nullable=True),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_by"],
            ["user.id"],
            name=op.f("fk_severity_fit_asked_by_user"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_severity_fit")),
    )
    with op.batch_alter_table("severity_fit") as batch:
        batch.create_index("ix_severity_fit_basis_weeks", ["basis", "weeks", "id"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("severity_fit")
