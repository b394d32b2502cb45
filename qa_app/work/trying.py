"""Tries stopped work again, one piece or all of a kind, and stops work that runs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import Refused
from qa_app.core.jobs.models import Job, JobState
from qa_app.core.jobs.queue import cancel, retry
from qa_app.work.queries import parked_query
from transcription.intake.models import Batch
from transcription.intake.receiving import READING, cancel_batch, resume_batch

MOST_AT_ONCE = 5_000


def try_again(session: Session, job: Job, *, by: int, at: datetime) -> None:
    """Give a stopped job a new set of attempts; Refused where it has not stopped."""
    if job.state is not JobState.PARKED:
        raise Refused("This work has not stopped: it waits, runs, or is done.")
    _again(session, job, by=by, at=at)
    record(session, "job.retry", ("job", job.id), by=by, at=at, after={"task": job.task})


def try_all_again(session: Session, task: str | None, *, by: int, at: datetime) -> int:
    """Give all stopped jobs of a task, or of all tasks, new attempts; how many."""
    jobs = session.scalars(parked_query(task).order_by(Job.id).limit(MOST_AT_ONCE)).all()
    for job in jobs:
        _again(session, job, by=by, at=at)
    after = {"task": task, "jobs": len(jobs)}
    record(session, "job.retry_all", ("job", None), by=by, at=at, after=after)
    return len(jobs)


def stop(session: Session, job: Job, *, by: int, at: datetime) -> None:
    """Cancel a job that waits or runs; Refused where it has ended."""
    if job.state not in {JobState.WAITING, JobState.RUNNING}:
        raise Refused("This work has ended already.")
    batch = _batch(session, job)
    if batch is not None:
        cancel_batch(session, batch, by=by, at=at)
        return
    cancel(session, job, at)
    record(session, "job.cancel", ("job", job.id), by=by, at=at, after={"task": job.task})


def _again(session: Session, job: Job, *, by: int, at: datetime) -> None:
    batch = _batch(session, job)
    if batch is not None:
        # The batch had been given up with it.
        resume_batch(session, batch, by=by, at=at)
    else:
        retry(session, job, at)


def _batch(session: Session, job: Job) -> Batch | None:
    is_import = job.task in READING and job.subject_type == "batch" and job.subject_id
    return session.get(Batch, job.subject_id) if is_import else None
