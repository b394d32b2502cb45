"""Release policies, calendars of teams, and rounds of disputes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from qa_app.core.orm import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
EVALUATION = (
    "release_at",
    "returned_at",
    "dispute_until",
    "dispute_reminded_at",
    "dispute_closed_at",
)
DISPUTE = ("appeal_until", "reminded_at", "overdue_at")


def words(name: str, *values: str) -> sa.Enum:
    """A closed list as text of 32 characters."""
    return sa.Enum(*values, name=name, native_enum=False, length=32)


def key(table: str, column: str, target: str, on_delete: str) -> sa.ForeignKeyConstraint:
    """A foreign key to a table's id, named as the models name it."""
    name = op.f(f"fk_{table}_{column}_{target}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete=on_delete)


def upgrade() -> None:
    """Apply."""
    for name in EVALUATION:
        op.add_column("evaluation", sa.Column(name, UtcDateTime(), nullable=True))
    op.create_index("ix_evaluation_state_release_at", "evaluation", ["state", "release_at"])
    op.create_index(
        "ix_evaluation_dispute_window",
        "evaluation",
        ["dispute_closed_at", "dispute_until"],
    )
    for name in DISPUTE:
        op.add_column("dispute", sa.Column(name, UtcDateTime(), nullable=True))
    causes = ("overlooked", "guidance", "not_applicable", "outside", "mistake", "other")
    op.add_column("dispute_item", sa.Column("cause", words("disputecause", *causes), nullable=True))
    verdicts = words("verdict", "accept", "part", "reject")
    op.add_column("dispute_item", sa.Column("verdict", verdicts, nullable=True))
    _deciders()
    _returns()
    _policies()
    _calendars()
    _self_evaluations()


def _deciders() -> None:
    table = "dispute_decider"
    op.create_table(
        table,
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("dispute_id", ROW_ID, nullable=False),
        sa.Column("user_id", ROW_ID, nullable=False),
        sa.Column("assigned_by", ROW_ID, nullable=True),
        sa.Column("assigned_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        key(table, "dispute_id", "dispute", "CASCADE"),
        key(table, "user_id", "user", "RESTRICT"),
        key(table, "assigned_by", "user", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index("ix_dispute_decider_dispute_id", table, ["dispute_id"])
    op.create_index("ix_dispute_decider_user_id", table, ["user_id"])


def _returns() -> None:
    table = "evaluation_return"
    op.create_table(
        table,
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("evaluation_id", ROW_ID, nullable=False),
        sa.Column("sent_by", ROW_ID, nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("changed", sa.Boolean(), nullable=False),
        key(table, "evaluation_id", "evaluation", "CASCADE"),
        key(table, "sent_by", "user", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index("ix_evaluation_return_evaluation_id", table, ["evaluation_id"])


def _policies() -> None:
    table = "answer_policy"
    op.create_table(
        table,
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("scorecard_id", ROW_ID, nullable=True),
        sa.Column("release", words("releasemode", "now", "at", "approval"), nullable=False),
        sa.Column("release_weekday", ROW_ID, nullable=True),
        sa.Column("release_time", sa.Time(), nullable=False),
        sa.Column("dispute_days", ROW_ID, nullable=False),
        sa.Column("decide_days", ROW_ID, nullable=False),
        sa.Column("appeal_days", ROW_ID, nullable=False),
        sa.Column("remind_days", ROW_ID, nullable=False),
        sa.Column("rounds", ROW_ID, nullable=False),
        sa.Column("second_by", words("secondby", "load", "manager"), nullable=False),
        sa.Column("changed_by", ROW_ID, nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        key(table, "scorecard_id", "scorecard", "CASCADE"),
        key(table, "changed_by", "user", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("key", name=op.f(f"uq_{table}_key")),
    )
    op.create_index("ix_answer_policy_scorecard_id", table, ["scorecard_id"])


def _calendars() -> None:
    table = "team_calendar"
    op.create_table(
        table,
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("team_id", ROW_ID, nullable=True),
        sa.Column("weekdays", sa.JSON(), nullable=False),
        sa.Column("zone", sa.String(200), nullable=True),
        sa.Column("changed_by", ROW_ID, nullable=True),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        key(table, "team_id", "team", "CASCADE"),
        key(table, "changed_by", "user", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("key", name=op.f(f"uq_{table}_key")),
    )
    op.create_index("ix_team_calendar_team_id", table, ["team_id"])
    op.create_table(
        "holiday",
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("team_id", ROW_ID, nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        key("holiday", "team_id", "team", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holiday")),
        sa.UniqueConstraint("key", "day", name=op.f("uq_holiday_key_day")),
    )
    op.create_index("ix_holiday_team_id", "holiday", ["team_id"])


def _self_evaluations() -> None:
    table = "self_evaluation"
    op.create_table(
        table,
        sa.Column("id", ROW_ID, autoincrement=True, nullable=False),
        sa.Column("interaction_id", ROW_ID, nullable=False),
        sa.Column("agent_id", ROW_ID, nullable=False),
        sa.Column("team_id", ROW_ID, nullable=True),
        sa.Column("version_id", ROW_ID, nullable=False),
        sa.Column("asked_by", ROW_ID, nullable=True),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("state", words("selfstate", "open", "submitted"), nullable=False),
        sa.Column("revision", ROW_ID, nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("knew_feedback", sa.Boolean(), nullable=False),
        sa.Column("percent", sa.Numeric(12, 6), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("submitted_at", UtcDateTime(), nullable=True),
        key(table, "interaction_id", "interaction", "CASCADE"),
        key(table, "agent_id", "user", "RESTRICT"),
        key(table, "team_id", "team", "RESTRICT"),
        key(table, "version_id", "scorecard_version", "RESTRICT"),
        key(table, "asked_by", "user", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint(
            "interaction_id", "agent_id", name=op.f(f"uq_{table}_interaction_id_agent_id")
        ),
    )
    for owner in ("team_id", "agent_id"):
        op.create_index(f"ix_{table}_{owner}_started_at", table, [owner, "started_at", "id"])


def downgrade() -> None:
    """Take back."""
    for table in (
        "self_evaluation",
        "holiday",
        "team_calendar",
        "answer_policy",
        "evaluation_return",
        "dispute_decider",
    ):
        op.drop_table(table)
    op.drop_index("ix_evaluation_dispute_window", "evaluation")
    op.drop_index("ix_evaluation_state_release_at", "evaluation")
    for table, names in (
        ("dispute_item", ("cause", "verdict")),
        ("dispute", DISPUTE),
        ("evaluation", EVALUATION),
    ):
        for name in names:
            op.drop_column(table, name)
