"""Reads of the page of work: what runs, what waits, what stopped, what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from qa_app.core.jobs.models import Job, JobState
from qa_app.core.paging import Page, page_of
from transcription.interactions.models import Recording, RecordingState

DAY = timedelta(days=1)
STUCK = timedelta(minutes=5)
MOST_RUNNING = 50


@dataclass(frozen=True)
class Waiting:
    """Work of one kind that waits: how much, since when, and how urgent the first of it is."""

    task: str
    count: int
    oldest: datetime
    priority: int
    stuck: bool


@dataclass(frozen=True)
class Work:
    """The whole page but for the list of what stopped."""

    running: Sequence[Job]
    waiting: Sequence[Waiting]
    parked: Sequence[tuple[str, int]]
    """(task, how many stopped), the most first."""
    done: int
    cancelled: int
    """Both of the last 24 hours."""
    without_model: int
    """Recordings that wait for the speech model; no job stands for them."""

    @property
    def waiting_count(self) -> int:
        """All that waits."""
        return sum(each.count for each in self.waiting)

    @property
    def parked_count(self) -> int:
        """All that stopped."""
        return sum(count for _, count in self.parked)


def work_now(session: Session, at: datetime) -> Work:
    """Read the page."""
    running = select(Job).where(Job.state == JobState.RUNNING).order_by(Job.started_at, Job.id)
    return Work(
        running=session.scalars(running.limit(MOST_RUNNING)).all(),
        waiting=_waiting(session, at),
        parked=_by_task(session, JobState.PARKED),
        done=_ended(session, JobState.DONE, at),
        cancelled=_ended(session, JobState.CANCELLED, at),
        without_model=_without_model(session),
    )


def parked_page(
    session: Session, task: str | None, before: str | None, after: str | None
) -> Page[Any]:
    """What stopped after its attempts, the last first; of one task where it is named."""
    return page_of(session, parked_query(task), [Job.id], before=before, after=after, size=25)


def parked_query(task: str | None) -> Select[Job]:
    """The jobs that stopped, of one task or of all."""
    query = select(Job).where(Job.state == JobState.PARKED)
    return query.where(Job.task == task) if task else query


def job_query(job_id: int) -> Select[Job]:
    """One job; work belongs to the installation, so there is no narrower scope."""
    return select(Job).where(Job.id == job_id)


def interactions_of(session: Session, jobs: Sequence[Job]) -> dict[int, int]:
    """The interactions of the recordings that jobs are about, by job."""
    subjects = {job.subject_id: job.id for job in jobs if job.subject_type == "recording"}
    rows = session.execute(
        select(Recording.id, Recording.interaction_id).where(Recording.id.in_(subjects))
    )
    found = {row.id: row.interaction_id for row in rows}
    return {
        job.id: found[job.subject_id]
        for job in jobs
        if job.subject_type == "recording" and job.subject_id in found
    }


def _waiting(session: Session, at: datetime) -> list[Waiting]:
    rows = session.execute(
        select(Job.task, func.count(Job.id), func.min(Job.run_after), func.max(Job.priority))
        .where(Job.state == JobState.WAITING)
        .group_by(Job.task)
        .order_by(func.max(Job.priority).desc(), func.count(Job.id).desc(), Job.task)
    )
    return [
        Waiting(task, count, oldest, priority, at - oldest > STUCK)
        for task, count, oldest, priority in rows
    ]


def _by_task(session: Session, state: JobState) -> list[tuple[str, int]]:
    rows = session.execute(
        select(Job.task, func.count(Job.id))
        .where(Job.state == state)
        .group_by(Job.task)
        .order_by(func.count(Job.id).desc(), Job.task)
    )
    return [(task, count) for task, count in rows]


def _ended(session: Session, state: JobState, at: datetime) -> int:
    query = select(func.count(Job.id)).where(Job.state == state, Job.finished_at >= at - DAY)
    return session.scalar(query) or 0


def _without_model(session: Session) -> int:
    query = select(func.count(Recording.id)).where(Recording.state == RecordingState.WAITING_MODEL)
    return session.scalar(query) or 0
