"""What a reviewer proposes for somebody's coaching, until the lead accepts or declines it."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coaching.plans.models import CoachingPlan
from qa_app.core.orm import Base, Id, reference, text_enum
from qa_app.people.models import User
from scorecards.reviews.models import Evaluation


class SuggestionState(enum.Enum):
    """Waits for the lead, became part of a plan, was declined with a word, or was withdrawn."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class CoachingSuggestion(Base):
    """An evaluation with some of its turns that somebody thinks worth coaching."""

    __tablename__ = "coaching_suggestion"
    __table_args__ = (Index("ix_coaching_suggestion_state_team_id", "state", "team_id"),)

    id: Mapped[Id]
    evaluation_id: Mapped[int] = mapped_column(
        reference("evaluation.id", on_delete="CASCADE"), index=True
    )
    agent_id: Mapped[int] = mapped_column(reference("user.id"))
    team_id: Mapped[int | None] = mapped_column(reference("team.id"))
    question_keys: Mapped[list[Any]] = mapped_column(default=list)
    """The questions whose evidence is meant."""
    note: Mapped[str]
    suggested_by: Mapped[int] = mapped_column(reference("user.id"))
    suggested_at: Mapped[datetime]
    state: Mapped[SuggestionState] = mapped_column(
        text_enum(SuggestionState), default=SuggestionState.OPEN
    )
    decided_by: Mapped[int | None] = mapped_column(reference("user.id"))
    decided_at: Mapped[datetime | None]
    word: Mapped[str | None]
    """What the lead says to it."""
    plan_id: Mapped[int | None] = mapped_column(reference("coaching_plan.id", on_delete="SET NULL"))

    evaluation: Mapped[Evaluation] = relationship()
    agent: Mapped[User] = relationship(foreign_keys=[agent_id])
    suggester: Mapped[User] = relationship(foreign_keys=[suggested_by])
    plan: Mapped[CoachingPlan | None] = relationship()
