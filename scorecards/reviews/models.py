"""Assignments, evaluations with answers and evidence, their revisions, and disputes."""

from __future__ import annotations

import enum
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.core.orm import Base, Id, Short, reference, text_enum
from qa_app.people.models import User
from scorecards.design.models import Version
from scorecards.reviews.dispute_words import DisputeCause, Verdict
from scorecards.reviews.dispute_words import DisputeState as DisputeState  # noqa: PLC0414 - re-exported beside the model that has it
from transcription.interactions.models import Interaction

Percent = Numeric(12, 6)


class Pool(enum.Enum):
    """Why an interaction is scored, and so whether the score counts (only RANDOM does)."""

    RANDOM = "random"
    TARGETED = "targeted"
    CALIBRATION = "calibration"
    MANUAL = "manual"


class AssignmentState(enum.Enum):
    """An item of a reviewer's queue."""

    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"
    WITHDRAWN = "withdrawn"


class Assignment(Base):
    """One interaction that one reviewer is to score, with how it was chosen."""

    __tablename__ = "assignment"
    __table_args__ = (
        UniqueConstraint("interaction_id", "reviewer_id"),
        Index("ix_assignment_queue", "reviewer_id", "state", "due_at", "id"),
    )

    id: Mapped[Id]
    interaction_id: Mapped[int] = mapped_column(reference("interaction.id"), index=True)
    reviewer_id: Mapped[int] = mapped_column(reference("user.id"))
    version_id: Mapped[int | None] = mapped_column(reference("scorecard_version.id"))
    """The scorecard version it is scored with; decided when it is opened."""
    pool: Mapped[Pool] = mapped_column(text_enum(Pool))
    inclusion_probability: Mapped[float | None]
    """Of the interaction in its draw; null unless the pool is random."""
    stratum: Mapped[Short | None]
    draw_id: Mapped[int | None] = mapped_column(index=True)
    """The draw it comes from (a row of sampling, which lies above this room)."""
    is_second: Mapped[bool] = mapped_column(default=False)
    """Hidden double scoring: counts as calibration, never told to the reviewer beforehand."""
    due_at: Mapped[datetime]
    state: Mapped[AssignmentState] = mapped_column(
        text_enum(AssignmentState), default=AssignmentState.OPEN
    )
    skip_reason: Mapped[str | None]
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    interaction: Mapped[Interaction] = relationship()
    reviewer: Mapped[User] = relationship()


class EvaluationState(enum.Enum):
    """DRAFT → PENDING (may be taken back) → SUBMITTED (final) → RELEASED → ACKNOWLEDGED."""

    DRAFT = "draft"
    PENDING = "pending"
    SUBMITTED = "submitted"
    RELEASED = "released"
    ACKNOWLEDGED = "acknowledged"


FINAL = (EvaluationState.SUBMITTED, EvaluationState.RELEASED, EvaluationState.ACKNOWLEDGED)
SEEN_BY_AGENT = (EvaluationState.RELEASED, EvaluationState.ACKNOWLEDGED)


