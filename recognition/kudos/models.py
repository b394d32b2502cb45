"""Kudos tied to a moment of an interaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.core.orm import Base, Id, reference
from qa_app.people.models import User


class Kudos(Base):
    """A thank-you from one person to an agent, if possible for something they said."""

    __tablename__ = "kudos"
    __table_args__ = (Index("ix_kudos_to_id_given_at", "to_id", "given_at"),)

    id: Mapped[Id]
    from_id: Mapped[int] = mapped_column(reference("user.id"), index=True)
    to_id: Mapped[int] = mapped_column(reference("user.id"))
    team_id: Mapped[int | None] = mapped_column(reference("team.id"))
    text: Mapped[str]
    interaction_id: Mapped[int | None] = mapped_column(reference("interaction.id"), index=True)
    turn_id: Mapped[int | None] = mapped_column(reference("turn.id"))
    evaluation_id: Mapped[int | None] = mapped_column(reference("evaluation.id"), index=True)
    given_at: Mapped[datetime] = mapped_column(index=True)
    withdrawn_at: Mapped[datetime | None]

    giver: Mapped[User] = relationship(foreign_keys=[from_id])
    receiver: Mapped[User] = relationship(foreign_keys=[to_id])
