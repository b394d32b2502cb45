"""The table of what belongs to an interaction and may come before it: surveys and sessions."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from qa_app.core.orm import Base, Id, Short, reference, text_enum


class CompanionKind(enum.Enum):
    """What it is."""

    SURVEY = "survey"
    SESSION = "session"


class Companion(Base):
    """One survey answer or remote-support session; waits while its interaction is not here.

    `values` of a survey: csat, nps, ces, comment (masked); of a session: seconds, device, note.
    """

    __tablename__ = "companion"
    __table_args__ = (
        UniqueConstraint("kind", "source", "key"),
        Index("ix_companion_interaction_id_at", "interaction_id", "at", "id"),
    )

    id: Mapped[Id]
    kind: Mapped[CompanionKind] = mapped_column(text_enum(CompanionKind))
    source: Mapped[Short]
    """The survey or log that it comes from."""
    key: Mapped[Short]
    """Its id there."""
    external_id: Mapped[Short | None] = mapped_column(index=True)
    interaction_source: Mapped[Short | None]
    customer_ref: Mapped[Short | None] = mapped_column(index=True)
    agent_ref: Mapped[Short | None] = mapped_column(index=True)
    """The agent as the log names them: id, email or name."""
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    window_hours: Mapped[int]
    """How long before an answer its interaction may have begun."""
    values: Mapped[dict[str, Any]]
    interaction_id: Mapped[int | None] = mapped_column(
        reference("interaction.id", on_delete="CASCADE")
    )
    joined_by: Mapped[Short | None]
    """How it was found: "id", "customer", "agent", or "hand" where a person said it."""
    batch_id: Mapped[int | None] = mapped_column(
        reference("batch.id", on_delete="SET NULL"), index=True
    )
    created_at: Mapped[datetime]
    joined_at: Mapped[datetime | None]
