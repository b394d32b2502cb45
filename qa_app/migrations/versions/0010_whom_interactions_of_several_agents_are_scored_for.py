"""Why an interaction of several agents is scored for one of them, and the rule of each source."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from qa_app.core.orm import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.add_column("interaction", sa.Column("scored_why", sa.String(length=200), nullable=True))
    op.create_table(
        "source_scoring",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("rule", sa.String(length=200), nullable=False),
        sa.Column("set_by", ROW_ID, nullable=True),
        sa.Column("set_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["set_by"], ["user.id"], name=op.f("fk_source_scoring_set_by_user"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_scoring")),
        sa.UniqueConstraint("source", name=op.f("uq_source_scoring_source")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("source_scoring")
    op.drop_column("interaction", "scored_why")
