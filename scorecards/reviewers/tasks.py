"""Background work on the measures of reviewers: the model of severity."""

from __future__ import annotations

from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.jobs.models import JobState, Queue
from qa_app.core.jobs.queue import enqueue, jobs_of
from qa_app.core.jobs.registry import task
from qa_app.core.jobs.runner import TaskContext
from qa_app.core.locks import looking
from scorecards.reviewers.fitting import fit_all, is_due, keep

TASK = "reviewers.measure"
SUBJECT = ("severity", 0)
WORKING = (JobState.WAITING, JobState.RUNNING)


@task(TASK, queue=Queue.HEAVY, lease_s=300, max_attempts=2, priority=4)
def measure(context: TaskContext, by: int | None = None, asked: bool = False) -> None:
    """Fit the model where it is due or somebody asked for it; nobody waits for the write lock."""
    session, at = context.session, clock.now()
    with looking(session):
        due = asked or is_due(session, at=at)
        found = list(fit_all(session, at=at)) if due else []
    if found:
        keep(session, found, at=at, by=by, actor=None if by else "scheduler")


def ask_for_measure(session: Session, *, by: int | None) -> None:
    """Have the model fitted anew as soon as a worker is free; once, however often it is asked."""
    if not is_measuring(session):
        enqueue(session, TASK, {"by": by, "asked": True}, subject=SUBJECT)


def is_measuring(session: Session) -> bool:
    """Whether a fit that somebody asked for waits or runs."""
    return any(job.state in WORKING for job in jobs_of(session, SUBJECT))
