"""Second opinions, items handed on, examples of excellence, suggestions for coaching."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from qa_app.core.orm import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "reassignment",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("by", ROW_ID, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["by"], ["user.id"], name=op.f("fk_reassignment_by_user"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reassignment")),
    )
    op.create_table(
        "handover",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("reassignment_id", ROW_ID, nullable=False),
        sa.Column("assignment_id", ROW_ID, nullable=False),
        sa.Column("from_id", ROW_ID, nullable=False),
        sa.Column("to_id", ROW_ID, nullable=False),
        sa.Column("back_at", UtcDateTime(), nullable=True),
        sa.Column("version_id", ROW_ID, nullable=True),
        sa.Column("draft", sa.JSON(), nullable=True),
        sa.Column("active_seconds", ROW_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignment.id"],
            name=op.f("fk_handover_assignment_id_assignment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["from_id"], ["user.id"], name=op.f("fk_handover_from_id_user"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["reassignment_id"],
            ["reassignment.id"],
            name=op.f("fk_handover_reassignment_id_reassignment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["to_id"], ["user.id"], name=op.f("fk_handover_to_id_user"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["scorecard_version.id"],
            name=op.f("fk_handover_version_id_scorecard_version"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
        sa.UniqueConstraint(
            "reassignment_id",
            "assignment_id",
            name=op.f("uq_handover_reassignment_id_assignment_id"),
        ),
    )
    with op.batch_alter_table("handover") as batch:
        batch.create_index(batch.f("ix_handover_assignment_id"), ["assignment_id"], unique=False)
        batch.create_index("ix_handover_from_id", ["from_id", "assignment_id"], unique=False)

    op.create_table(
        "second_opinion",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("interaction_id", ROW_ID, nullable=False),
        sa.Column("first_id", ROW_ID, nullable=False),
        sa.Column("second_id", ROW_ID, nullable=True),
        sa.Column("asked_by", ROW_ID, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("told_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by"],
            ["user.id"],
            name=op.f("fk_second_opinion_asked_by_user"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["first_id"],
            ["assignment.id"],
            name=op.f("fk_second_opinion_first_id_assignment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["interaction_id"],
            ["interaction.id"],
            name=op.f("fk_second_opinion_interaction_id_interaction"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["second_id"],
            ["assignment.id"],
            name=op.f("fk_second_opinion_second_id_assignment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_opinion")),
    )
    with op.batch_alter_table("second_opinion") as batch:
        batch.create_index("ix_second_opinion_asked_by", ["asked_by", "id"], unique=False)
        batch.create_index(batch.f("ix_second_opinion_first_id"), ["first_id"], unique=False)
        batch.create_index(
            batch.f("ix_second_opinion_interaction_id"), ["interaction_id"], unique=False
        )
        batch.create_index(batch.f("ix_second_opinion_second_id"), ["second_id"], unique=False)

    op.create_table(
        "coaching_suggestion",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("evaluation_id", ROW_ID, nullable=False),
        sa.Column("agent_id", ROW_ID, nullable=False),
        sa.Column("team_id", ROW_ID, nullable=True),
        sa.Column("question_keys", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("suggested_by", ROW_ID, nullable=False),
        sa.Column("suggested_at", UtcDateTime(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "accepted",
                "declined",
                "withdrawn",
                name="suggestionstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("decided_by", ROW_ID, nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("word", sa.Text(), nullable=True),
        sa.Column("plan_id", ROW_ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["agent_id"],
            ["user.id"],
            name=op.f("fk_coaching_suggestion_agent_id_user"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["user.id"],
            name=op.f("fk_coaching_suggestion_decided_by_user"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluation.id"],
            name=op.f("fk_coaching_suggestion_evaluation_id_evaluation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["coaching_plan.id"],
            name=op.f("fk_coaching_suggestion_plan_id_coaching_plan"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["suggested_by"],
            ["user.id"],
            name=op.f("fk_coaching_suggestion_suggested_by_user"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["team_id"],
            ["team.id"],
            name=op.f("fk_coaching_suggestion_team_id_team"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_suggestion")),
    )
    with op.batch_alter_table("coaching_suggestion") as batch:
        batch.create_index(
            batch.f("ix_coaching_suggestion_evaluation_id"), ["evaluation_id"], unique=False
        )
        batch.create_index(
            "ix_coaching_suggestion_state_team_id", ["state", "team_id"], unique=False
        )

    op.create_table(
        "example",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("evaluation_id", ROW_ID, nullable=False),
        sa.Column("question_key", sa.String(length=200), nullable=True),
        sa.Column("question_text", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("turn_ids", sa.JSON(), nullable=False),
        sa.Column("marked_by", ROW_ID, nullable=False),
        sa.Column("marked_at", UtcDateTime(), nullable=False),
        sa.Column("agreed_at", UtcDateTime(), nullable=True),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.Column("removed_by", ROW_ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["evaluation_id"],
            ["evaluation.id"],
            name=op.f("fk_example_evaluation_id_evaluation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["marked_by"], ["user.id"], name=op.f("fk_example_marked_by_user"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["removed_by"],
            ["user.id"],
            name=op.f("fk_example_removed_by_user"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_example")),
    )
    with op.batch_alter_table("example") as batch:
        batch.create_index(batch.f("ix_example_evaluation_id"), ["evaluation_id"], unique=False)
        batch.create_index("ix_example_removed_at", ["removed_at", "id"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("example")
    op.drop_table("coaching_suggestion")
    op.drop_table("second_opinion")
    op.drop_table("handover")
    op.drop_table("reassignment")
