"""Calibration sessions: who scores what blind, their sheets, and what was agreed."""

from __future__ import annotations

import enum
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.core.orm import Base, Id, Short, reference, text_enum
from qa_app.people.models import User
from scorecards.design.models import Version
from scorecards.reviews.models import Percent
from transcription.interactions.models import Interaction


class SessionState(enum.Enum):
    """OPEN (blind) → REVEALED → PUBLISHED; an open one may be CANCELLED instead."""

    OPEN = "open"
    REVEALED = "revealed"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class Calibration(Base):
    """One session on a frozen scorecard version."""

    __tablename__ = "calibration_session"
    __table_args__ = (Index("ix_calibration_session_state_due_at", "state", "due_at"),)

    id: Mapped[Id]
    title: Mapped[Short]
    note: Mapped[str | None]
    version_id: Mapped[int] = mapped_column(reference("scorecard_version.id"), index=True)
    facilitator_id: Mapped[int] = mapped_column(reference("user.id"), index=True)
    expert_id: Mapped[int | None] = mapped_column(reference("user.id"))
    """The participant whose answers the others are measured by, where there is one."""
    state: Mapped[SessionState] = mapped_column(text_enum(SessionState))
    revision: Mapped[int] = mapped_column(default=0)
    """Rises with every change of the plan; an editor that holds an older one is told so."""
    due_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(reference("user.id"))
    created_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    revealed_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]

    version: Mapped[Version] = relationship()
    facilitator: Mapped[User] = relationship(foreign_keys=[facilitator_id])
    items: Mapped[list[CalibrationItem]] = relationship(
        cascade="all, delete-orphan", order_by="CalibrationItem.id", back_populates="calibration"
    )
    participants: Mapped[list[CalibrationParticipant]] = relationship(
        cascade="all, delete-orphan", order_by="CalibrationParticipant.id"
    )


class CalibrationItem(Base):
    """One interaction of a session, in the transcript that everybody reads."""

    __tablename__ = "calibration_item"
    __table_args__ = (UniqueConstraint("calibration_id", "interaction_id"),)

    id: Mapped[Id]
    calibration_id: Mapped[int] = mapped_column(
        reference("calibration_session.id", on_delete="CASCADE")
    )
    interaction_id: Mapped[int] = mapped_column(
        reference("interaction.id", on_delete="CASCADE"), index=True
    )
    transcript_id: Mapped[int] = mapped_column(reference("transcript.id", on_delete="CASCADE"))
    agreed_percent: Mapped[Decimal | None] = mapped_column(Percent)
    """The score of the agreed answers; nobody's evaluation."""

    calibration: Mapped[Calibration] = relationship(back_populates="items")
    interaction: Mapped[Interaction] = relationship()
    sheets: Mapped[list[CalibrationSheet]] = relationship(
        cascade="all, delete-orphan", order_by="CalibrationSheet.id", back_populates="item"
    )
    agreed: Mapped[list[AgreedAnswer]] = relationship(
        cascade="all, delete-orphan", order_by="AgreedAnswer.id"
    )


class CalibrationParticipant(Base):
    """A person who is asked to score."""

    __tablename__ = "calibration_participant"
    __table_args__ = (UniqueConstraint("calibration_id", "user_id"),)

    id: Mapped[Id]
    calibration_id: Mapped[int] = mapped_column(
        reference("calibration_session.id", on_delete="CASCADE")
    )
    user_id: Mapped[int] = mapped_column(reference("user.id"), index=True)

    user: Mapped[User] = relationship()


class CalibrationSheet(Base):
    """What one participant entered about one interaction: apart from all evaluations."""

    __tablename__ = "calibration_sheet"
    __table_args__ = (UniqueConstraint("item_id", "user_id"),)

    id: Mapped[Id]
    item_id: Mapped[int] = mapped_column(reference("calibration_item.id", on_delete="CASCADE"))
    user_id: Mapped[int] = mapped_column(reference("user.id"), index=True)
    draft: Mapped[dict[str, Any]]
    """As `scorecards.reviews.draft.Draft` writes it."""
    revision: Mapped[int]
    active_seconds: Mapped[int]
    submitted_at: Mapped[datetime | None]
    percent: Mapped[Decimal | None] = mapped_column(Percent)

    item: Mapped[CalibrationItem] = relationship(back_populates="sheets")
    user: Mapped[User] = relationship()


class AgreedAnswer(Base):
    """What was agreed on one question, and what was said about it."""

    __tablename__ = "calibration_agreed"
    __table_args__ = (UniqueConstraint("item_id", "question_key"),)

    id: Mapped[Id]
    item_id: Mapped[int] = mapped_column(reference("calibration_item.id", on_delete="CASCADE"))
    question_key: Mapped[Short]
    value: Mapped[dict[str, Any]]
    """Wrapped as in Answer.value; null where nothing is agreed."""
    note: Mapped[str | None]


class CalibrationFigures(Base):
    """Agreement as it was worked out from exactly these verdicts, which the digest names."""

    __tablename__ = "calibration_figures"

    id: Mapped[Id]
    calibration_id: Mapped[int] = mapped_column(
        reference("calibration_session.id", on_delete="CASCADE"), index=True
    )
    """The session, or the newest one of those that were taken together."""
    digest: Mapped[Short] = mapped_column(unique=True)
    result: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
