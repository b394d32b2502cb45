"""Acts around a review: second opinions, items handed on, examples of excellence."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Index, UniqueConstraint, exists
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column, relationship

from qa_app.core.orm import Base, Id, Short, reference
from qa_app.people.models import User
from scorecards.reviews.models import Assignment, Evaluation
from transcription.interactions.models import Interaction


class SecondOpinion(Base):
    """A reviewer's wish that another one looks at the same interaction, blind to their answers."""

    __tablename__ = "second_opinion"
    __table_args__ = (Index("ix_second_opinion_asked_by", "asked_by", "id"),)

    id: Mapped[Id]
    interaction_id: Mapped[int] = mapped_column(
        reference("interaction.id", on_delete="CASCADE"), index=True
    )
    first_id: Mapped[int] = mapped_column(
        reference("assignment.id", on_delete="CASCADE"), index=True
    )
    """The item of whoever asked; its review stays the one that counts."""
    second_id: Mapped[int | None] = mapped_column(
        reference("assignment.id", on_delete="CASCADE"), index=True
    )
    """The item of whoever looks again; null where nobody could."""
    asked_by: Mapped[int] = mapped_column(reference("user.id"))
    reason: Mapped[str]
    asked_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    """When the second review became final."""
    told_at: Mapped[datetime | None]
    """When whoever asked was told that both reviews can be compared."""

    interaction: Mapped[Interaction] = relationship()
    first: Mapped[Assignment] = relationship(foreign_keys=[first_id])
    second: Mapped[Assignment | None] = relationship(foreign_keys=[second_id])
    asker: Mapped[User] = relationship(foreign_keys=[asked_by])


def is_asked_for(
    assignment_id: ColumnElement[Any] | InstrumentedAttribute[Any],
) -> ColumnElement[bool]:
    """On an assignment's id: a colleague asked for it, so that chance did not choose it."""
    return exists().where(
        SecondOpinion.second_id == assignment_id, SecondOpinion.withdrawn_at.is_(None)
    )


class Reassignment(Base):
    """One act by which a manager gave items to other reviewers."""

    __tablename__ = "reassignment"

    id: Mapped[Id]
    by: Mapped[int] = mapped_column(reference("user.id"))
    at: Mapped[datetime]
    reason: Mapped[str | None]
    undone_at: Mapped[datetime | None]

    person: Mapped[User] = relationship()
    items: Mapped[list[Handover]] = relationship(
        cascade="all, delete-orphan", order_by="Handover.id", back_populates="reassignment"
    )


class Handover(Base):
    """One item that went from one reviewer to another, with what the first had entered."""

    __tablename__ = "handover"
    __table_args__ = (
        UniqueConstraint("reassignment_id", "assignment_id"),
        Index("ix_handover_from_id", "from_id", "assignment_id"),
    )

    id: Mapped[Id]
    reassignment_id: Mapped[int] = mapped_column(reference("reassignment.id", on_delete="CASCADE"))
    assignment_id: Mapped[int] = mapped_column(
        reference("assignment.id", on_delete="CASCADE"), index=True
    )
    from_id: Mapped[int] = mapped_column(reference("user.id"))
    to_id: Mapped[int] = mapped_column(reference("user.id"))
    back_at: Mapped[datetime | None]
    """When the item went back by undoing."""
    version_id: Mapped[int | None] = mapped_column(reference("scorecard_version.id"))
    draft: Mapped[dict[str, Any] | None]
    """What was entered and not submitted, as reviews.draft.Draft; null where nothing was."""
    active_seconds: Mapped[int] = mapped_column(default=0)

    reassignment: Mapped[Reassignment] = relationship(back_populates="items")
    assignment: Mapped[Assignment] = relationship()
    giver: Mapped[User] = relationship(foreign_keys=[from_id])
    taker: Mapped[User] = relationship(foreign_keys=[to_id])


def is_gone_from(reviewer_id: int) -> ColumnElement[bool]:
    """On Handover: the reviewer lost the item by it and has not got it again since."""
    elsewhere = exists().where(
        Assignment.id == Handover.assignment_id, Assignment.reviewer_id != reviewer_id
    )
    return (Handover.from_id == reviewer_id) & Handover.back_at.is_(None) & elsewhere


class Example(Base):
    """An evaluation that shows others how a question is answered excellently."""

    __tablename__ = "example"
    __table_args__ = (Index("ix_example_removed_at", "removed_at", "id"),)

    id: Mapped[Id]
    evaluation_id: Mapped[int] = mapped_column(
        reference("evaluation.id", on_delete="CASCADE"), index=True
    )
    question_key: Mapped[Short | None]
    """The question that it is an example of; null: of the whole."""
    question_text: Mapped[str | None]
    note: Mapped[str]
    turn_ids: Mapped[list[Any]] = mapped_column(default=list)
    """Ids of the turns to read, in their order."""
    marked_by: Mapped[int] = mapped_column(reference("user.id"))
    marked_at: Mapped[datetime]
    agreed_at: Mapped[datetime | None]
    """When its agent allowed colleagues to read it; null: they have not."""
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[int | None] = mapped_column(reference("user.id"))

    evaluation: Mapped[Evaluation] = relationship()
    marker: Mapped[User] = relationship(foreign_keys=[marked_by])
