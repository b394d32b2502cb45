"""Measures of reviewers: fits of the model of severity, and graded reviews."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from qa_app.core.orm import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BASIS = sa.Enum(*("scores", "answers"), name="basis", native_enum=False, length=32)
GRADING_STATE = sa.Enum(
    *("open", "submitted"), name="gradingstate", native_enum=False, length=32
)
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
    op.create_table(
        "grading",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("evaluation_id", ROW_ID, nullable=False),
        sa.Column("version_id", ROW_ID, nullable=False),
        sa.Column("reviewer_id", ROW_ID, nullable=False),
        sa.Column("grader_id", ROW_ID, nullable=False),
        sa.Column("seed", ROW_ID, nullable=True),
        sa.Column("state", GRADING_STATE, nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("percent", sa.Numeric(precision=12, scale=6), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("submitted_at", UtcDateTime(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("noted_at", UtcDateTime(), nullable=True),
        *[
            sa.ForeignKeyConstraint(
                [column],
                [f"{table}.id"],
                name=op.f(f"fk_grading_{column}_{table}"),
                ondelete=on_delete,
            )
            for column, table, on_delete in (
                ("evaluation_id", "evaluation", "CASCADE"),
                ("version_id", "scorecard_version", "RESTRICT"),
                ("reviewer_id", "user", "RESTRICT"),
                ("grader_id", "user", "RESTRICT"),
            )
        ],
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grading")),
        sa.UniqueConstraint("evaluation_id", name=op.f("uq_grading_evaluation_id")),
    )
    with op.batch_alter_table("grading") as batch:
        batch.create_index(batch.f("ix_grading_version_id"), ["version_id"])
        batch.create_index(
            "ix_grading_reviewer_id_submitted_at", ["reviewer_id", "submitted_at", "id"]
        )


def downgrade() -> None:
    """Take back."""
    op.drop_table("grading")
    op.drop_table("severity_fit")