class Evaluation(Base):
    """One interaction scored by one reviewer with one scorecard version, for good."""

    __tablename__ = "evaluation"
    __table_args__ = (
        UniqueConstraint("interaction_id", "reviewer_id", "version_id"),
        Index("ix_evaluation_agent_id_submitted_at", "agent_id", "submitted_at", "id"),
        Index("ix_evaluation_team_id_submitted_at", "team_id", "submitted_at", "id"),
        Index("ix_evaluation_reviewer_id_state", "reviewer_id", "state"),
        Index("ix_evaluation_reviewer_id_submitted_at", "reviewer_id", "submitted_at"),
        Index("ix_evaluation_state_pending_until", "state", "pending_until"),
        Index("ix_evaluation_submitted_at_id", "submitted_at", "id"),
        Index("ix_evaluation_state_release_at", "state", "release_at"),
        Index("ix_evaluation_dispute_window", "dispute_closed_at", "dispute_until"),
    )

    id: Mapped[Id]
    interaction_id: Mapped[int] = mapped_column(reference("interaction.id"), index=True)
    version_id: Mapped[int] = mapped_column(reference("scorecard_version.id"), index=True)
    reviewer_id: Mapped[int] = mapped_column(reference("user.id"))
    agent_id: Mapped[int] = mapped_column(reference("user.id"))
    team_id: Mapped[int | None] = mapped_column(reference("team.id"))
    assignment_id: Mapped[int | None] = mapped_column(reference("assignment.id"), index=True)
    transcript_id: Mapped[int | None] = mapped_column(reference("transcript.id"))
    """The transcript version that the reviewer saw."""
    pool: Mapped[Pool] = mapped_column(text_enum(Pool))
    counts: Mapped[bool] = mapped_column(default=False)
    """Pool random and the first submitted of its interaction: enters scores."""
    inclusion_probability: Mapped[float | None]
    stratum: Mapped[Short | None]
    draw_id: Mapped[int | None] = mapped_column(index=True)
    state: Mapped[EvaluationState] = mapped_column(text_enum(EvaluationState))
    revision: Mapped[int] = mapped_column(default=0)
    """Rises with every autosave; a writer that holds an older one gets a conflict."""
    comment: Mapped[str | None]
    percent: Mapped[Decimal | None] = mapped_column(Percent)
    raw_percent: Mapped[Decimal | None] = mapped_column(Percent)
    percent_without_fatal: Mapped[Decimal | None] = mapped_column(Percent)
    failed: Mapped[bool] = mapped_column(default=False)
    passed: Mapped[bool | None]
    result: Mapped[dict[str, Any] | None]
    """The whole result as scored: sections and questions, for pages and exports."""
    started_at: Mapped[datetime]
    active_seconds: Mapped[int] = mapped_column(default=0)
    pending_until: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    release_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]
    """Since when it lies with its reviewer again; `release_at`: when it is released by itself."""
    released_at: Mapped[datetime | None]
    released_by: Mapped[int | None] = mapped_column(reference("user.id"))
    acknowledged_at: Mapped[datetime | None]
    acknowledge_note: Mapped[str | None]
    dispute_until: Mapped[datetime | None]
    """Fixed at release, so that a later change of the rules moves no clock that runs."""
    dispute_reminded_at: Mapped[datetime | None]
    dispute_closed_at: Mapped[datetime | None]
    is_example: Mapped[bool] = mapped_column(default=False)
    imported: Mapped[bool] = mapped_column(default=False)

    interaction: Mapped[Interaction] = relationship()
    version: Mapped[Version] = relationship()
    reviewer: Mapped[User] = relationship(foreign_keys=[reviewer_id])
    agent: Mapped[User] = relationship(foreign_keys=[agent_id])
    answers: Mapped[list[Answer]] = relationship(cascade="all, delete-orphan", order_by="Answer.id")
    evidence: Mapped[list[Evidence]] = relationship(
        cascade="all, delete-orphan", order_by="Evidence.id"
    )


class Answer(Base):
    """The answer to one question; `value` is JSON as in docs/scorecard-format.md."""

    __tablename__ = "answer"
    __table_args__ = (
        UniqueConstraint("evaluation_id", "question_key"),
        Index("ix_answer_question_key", "question_key"),
    )

    id: Mapped[Id]
    evaluation_id: Mapped[int] = mapped_column(reference("evaluation.id", on_delete="CASCADE"))
    question_key: Mapped[Short]
    value: Mapped[dict[str, Any]]
    """{"value": …}: wrapped, because JSON null and SQL NULL must stay apart."""
    fraction: Mapped[Decimal | None] = mapped_column(Percent)
    """Share of the question's points, null when N/A, hidden, unscored; set at submission."""
    critical_hit: Mapped[bool] = mapped_column(default=False)
    comment: Mapped[str | None]
    root_causes: Mapped[list[Any]] = mapped_column(default=list)


class Evidence(Base):
    """A stretch of a turn that an answer rests on."""

    __tablename__ = "evidence"

    id: Mapped[Id]
    evaluation_id: Mapped[int] = mapped_column(
        reference("evaluation.id", on_delete="CASCADE"), index=True
    )
    question_key: Mapped[Short]
    turn_id: Mapped[int] = mapped_column(reference("turn.id"), index=True)
    start_char: Mapped[int]
    end_char: Mapped[int]
    quote: Mapped[str]


