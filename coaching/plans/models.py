"""Coaching plans with focus areas, actions, sessions, notes and sign-offs."""

from __future__ import annotations

import enum
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Date, Index, Numeric
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.core.orm import Base, Id, Short, reference, text_enum
from qa_app.people.models import User


class PlanState(enum.Enum):
    """A plan is proposed by the figures, opened by a lead, and closed with an outcome."""

    PROPOSED = "proposed"
    OPEN = "open"
    CLOSED = "closed"
    DISMISSED = "dismissed"


class CoachingPlan(Base):
    """What an agent and their coach want to reach by when, and what they do for it."""

    __tablename__ = "coaching_plan"
    __table_args__ = (Index("ix_coaching_plan_agent_id_state", "agent_id", "state"),)

    id: Mapped[Id]
    agent_id: Mapped[int] = mapped_column(reference("user.id"))
    coach_id: Mapped[int | None] = mapped_column(reference("user.id"), index=True)
    team_id: Mapped[int | None] = mapped_column(reference("team.id"), index=True)
    state: Mapped[PlanState] = mapped_column(text_enum(PlanState))
    goal: Mapped[str]
    due_on: Mapped[date | None] = mapped_column(Date())
    outcome: Mapped[str | None]
    created_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    coach_signed_at: Mapped[datetime | None]
    agent_signed_at: Mapped[datetime | None]
    agent_comment: Mapped[str | None]

    agent: Mapped[User] = relationship(foreign_keys=[agent_id])
    coach: Mapped[User | None] = relationship(foreign_keys=[coach_id])
    focus_areas: Mapped[list[FocusArea]] = relationship(
        cascade="all, delete-orphan", order_by="FocusArea.id"
    )
    actions: Mapped[list[ActionItem]] = relationship(
        cascade="all, delete-orphan", order_by="ActionItem.id"
    )
    sessions: Mapped[list[CoachingSession]] = relationship(
        cascade="all, delete-orphan", order_by="CoachingSession.held_at"
    )
    links: Mapped[list[PlanEvidence]] = relationship(
        cascade="all, delete-orphan", order_by="PlanEvidence.id"
    )


class FocusArea(Base):
    """A question to work on (or a strength to keep) with its baseline and interval."""

    __tablename__ = "focus_area"

    id: Mapped[Id]
    plan_id: Mapped[int] = mapped_column(reference("coaching_plan.id", on_delete="CASCADE"))
    scorecard_id: Mapped[int] = mapped_column(reference("scorecard.id"))
    question_key: Mapped[Short]
    question_text: Mapped[str]
    is_strength: Mapped[bool] = mapped_column(default=False)
    baseline: Mapped[Decimal] = mapped_column(Numeric(9, 4))
    """Mean share of points in percent, over counting evaluations."""
    baseline_low: Mapped[Decimal | None] = mapped_column(Numeric(9, 4))
    baseline_high: Mapped[Decimal | None] = mapped_column(Numeric(9, 4))
    baseline_n: Mapped[int]
    target: Mapped[Decimal | None] = mapped_column(Numeric(9, 4))


class ActionItem(Base):
    """Something that somebody does by a day."""

    __tablename__ = "action_item"

    id: Mapped[Id]
    plan_id: Mapped[int] = mapped_column(reference("coaching_plan.id", on_delete="CASCADE"))
    text: Mapped[str]
    owner_id: Mapped[int] = mapped_column(reference("user.id"))
    due_on: Mapped[date | None] = mapped_column(Date())
    resource_url: Mapped[str | None]
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None] = mapped_column(reference("user.id"))

    owner: Mapped[User] = relationship(foreign_keys=[owner_id])


class CoachingSession(Base):
    """A meeting: when, what was on the agenda, what both may read and what only the coach may."""

    __tablename__ = "coaching_session"

    id: Mapped[Id]
    plan_id: Mapped[int] = mapped_column(reference("coaching_plan.id", on_delete="CASCADE"))
    held_at: Mapped[datetime]
    agenda: Mapped[str | None]
    shared_notes: Mapped[str | None]
    private_notes: Mapped[str | None]
    written_by: Mapped[int] = mapped_column(reference("user.id"))
    done: Mapped[bool] = mapped_column(default=False)


class PlanEvidence(Base):
    """An evaluation (and a turn of it) that the plan points to."""

    __tablename__ = "plan_evidence"

    id: Mapped[Id]
    plan_id: Mapped[int] = mapped_column(reference("coaching_plan.id", on_delete="CASCADE"))
    evaluation_id: Mapped[int] = mapped_column(reference("evaluation.id"), index=True)
    question_key: Mapped[Short | None]
    turn_id: Mapped[int | None] = mapped_column(reference("turn.id"))
    note: Mapped[str | None]
