"""Sampling plans, draws with their frame and seed, and every drawn item."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.core.orm import Base, Id, Short, reference, text_enum


class Plan(Base):
    """Who is sampled, how much and how; `document` as in docs/plan-format.md."""

    __tablename__ = "sampling_plan"

    id: Mapped[Id]
    title: Mapped[Short] = mapped_column(unique=True)
    document: Mapped[dict[str, Any]]
    active: Mapped[bool] = mapped_column(default=True)
    created_by: Mapped[int | None] = mapped_column(reference("user.id"))
    created_at: Mapped[datetime]


class Draw(Base):
    """One draw: its frame, what was left out and why, seed, method."""

    __tablename__ = "draw"
    __table_args__ = (UniqueConstraint("plan_id", "period_start", "period_end"),)

    id: Mapped[Id]
    plan_id: Mapped[int] = mapped_column(reference("sampling_plan.id"), index=True)
    period_start: Mapped[datetime]
    period_end: Mapped[datetime]
    seed: Mapped[int]
    method: Mapped[Short]
    frame_size: Mapped[int]
    frame_digest: Mapped[Short]
    """SHA-256 over the frame's (source, external id) in order."""
    frame: Mapped[list[Any]]
    """Interaction ids of the frame, in the order of the draw's sort."""
    left_out: Mapped[dict[str, Any]]
    """{reason: count} of what was in the period but not in the frame."""
    merged_strata: Mapped[list[Any]]
    unassigned: Mapped[dict[str, Any]]
    drawn_at: Mapped[datetime]
    drawn_by: Mapped[int | None] = mapped_column(reference("user.id"))

    plan: Mapped[Plan] = relationship()


class Part(enum.Enum):
    """How an item came into the draw."""

    RANDOM = "random"
    RISK = "risk"
    RESERVE = "reserve"
    """Next in the same random order; offered when an item is skipped."""


class DrawItem(Base):
    """One drawn interaction with the probability that it had."""

    __tablename__ = "draw_item"
    __table_args__ = (
        UniqueConstraint("draw_id", "interaction_id"),
        Index("ix_draw_item_draw_id_part", "draw_id", "part", "position"),
    )

    id: Mapped[Id]
    draw_id: Mapped[int] = mapped_column(reference("draw.id", on_delete="CASCADE"))
    interaction_id: Mapped[int] = mapped_column(reference("interaction.id"), index=True)
    agent_id: Mapped[int] = mapped_column(reference("user.id"))
    part: Mapped[Part] = mapped_column(text_enum(Part))
    stratum: Mapped[Short]
    stratum_size: Mapped[int]
    """Interactions of that agent and stratum in the frame (N), for estimation."""
    inclusion_probability: Mapped[float | None]
    position: Mapped[int]
    double: Mapped[bool] = mapped_column(default=False)
    assignment_id: Mapped[int | None] = mapped_column(reference("assignment.id"))
