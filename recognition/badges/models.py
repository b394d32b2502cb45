"""Badges by rule, each with the evidence it was given on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.core.orm import Base, Id, Short, reference
from qa_app.people.models import User


class Badge(Base):
    """A badge that a rule gave to an agent; looked at again when a score it rests on changes."""

    __tablename__ = "badge"
    __table_args__ = (Index("ix_badge_agent_id_given_at", "agent_id", "given_at"),)

    id: Mapped[Id]
    agent_id: Mapped[int] = mapped_column(reference("user.id"))
    rule: Mapped[Short]
    subject: Mapped[Short | None]
    """What of it, such as the mastered question's key."""
    label: Mapped[Short]
    evidence: Mapped[dict[str, Any]]
    """n, value, interval and evaluation ids at the time it was given."""
    given_at: Mapped[datetime]
    review_reason: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]

    agent: Mapped[User] = relationship()
