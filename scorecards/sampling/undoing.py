"""Undoes a draw of which nothing was begun: its work is withdrawn, the draw stays to be seen."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import Refused
from scorecards.reviews.models import Assignment, AssignmentState, Evaluation, Pool
from scorecards.sampling.models import Draw, DrawItem, Part


def undo_draw(
    session: Session, draw: Draw, *, by: int | None, at: datetime, actor: str | None = None
) -> None:
    """Withdraw the draw's assignments and free its period for another draw.

    The draw itself stays, marked as undone by whom and when, so that nobody can draw again
    unseen until the result pleases. Refused when it was undone already or a review was begun.
    """
    if draw.undone_at is not None:
        raise Refused(_("This draw was undone already."))
    begun = begun_of(session, draw)
    if begun:
        raise Refused(
            _(
                "%(begun)s of this draw's reviews are begun or done, so it stands. Its open "
                "work can still be skipped with a reason.",
                begun=begun,
            )
        )
    _give_back(session, draw)
    session.execute(
        update(Assignment)
        .where(Assignment.draw_id == draw.id, Assignment.state != AssignmentState.WITHDRAWN)
        .values(state=AssignmentState.WITHDRAWN, closed_at=at)
    )
    draw.undone_at, draw.undone_by = at, by
    session.flush()
    after = {"seed": draw.seed, "frame_digest": draw.frame_digest}
    record(session, "sampling.undo", ("draw", draw.id), by=by, at=at, actor=actor, after=after)


def begun_of(session: Session, draw: Draw) -> int:
    """How many of the draw's reviews somebody has begun, saved or submitted."""
    count = (
        select(func.count(Evaluation.id))
        .join(Assignment, Assignment.id == Evaluation.assignment_id)
        .where(Assignment.draw_id == draw.id)
    )
    return session.scalar(count) or 0


def _give_back(session: Session, draw: Draw) -> None:
    """What this draw had taken over from another draw's part by risk goes back there."""
    rows = session.execute(
        select(Assignment, DrawItem.draw_id, DrawItem.stratum)
        .join(DrawItem, DrawItem.assignment_id == Assignment.id)
        .join(Draw, Draw.id == DrawItem.draw_id)
        .where(
            Assignment.draw_id == draw.id,
            DrawItem.draw_id != draw.id,
            DrawItem.part == Part.RISK,
            Draw.undone_at.is_(None),
        )
    ).all()
    for assignment, draw_id, stratum in rows:
        assignment.draw_id, assignment.stratum = draw_id, stratum
        assignment.pool, assignment.inclusion_probability = Pool.TARGETED, None
    session.flush()