class EvaluationRevision(Base):
    """What an evaluation said before it was restated, and why it was."""

    __tablename__ = "evaluation_revision"
    __table_args__ = (UniqueConstraint("evaluation_id", "number"),)

    id: Mapped[Id]
    evaluation_id: Mapped[int] = mapped_column(reference("evaluation.id", on_delete="CASCADE"))
    number: Mapped[int]
    answers: Mapped[dict[str, Any]]
    result: Mapped[dict[str, Any]]
    percent: Mapped[Decimal | None] = mapped_column(Percent)
    reason: Mapped[str]
    replaced_by: Mapped[int | None] = mapped_column(reference("user.id"))
    replaced_at: Mapped[datetime]
    dispute_id: Mapped[int | None] = mapped_column(reference("dispute.id"))


class Dispute(Base):
    """An agent's objection to their released evaluation, by question."""

    __tablename__ = "dispute"
    __table_args__ = (Index("ix_dispute_state_due_at", "state", "due_at", "id"),)

    id: Mapped[Id]
    evaluation_id: Mapped[int] = mapped_column(reference("evaluation.id"), index=True)
    round: Mapped[int] = mapped_column(default=1)
    state: Mapped[DisputeState] = mapped_column(text_enum(DisputeState))
    opened_by: Mapped[int] = mapped_column(reference("user.id"))
    opened_at: Mapped[datetime]
    due_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(reference("user.id"))
    decided_at: Mapped[datetime | None]
    decision_note: Mapped[str | None]
    appeal_until: Mapped[datetime | None]
    """Until when the agent may go on to the next round; null: there is none."""
    appeal_reminded_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    overdue_at: Mapped[datetime | None]

    evaluation: Mapped[Evaluation] = relationship()
    items: Mapped[list[DisputeItem]] = relationship(
        cascade="all, delete-orphan", order_by="DisputeItem.id"
    )
    deciders: Mapped[list[DisputeDecider]] = relationship(
        cascade="all, delete-orphan", order_by="DisputeDecider.id"
    )

    @property
    def decider(self) -> DisputeDecider | None:
        """Who is to decide a later round now; None in the first, and while nobody is chosen."""
        return next((each for each in self.deciders if each.ended_at is None), None)


class DisputeItem(Base):
    """One disputed question: what the agent says and proposes, and what was decided."""

    __tablename__ = "dispute_item"
    __table_args__ = (UniqueConstraint("dispute_id", "question_key"),)

    id: Mapped[Id]
    dispute_id: Mapped[int] = mapped_column(reference("dispute.id", on_delete="CASCADE"))
    question_key: Mapped[Short]
    comment: Mapped[str]
    proposed: Mapped[dict[str, Any] | None]
    accepted: Mapped[bool | None]
    decided: Mapped[dict[str, Any] | None]
    """The answer that stands after the decision, wrapped as in Answer.value."""
    note: Mapped[str | None]
    """Why it was decided so, in words for the agent."""
    cause: Mapped[DisputeCause | None] = mapped_column(text_enum(DisputeCause))
    verdict: Mapped[Verdict | None] = mapped_column(text_enum(Verdict))


class DisputeDecider(Base):
    """The independent reviewer of a later round, chosen by a person or (null) by load."""

    __tablename__ = "dispute_decider"

    id: Mapped[Id]
    dispute_id: Mapped[int] = mapped_column(
        reference("dispute.id", on_delete="CASCADE"), index=True
    )
    user_id: Mapped[int] = mapped_column(reference("user.id"), index=True)
    assigned_by: Mapped[int | None] = mapped_column(reference("user.id"))
    assigned_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(foreign_keys=[user_id])


class FeedbackMessage(Base):
    """A question of the agent about their feedback, or the answer of a lead."""

    __tablename__ = "feedback_message"

    id: Mapped[Id]
    evaluation_id: Mapped[int] = mapped_column(
        reference("evaluation.id", on_delete="CASCADE"), index=True
    )
    author_id: Mapped[int] = mapped_column(reference("user.id"))
    text: Mapped[str]
    created_at: Mapped[datetime]

    author: Mapped[User] = relationship()
