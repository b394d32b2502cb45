"""Transcripts and their turns; machine text is kept beside human corrections."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.core.orm import Base, Id, Short, reference, text_enum


class Speaker(enum.Enum):
    """Whose words a turn holds; UNKNOWN where a mono recording cannot tell."""

    AGENT = "agent"
    CUSTOMER = "customer"
    BOT = "bot"
    SYSTEM = "system"
    UNKNOWN = "unknown"


class Transcript(Base):
    """One version of an interaction's text; `is_current` is the one that is read and scored."""

    __tablename__ = "transcript"
    __table_args__ = (UniqueConstraint("interaction_id", "number"),)

    id: Mapped[Id]
    interaction_id: Mapped[int] = mapped_column(reference("interaction.id", on_delete="CASCADE"))
    number: Mapped[int]
    is_current: Mapped[bool] = mapped_column(default=True)
    origin: Mapped[Short]
    """`import` for text that came as text, `whisper` for text of a recording, `corrected` for a
    person's copy of another version."""
    based_on: Mapped[int | None] = mapped_column(reference("transcript.id", on_delete="SET NULL"))
    """The version that a corrected one was copied from; its turns have the same positions."""
    made_by: Mapped[int | None] = mapped_column(reference("user.id"))
    model: Mapped[Short | None]
    note: Mapped[str | None]
    """What a reader must know, such as that the model knows only the demo's voices."""
    language: Mapped[Short | None]
    confidence: Mapped[float | None]
    has_word_times: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    turns: Mapped[list[Turn]] = relationship(order_by="Turn.position", cascade="all, delete-orphan")


class Turn(Base):
    """What one speaker says at one time; text is already redacted."""

    __tablename__ = "turn"
    __table_args__ = (UniqueConstraint("transcript_id", "position"),)

    id: Mapped[Id]
    transcript_id: Mapped[int] = mapped_column(reference("transcript.id", on_delete="CASCADE"))
    position: Mapped[int]
    """0, 1, 2 … in the order of time."""
    speaker: Mapped[Speaker] = mapped_column(text_enum(Speaker))
    agent_id: Mapped[int | None] = mapped_column(reference("user.id"))
    start_s: Mapped[float | None]
    """Seconds from the beginning of the recording; null for text that has no clock."""
    end_s: Mapped[float | None]
    at: Mapped[datetime | None]
    text: Mapped[str]
    confidence: Mapped[float | None]
    words: Mapped[list[Any] | None]
    """[[start, end, text, confidence], …] where the engine's word times are sound."""
    voice: Mapped[Short | None]
    """`A`, `B` …: which voices of a recording on one channel sound alike."""
    beside: Mapped[dict[str, Any] | None]
    """What came with the words: `attachments` [{"name", "size", "type"}], and of a letter `from`,
    `to`, `subject`; masked as the words are."""


class Correction(Base):
    """One change that a person made to a transcript, with what stood there before."""

    __tablename__ = "correction"

    id: Mapped[Id]
    interaction_id: Mapped[int] = mapped_column(
        reference("interaction.id", on_delete="CASCADE"), index=True
    )
    transcript_id: Mapped[int] = mapped_column(reference("transcript.id", on_delete="CASCADE"))
    """The version that holds the change."""
    kind: Mapped[Short]
    """`text` or `speaker` of one turn; `speakers` of several at once, such as swapped channels."""
    position: Mapped[int | None]
    before: Mapped[dict[str, Any]]
    """{"text": …} or {"speakers": {position: speaker}}; text is masked as all text is."""
    after: Mapped[dict[str, Any]]
    made_by: Mapped[int | None] = mapped_column(reference("user.id"))
    made_at: Mapped[datetime]
    undone_by: Mapped[int | None] = mapped_column(reference("user.id"))
    undone_at: Mapped[datetime | None]
