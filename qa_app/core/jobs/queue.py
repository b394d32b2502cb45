"""Verbs on job rows: enqueue, claim, keep alive, finish, fail, cancel, retry, sweep."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, Update, and_, func, or_, select, update
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.jobs.models import Job, JobState, Queue
from qa_app.core.jobs.registry import find_task

OUTBOX = "jobs_outbox"
RESEND_AFTER = timedelta(seconds=20)
BACKOFF_S = (5, 30, 120, 600, 1800)
URGENT = 10
"""The priority of what somebody waits for at this moment; nothing holds it back."""


class LeaseLost(Exception):
    """Another worker has taken the job over, or it was cancelled; stop without writing."""


def enqueue(
    session: Session,
    task: str,
    args: dict[str, Any],
    *,
    priority: int | None = None,
    delay_s: float = 0,
    subject: tuple[str, int] | None = None,
) -> Job:
    """Write a job row in the present transaction; its id is sent to a worker after the commit.

    Without a `priority` it has that of its task. LookupError for an unknown task, so that a
    misspelt name fails where it is written.
    """
    found = find_task(task)
    at = clock.now()
    job = Job(
        task=task,
        args=args,
        queue=found.queue,
        max_attempts=found.max_attempts,
        priority=found.priority if priority is None else priority,
        created_at=at,
        run_after=at + timedelta(seconds=delay_s),
        subject_type=subject[0] if subject else None,
        subject_id=subject[1] if subject else None,
    )
    session.add(job)
    session.flush()
    if not delay_s:
        # A delayed job is sent by the sweeper when its time has come.
        session.info.setdefault(OUTBOX, []).append((job.id, job.queue, job.priority))
    return job


def claim(session: Session, job_id: int, at: datetime) -> Job | None:
    """Take the job for this worker: the row with a new fence, or None when it is not to be had."""
    job = session.get(Job, job_id)
    if job is None or job.state is not JobState.WAITING or job.run_after > at:
        return None
    changed = _update(
        session,
        update(Job)
        .where(Job.id == job_id, Job.state == JobState.WAITING, Job.fence == job.fence)
        .values(
            state=JobState.RUNNING,
            fence=Job.fence + 1,
            attempts=Job.attempts + 1,
            started_at=at,
            lease_until=at + timedelta(seconds=find_task(job.task).lease_s),
            error=None,
        ),
    )
    if not changed:
        return None
    session.refresh(job)
    return job


def keep_alive(session: Session, job_id: int, fence: int, until: datetime) -> bool:
    """Prolong the lease; returns whether cancelling was asked for. LeaseLost when taken over."""
    if not _update(session, _held(job_id, fence).values(lease_until=until)):
        raise LeaseLost
    asked = session.scalar(select(Job.cancel_requested).where(Job.id == job_id))
    return bool(asked)


def report(
    session: Session, job_id: int, fence: int, done: int | None, total: int | None, note: str | None
) -> None:
    """Store progress in units of the task's own; LeaseLost when the job was taken over."""
    values = {"done_units": done, "total_units": total, "note": note}
    if not _update(session, _held(job_id, fence).values(**values)):
        raise LeaseLost


def finish(session: Session, job_id: int, fence: int, at: datetime) -> None:
    """Mark done within the transaction of the task's own effect; LeaseLost rolls both back."""
    values = {"state": JobState.DONE, "finished_at": at, "lease_until": None}
    if not _update(session, _held(job_id, fence).values(**values)):
        raise LeaseLost


def fail(session: Session, job_id: int, fence: int, at: datetime, error: str) -> JobState:
    """After an error: wait for the next attempt, or park with the reason after the last one."""
    job = session.get_one(Job, job_id)
    if job.fence != fence or job.state is not JobState.RUNNING:
        raise LeaseLost
    job.error = error
    job.lease_until = None
    if job.cancel_requested:
        job.state, job.finished_at = JobState.CANCELLED, at
    elif job.attempts >= job.max_attempts:
        job.state, job.finished_at = JobState.PARKED, at
    else:
        job.state = JobState.WAITING
        wait = BACKOFF_S[min(job.attempts, len(BACKOFF_S)) - 1]
        job.run_after = at + timedelta(seconds=wait)
    session.flush()
    return job.state


