"""Asks for a version to be trained in the background, and finds out how that goes."""

from __future__ import annotations

from sqlalchemy.orm import Session

from qa_app.core.jobs.models import Job, JobState
from qa_app.core.jobs.queue import enqueue, jobs_of
from scorecards.flagging.example import LEAST_LABELS, LEAST_OF_EACH, TooFewLabels
from scorecards.flagging.labels import label_counts, standard_for
from scorecards.flagging.notice import require_notice

TASK = "flagging.train"
SUBJECT = ("flagging", 0)
WORKING = (JobState.WAITING, JobState.RUNNING)


def ask_for_training(
    session: Session,
    *,
    scorecard_title: str | None = None,
    low_below: float | None = None,
    by: int | None,
) -> Job:
    """Have a version trained; the job that is under way already, where one is.

    Refused before the notice to workers and for a scorecard or mark that is not known;
    TooFewLabels where training would refuse.
    """
    require_notice(session)
    counted, lows = label_counts(session, standard_for(session, scorecard_title, low_below))
    if counted < LEAST_LABELS or min(lows, counted - lows) < LEAST_OF_EACH:
        raise TooFewLabels(counted, lows)
    job = last_training(session)
    if job is not None and job.state in WORKING:
        return job
    args = {"by": by, "scorecard_title": scorecard_title, "low_below": low_below}
    return enqueue(session, TASK, args, subject=SUBJECT)


def last_training(session: Session) -> Job | None:
    """The newest training that a person asked for."""
    return next((job for job in jobs_of(session, SUBJECT) if job.task == TASK), None)
