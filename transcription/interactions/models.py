"""Interactions, their recordings, and the masked originals that may be revealed."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.core.orm import Base, Id, Short, reference, text_enum
from qa_app.people.models import Team, User


class Channel(enum.Enum):
    """How the customer came."""

    PHONE = "phone"
    EMAIL = "email"
    CHAT = "chat"
    SOCIAL = "social"
    SMS = "sms"
    PORTAL = "portal"
    APP = "app"


class Direction(enum.Enum):
    """Who began."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class InteractionState(enum.Enum):
    """Whether a reviewer could read it: only READY has a transcript and enters a frame."""

    WAITING = "waiting"
    READY = "ready"
    QUARANTINED = "quarantined"
    FAILED = "failed"


class Interaction(Base):
    """One call, chat, email, social thread, SMS or portal case of one scored agent."""

    __tablename__ = "interaction"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        Index("ix_interaction_started_at_id", "started_at", "id"),
        Index("ix_interaction_agent_id_started_at", "agent_id", "started_at"),
        Index("ix_interaction_team_id_started_at", "team_id", "started_at", "id"),
        Index("ix_interaction_customer_ref_started_at", "customer_ref", "started_at"),
        Index("ix_interaction_state_started_at", "state", "started_at"),
    )

    id: Mapped[Id]
    source: Mapped[Short]
    external_id: Mapped[Short]
    channel: Mapped[Channel] = mapped_column(text_enum(Channel))
    direction: Mapped[Direction | None] = mapped_column(text_enum(Direction))
    """None where nothing says it: it is never guessed."""
    topic: Mapped[Short | None]
    subject: Mapped[Short | None]
    language: Mapped[Short | None]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    duration_s: Mapped[float | None]
    agent_id: Mapped[int] = mapped_column(reference("user.id"))
    """The scored party."""
    scored_why: Mapped[Short | None]
    """Why this agent of several; None where the source itself names one."""
    team_id: Mapped[int | None] = mapped_column(reference("team.id"))
    """The agent's team at that time."""
    customer_ref: Mapped[Short | None]
    """The customer's id in the source system."""
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Imported facts: first_response_s, resolution_s, hold_s, transfers, escalated, reopened,
    cost; and those measured from the turns (silence_s, talk_share, …)."""
    csat: Mapped[int | None]
    nps: Mapped[int | None]
    ces: Mapped[int | None]
    survey_comment: Mapped[str | None]
    turn_count: Mapped[int] = mapped_column(default=0)
    state: Mapped[InteractionState] = mapped_column(text_enum(InteractionState))
    state_reason: Mapped[str | None]
    batch_id: Mapped[int | None] = mapped_column(reference("batch.id"), index=True)
    file_name: Mapped[Short | None]
    """The file of the batch that it stood in; shown, never used as a path."""
    file_line: Mapped[int | None]
    """The line of that file (of a workbook the row) on which it begins, from 1."""
    file_entry: Mapped[int | None]
    """Which entry of a JSON export it was, from 1."""
    format: Mapped[Short | None]
    """As what the file was read: an importer's name."""
    mapping: Mapped[Short | None]
    """The mapping by which its table was read."""
    started_from: Mapped[Short | None]
    """What stands for an unknown beginning: "file", its file's date, or "received"; else None."""
    created_at: Mapped[datetime]

    agent: Mapped[User] = relationship()
    team: Mapped[Team | None] = relationship()
    recording: Mapped[Recording | None] = relationship(
        back_populates="interaction", uselist=False, cascade="all, delete-orphan"
    )


class RecordingState(enum.Enum):
    """What is done with the audio and what it waits for."""

    QUARANTINED = "quarantined"
    """No basis was given; not played, not transcribed."""
    WAITING = "waiting"
    """Decoded next, by the heavy worker."""
    WAITING_MODEL = "waiting_model"
    """The model of QA_WHISPER_MODEL cannot be had; nothing is lost."""
    TRANSCRIBING = "transcribing"
    TRANSCRIBED = "transcribed"
    FAILED = "failed"


class Recording(Base):
    """The audio of an interaction, in the file store."""

    __tablename__ = "recording"

    id: Mapped[Id]
    interaction_id: Mapped[int] = mapped_column(
        reference("interaction.id", on_delete="CASCADE"), unique=True
    )
    storage_key: Mapped[Short]
    """The original, sealed in the holding area; empty once it is deleted."""
    file_name: Mapped[Short]
    """What the file was called; shown, never used as a path."""
    sha256: Mapped[Short]
    media_type: Mapped[Short]
    size_bytes: Mapped[int]
    basis: Mapped[Short | None]
    state: Mapped[RecordingState] = mapped_column(text_enum(RecordingState), index=True)
    state_reason: Mapped[str | None]
    duration_s: Mapped[float | None]
    channels: Mapped[int | None]
    sample_rate: Mapped[int | None]
    codec: Mapped[Short | None]
    speech_s: Mapped[float | None]
    """Seconds in which somebody speaks, over all channels; what Whisper was given."""
    peaks_key: Mapped[Short | None]
    silent_channels: Mapped[list[Any]] = mapped_column(default=list)
    truncated: Mapped[bool] = mapped_column(default=False)
    playback_key: Mapped[Short | None]
    """The muted copy, the only sound that is ever played; null until it exists."""
    muted: Mapped[list[Any]] = mapped_column(default=list)
    """[[start, end, [kind, …], whole turn?], …] in seconds: silent in the muted copy."""
    mute_note: Mapped[str | None]
    """Why there is no muted copy, where one cannot be made."""
    channel_order: Mapped[Short | None]
    """On which channel of two the agent is; null: as settings say."""
    dropped_words: Mapped[int | None]
    """Words that the engine wrote where nobody speaks; they were left out."""

    interaction: Mapped[Interaction] = relationship(back_populates="recording")


class SourceSound(Base):
    """On which channel the agent is in recordings of one source, where it differs from settings."""

    __tablename__ = "source_sound"

    id: Mapped[Id]
    source: Mapped[Short] = mapped_column(unique=True)
    channel_order: Mapped[Short]
    set_by: Mapped[int | None] = mapped_column(reference("user.id"))
    set_at: Mapped[datetime]


class MaskedOriginal(Base):
    """The encrypted original of a masked stretch of text; destroyed kinds never come here."""

    __tablename__ = "masked_original"

    id: Mapped[Id]
    interaction_id: Mapped[int] = mapped_column(
        reference("interaction.id", on_delete="CASCADE"), index=True
    )
    transcript_id: Mapped[int | None] = mapped_column(
        reference("transcript.id", on_delete="CASCADE"), index=True
    )
    is_current: Mapped[bool] = mapped_column(default=True)
    """Whether its transcript is the one that is read now; only then it can be revealed."""
    turn_position: Mapped[int]
    start: Mapped[int]
    """Character offset of the placeholder in the redacted text of that turn."""
    kind: Mapped[Short]
    placeholder: Mapped[Short]
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary())
