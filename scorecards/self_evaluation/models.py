"""What an agent says of their own conversation, apart from evaluations so that it never counts."""

from __future__ import annotations

import enum
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.core.orm import Base, Id, reference, text_enum
from qa_app.people.models import User
from scorecards.design.models import Version
from scorecards.reviews.models import Percent
from transcription.interactions.models import Interaction


class SelfState(enum.Enum):
    """Being written, or handed in for good."""

    OPEN = "open"
    SUBMITTED = "submitted"


class SelfEvaluation(Base):
    """One conversation scored by its own agent with one scorecard version."""

    __tablename__ = "self_evaluation"
    __table_args__ = (
        UniqueConstraint("interaction_id", "agent_id"),
        Index("ix_self_evaluation_team_id_started_at", "team_id", "started_at", "id"),
        Index("ix_self_evaluation_agent_id_started_at", "agent_id", "started_at", "id"),
    )

    id: Mapped[Id]
    interaction_id: Mapped[int] = mapped_column(reference("interaction.id", on_delete="CASCADE"))
    agent_id: Mapped[int] = mapped_column(reference("user.id"))
    team_id: Mapped[int | None] = mapped_column(reference("team.id"))
    version_id: Mapped[int] = mapped_column(reference("scorecard_version.id"))
    transcript_id: Mapped[int | None] = mapped_column(
        reference("transcript.id", on_delete="SET NULL")
    )
    """The transcript that its evidence lies in."""
    asked_by: Mapped[int | None] = mapped_column(reference("user.id"))
    """Null: the agent began it freely."""
    due_at: Mapped[datetime | None]
    """Until then the reviewer's evaluation is not released; null for a free one."""
    started_at: Mapped[datetime]
    state: Mapped[SelfState] = mapped_column(text_enum(SelfState))
    revision: Mapped[int] = mapped_column(default=0)
    """Rises with every autosave; a window that holds an older one gets a conflict."""
    answers: Mapped[dict[str, Any]]
    """By question key, as `scorecards.reviews.kept` writes entries."""
    note: Mapped[str | None]
    knew_feedback: Mapped[bool] = mapped_column(default=False)
    """The reviewer's evaluation had been released when it was handed in."""
    percent: Mapped[Decimal | None] = mapped_column(Percent)
    result: Mapped[dict[str, Any] | None]
    submitted_at: Mapped[datetime | None]

    interaction: Mapped[Interaction] = relationship()
    agent: Mapped[User] = relationship(foreign_keys=[agent_id])
    asker: Mapped[User | None] = relationship(foreign_keys=[asked_by])
    version: Mapped[Version] = relationship()
