"""Mends the times of jobs after the machine's clock was set back, so that nothing waits for it.

Times that lie further ahead than any delay or lease of ours were written by a clock that ran
ahead; they count as written now. Nothing here is needed while clocks only go forward.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, update
from sqlalchemy.orm import Session

from qa_app.core.jobs.models import Job, JobState, ScheduleSlot

FURTHEST = timedelta(hours=2)
"""Beyond every backoff (half an hour), undo (ten minutes) and lease (minutes)."""
TOLERANCE = timedelta(minutes=1)
"""By how much the clocks of several machines may differ."""


def mend_clock(session: Session, at: datetime) -> None:
    """Bring what was due, leased or scheduled in a time to come back to the present one."""
    ahead = at + TOLERANCE
    session.execute(
        update(Job)
        .where(
            Job.state == JobState.WAITING,
            or_(Job.created_at > ahead, Job.run_after > at + FURTHEST, Job.sent_at > ahead),
        )
        .values(created_at=at, run_after=at, sent_at=None)
        .execution_options(synchronize_session=False)
    )
    # A worker that lives prolongs its lease within seconds; that of a dead one runs out.
    session.execute(
        update(Job)
        .where(Job.state == JobState.RUNNING, Job.lease_until > at + FURTHEST)
        .values(lease_until=ahead)
        .execution_options(synchronize_session=False)
    )
    session.execute(
        delete(ScheduleSlot)
        .where(ScheduleSlot.slot > ahead)
        .execution_options(synchronize_session=False)
    )
