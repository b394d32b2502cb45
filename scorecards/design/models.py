"""Scorecards, their versions (frozen when published), and the last edits of each draft."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.core.orm import Base, Id, Short, reference, text_enum


class VersionState(enum.Enum):
    """A draft may change; a published version never does; a retired one takes no new work."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class Scorecard(Base):
    """A named scorecard; what it asks stands in its versions."""

    __tablename__ = "scorecard"

    id: Mapped[Id]
    title: Mapped[Short] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    imported: Mapped[bool] = mapped_column(default=False)
    """Made by `qa evaluations import --create`: only an overall percentage is known."""

    versions: Mapped[list[Version]] = relationship(
        order_by="Version.number", back_populates="scorecard", cascade="all, delete-orphan"
    )


class Version(Base):
    """One version: `document` is the scorecard JSON of docs/scorecard-format.md."""

    __tablename__ = "scorecard_version"
    __table_args__ = (UniqueConstraint("scorecard_id", "number"),)

    id: Mapped[Id]
    scorecard_id: Mapped[int] = mapped_column(reference("scorecard.id", on_delete="CASCADE"))
    number: Mapped[int]
    state: Mapped[VersionState] = mapped_column(text_enum(VersionState))
    document: Mapped[dict[str, Any]]
    revision: Mapped[int] = mapped_column(default=0)
    """Rises with every change of the draft; an editor that holds an older one is told so."""
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    published_by: Mapped[int | None] = mapped_column(reference("user.id"))

    scorecard: Mapped[Scorecard] = relationship(back_populates="versions")


class DraftStep(Base):
    """What a draft said before an edit, so that the edit can be taken back."""

    __tablename__ = "scorecard_draft_step"

    id: Mapped[Id]
    version_id: Mapped[int] = mapped_column(
        reference("scorecard_version.id", on_delete="CASCADE"), index=True
    )
    subject: Mapped[Short]
    """The part that was edited, such as `question:greeting`; typing in one part is one step."""
    label: Mapped[Short]
    """What was done, as the button that takes it back names it."""
    document: Mapped[dict[str, Any]]
    by: Mapped[int | None] = mapped_column(reference("user.id"))
    at: Mapped[datetime]
