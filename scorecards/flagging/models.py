"""The notice to workers, model versions with their cards, and the scores they gave."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from qa_app.core.orm import Base, Id, Short, reference, text_enum


class WorkerNotice(Base):
    """That the workers were told; nothing is trained or scored before one exists."""

    __tablename__ = "worker_notice"

    id: Mapped[Id]
    given_by: Mapped[Short]
    given_on: Mapped[date] = mapped_column(Date())
    text: Mapped[str]
    told_to: Mapped[Short | None]
    """Who was told: teams, sites, everybody; in words."""
    council_on: Mapped[date | None] = mapped_column(Date())
    """The day on which the works council was informed."""
    recorded_by: Mapped[int | None] = mapped_column(reference("user.id"))
    recorded_at: Mapped[datetime]


class FlaggingSwitch(Base):
    """Whether flagging is on, and its history: the newest row holds."""

    __tablename__ = "flagging_switch"

    id: Mapped[Id]
    is_on: Mapped[bool]
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(reference("user.id"))


class ModelState(enum.Enum):
    """A trained version is a candidate, in use, replaced (kept), or was not promoted."""

    CANDIDATE = "candidate"
    IN_USE = "in_use"
    REPLACED = "replaced"
    NOT_PROMOTED = "not_promoted"


class FlagModel(Base):
    """One trained version; the file lies in the store, its checksum here."""

    __tablename__ = "flag_model"

    id: Mapped[Id]
    number: Mapped[int] = mapped_column(unique=True)
    scorecard_id: Mapped[int | None] = mapped_column(reference("scorecard.id"))
    low_below: Mapped[float]
    state: Mapped[ModelState] = mapped_column(text_enum(ModelState))
    storage_key: Mapped[Short]
    sha256: Mapped[Short]
    cut: Mapped[float]
    card: Mapped[dict[str, Any]]
    trained_at: Mapped[datetime]
    in_use_since: Mapped[datetime | None]
    outcome: Mapped[str | None]
    """Why it was promoted or not, in words."""


class RiskFlag(Base):
    """What a model version says of an interaction: a reason to look, never a score."""

    __tablename__ = "risk_flag"
    __table_args__ = (
        UniqueConstraint("interaction_id", "model_id"),
        Index("ix_risk_flag_model_id_probability", "model_id", "probability", "id"),
    )

    id: Mapped[Id]
    interaction_id: Mapped[int] = mapped_column(
        reference("interaction.id", on_delete="CASCADE"), index=True
    )
    model_id: Mapped[int] = mapped_column(reference("flag_model.id", on_delete="CASCADE"))
    probability: Mapped[float]
    flagged: Mapped[bool]
    reasons: Mapped[list[Any]]
    """[{"text", "turns": [positions]}], at most three."""
    scored_at: Mapped[datetime]
