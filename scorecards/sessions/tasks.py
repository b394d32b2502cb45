"""Works figures out, reminds of sessions a day before they are due, reveals those complete."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.jobs.models import Queue
from qa_app.core.jobs.registry import task
from qa_app.core.jobs.runner import TaskContext
from qa_app.notifications.inbox import notify_all
from scorecards.sessions.measuring import work_out
from scorecards.sessions.models import Calibration, SessionState
from scorecards.sessions.queries import whole
from scorecards.sessions.revealing import done_by, reveal_if_complete

BEFORE = timedelta(days=1)


@task("calibration.measure", queue=Queue.HEAVY)
def measure(context: TaskContext, calibration_ids: list[int]) -> None:
    """Work out the agreement of sessions; those that are gone meanwhile are left out."""
    session = context.session
    query = whole(select(Calibration).where(Calibration.id.in_(calibration_ids)))
    found = {one.id: one for one in session.scalars(query).unique()}
    there = [found[one] for one in calibration_ids if one in found]
    if there:
        work_out(session, there, at=clock.now())
        session.commit()


@task("calibration.remind")
def remind(context: TaskContext) -> None:
    """Reveal what waits for nobody any more; remind of what is due within a day, once."""
    reveal_complete(context.session, at=clock.now())
    remind_due(context.session, at=clock.now())
    context.session.commit()


def reveal_complete(session: Session, *, at: datetime) -> int:
    """Reveal open sessions whose last missing people were deactivated meanwhile; how many."""
    query = select(Calibration).where(Calibration.state == SessionState.OPEN)
    waiting = session.scalars(query.with_for_update(of=Calibration, skip_locked=True)).all()
    return sum(reveal_if_complete(session, one, at=at) for one in waiting)


def remind_due(session: Session, *, at: datetime) -> int:
    """Tell whoever has something left to submit; how many people were told."""
    query = select(Calibration).where(
        Calibration.state == SessionState.OPEN,
        Calibration.due_at <= at + BEFORE,
        Calibration.due_at > at,
        Calibration.reminded_at.is_(None),
    )
    told = 0
    for calibration in session.scalars(query).all():
        done, asked = done_by(session, calibration), len(calibration.items)
        late = [
            one.user_id
            for one in calibration.participants
            if one.user.active and done.get(one.user_id, 0) < asked
        ]
        text = _("“%(title)s” is due within a day, and waits for you.", title=calibration.title)
        path = f"/calibration/{calibration.id}"
        told += notify_all(session, late, "calibration", str(text), path=path, at=at)
        calibration.reminded_at = at
    session.flush()
    return told
