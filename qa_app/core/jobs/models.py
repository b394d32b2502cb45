"""Jobs as rows: the row is the truth, the carrier only brings its id to a worker."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from qa_app.core.orm import Base, Id, Short, text_enum


class JobState(enum.Enum):
    """Life of a job: waiting → running → done, or cancelled, or parked after its attempts."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    PARKED = "parked"


class Queue(enum.Enum):
    """Fast work answers a person within seconds; heavy work may take hours."""

    FAST = "fast"
    HEAVY = "heavy"


class Job(Base):
    """One piece of background work, written in the transaction that makes it necessary."""

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_state_run_after", "state", "run_after"),
        Index("ix_job_subject", "subject_type", "subject_id"),
    )

    id: Mapped[Id]
    task: Mapped[Short]
    args: Mapped[dict[str, Any]]
    queue: Mapped[Queue] = mapped_column(text_enum(Queue))
    state: Mapped[JobState] = mapped_column(text_enum(JobState), default=JobState.WAITING)
    priority: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    run_after: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    """When its id was last handed to the carrier."""
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    max_attempts: Mapped[int] = mapped_column(default=5)
    lease_until: Mapped[datetime | None]
    fence: Mapped[int] = mapped_column(default=0)
    """Rises with every claim; a worker whose number is older may no longer write."""
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    done_units: Mapped[int | None]
    total_units: Mapped[int | None]
    note: Mapped[str | None]
    error: Mapped[str | None]
    subject_type: Mapped[Short | None]
    subject_id: Mapped[int | None]


class ScheduleSlot(Base):
    """One due time of a periodic task; unique, so that two schedulers enqueue it once."""

    __tablename__ = "schedule_slot"
    __table_args__ = (UniqueConstraint("name", "slot"),)

    id: Mapped[Id]
    name: Mapped[Short]
    slot: Mapped[datetime]
