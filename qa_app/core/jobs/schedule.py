"""Periodic work: each due time is a unique row, so it is enqueued once, late rather than never."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from qa_app.core.jobs.models import ScheduleSlot
from qa_app.core.jobs.queue import enqueue

EPOCH = datetime(2024, 1, 1, tzinfo=UTC)  # a Monday, so weekly slots begin on Mondays


@dataclass(frozen=True)
class Periodic:
    """A task due every `every`, counted from `offset` after a fixed Monday midnight UTC."""

    name: str
    task: str
    every: timedelta
    offset: timedelta = timedelta()


def latest_slot(entry: Periodic, at: datetime) -> datetime:
    """The last due time at or before `at`; missed earlier ones are not caught up."""
    since = at - EPOCH - entry.offset
    return EPOCH + entry.offset + (since // entry.every) * entry.every


def enqueue_due(session: Session, timetable: Iterable[Periodic], at: datetime) -> list[str]:
    """Enqueue each entry whose latest slot has not been taken; returns their names."""
    started = []
    for entry in timetable:
        slot = latest_slot(entry, at)
        taken = session.scalar(
            select(ScheduleSlot.id).where(
                ScheduleSlot.name == entry.name, ScheduleSlot.slot == slot
            )
        )
        if taken is not None:
            continue
        try:
            with session.begin_nested():
                session.execute(insert(ScheduleSlot).values(name=entry.name, slot=slot))
        except IntegrityError:
            continue  # another scheduler was faster
        enqueue(session, entry.task, {})
        started.append(entry.name)
    return started


def forget_old(session: Session, before: datetime) -> None:
    """Delete slots that can no longer be asked for."""
    session.execute(delete(ScheduleSlot).where(ScheduleSlot.slot < before))