def cancel(session: Session, job: Job, at: datetime) -> None:
    """Stop a waiting job at once and ask a running one to stop."""
    job.cancel_requested = True
    if job.state is JobState.WAITING:
        job.state, job.finished_at = JobState.CANCELLED, at
    session.flush()


def retry(session: Session, job: Job, at: datetime) -> None:
    """Give a parked or cancelled job a new set of attempts."""
    job.state, job.run_after, job.attempts = JobState.WAITING, at, 0
    job.cancel_requested, job.finished_at, job.error = False, None, None
    session.flush()
    session.info.setdefault(OUTBOX, []).append((job.id, job.queue, job.priority))


def hurry(session: Session, job: Job) -> bool:
    """Put a waiting job before all that is not urgent; whether that changed anything."""
    raised = _update(
        session,
        update(Job)
        .where(Job.id == job.id, Job.state == JobState.WAITING, Job.priority < URGENT)
        .values(priority=URGENT),
    )
    if raised:
        session.refresh(job)
        # Sent a second time, before the others; whoever finds the job taken lets it be.
        session.info.setdefault(OUTBOX, []).append((job.id, job.queue, job.priority))
    return raised


def count_before(session: Session, job: Job) -> int:
    """How many waiting jobs of the same queue go before this one."""
    earlier = and_(Job.priority == job.priority, Job.id < job.id)
    query = select(func.count(Job.id)).where(
        Job.queue == job.queue,
        Job.state == JobState.WAITING,
        or_(Job.priority > job.priority, earlier),
    )
    return session.scalar(query) or 0


def postpone(
    session: Session, job_id: int, fence: int, at: datetime, delay: timedelta, note: str
) -> JobState:
    """Let a running job wait and begin again later; that costs none of its attempts."""
    job = session.get_one(Job, job_id)
    if job.fence != fence or job.state is not JobState.RUNNING:
        raise LeaseLost
    job.lease_until, job.note = None, note
    job.attempts = max(0, job.attempts - 1)
    if job.cancel_requested:
        job.state, job.finished_at = JobState.CANCELLED, at
    else:
        job.state, job.run_after, job.sent_at = JobState.WAITING, at + delay, None
    session.flush()
    return job.state


def sweep(session: Session, at: datetime, *, limit: int = 500) -> list[tuple[int, Queue, int]]:
    """Free the jobs whose worker died and list those to (re)send: (id, queue, priority)."""
    expired = session.scalars(
        select(Job).where(Job.state == JobState.RUNNING, Job.lease_until < at).limit(limit)
    ).all()
    for job in expired:
        job.error = "The worker stopped answering."
        if job.attempts >= job.max_attempts:
            job.state, job.finished_at = JobState.PARKED, at
        else:
            job.state, job.run_after, job.sent_at = JobState.WAITING, at, None
        job.lease_until = None
        job.fence += 1
    session.flush()
    due = session.scalars(
        select(Job)
        .where(Job.state == JobState.WAITING, Job.run_after <= at)
        .where((Job.sent_at.is_(None)) | (Job.sent_at < at - RESEND_AFTER))
        .order_by(Job.priority.desc(), Job.id)
        .limit(limit)
    ).all()
    for job in due:
        job.sent_at = at
    session.flush()
    return [(job.id, job.queue, job.priority) for job in due]


def next_waiting(session: Session, at: datetime) -> int | None:
    """Id of the job to run next when working in the foreground, highest priority first."""
    return session.scalar(
        select(Job.id)
        .where(Job.state == JobState.WAITING, Job.run_after <= at)
        .order_by(Job.priority.desc(), Job.id)
        .limit(1)
    )


def jobs_of(session: Session, subject: tuple[str, int]) -> Sequence[Job]:
    """The jobs about one thing, newest first."""
    return session.scalars(
        select(Job)
        .where(Job.subject_type == subject[0], Job.subject_id == subject[1])
        .order_by(Job.id.desc())
    ).all()


def _held(job_id: int, fence: int) -> Update:
    return update(Job).where(Job.id == job_id, Job.fence == fence, Job.state == JobState.RUNNING)


def _update(session: Session, statement: Update) -> bool:
    result = session.execute(statement.execution_options(synchronize_session=False))
    assert isinstance(result, CursorResult)
    return result.rowcount == 1
