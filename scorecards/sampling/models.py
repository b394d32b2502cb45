"""Sampling plans, draws with their frame and seed, and every drawn item."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
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
    __table_args__ = (
        # One standing draw for a period; undone ones stay, so that a second try can be seen.
        Index(
            "uq_draw_standing",
            "plan_id",
            "period_start",
            "period_end",
            unique=True,
            sqlite_where=text("undone_at IS NULL"),
            postgresql_where=text("undone_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    plan_id: Mapped[int] = mapped_column(reference("sampling_plan.id"), index=True)
    period_start: Mapped[datetime]
    period_end: Mapped[datetime]
    seed: Mapped[int]
    method: Mapped[Short]
    method_detail: Mapped[dict[str, Any]]
    """{"method_version", "generator", "risk_method", "risk_model"}; the last two null without
    a part by risk."""
    plan_document: Mapped[dict[str, Any]]
    """The plan as it was when this was drawn."""
    frame_size: Mapped[int]
    frame_digest: Mapped[Short]
    """SHA-256 over [source, external_id, agent, *strata] of the frame's items in order."""
    frame: Mapped[list[Any]] = mapped_column(deferred=True)
    """Interaction ids of the frame, in the order of the draw's sort."""
    left_out: Mapped[dict[str, Any]]
    """{reason: count} of what was in the period but not in the frame."""
    agents: Mapped[list[Any]]
    """[{"agent", "agent_id", "frame_size", "random", "targeted", "short"}]."""
    merged_strata: Mapped[list[Any]]
    """[{"agent", "stratum", "merged": [values of each small stratum]}]."""
    unassigned: Mapped[dict[str, Any]]
    """{reason: [interaction ids]} of reviews that nobody may or can do."""
    drawn_at: Mapped[datetime]
    drawn_by: Mapped[int | None] = mapped_column(reference("user.id"))
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[int | None] = mapped_column(reference("user.id"))

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
        # The reserve is the rest of the random order, so it also holds what risk took.
        UniqueConstraint("draw_id", "interaction_id", "part"),
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
    assignment_id: Mapped[int | None] = mapped_column(reference("assignment.id"), index=True)
    replaces_id: Mapped[int | None] = mapped_column(reference("draw_item.id"), index=True)
    """Of a reserve that was offered: the skipped item whose place it takes."""
