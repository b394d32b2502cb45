"""Background work of sampling: draws that are due, and stand-ins for skipped items."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.jobs.registry import task
from qa_app.core.jobs.runner import TaskContext
from qa_app.core.locks import looking
from scorecards.reviews.models import Assignment
from scorecards.sampling.drawing import Prepared, keep_draw, prepare_draw
from scorecards.sampling.models import Draw, Plan
from scorecards.sampling.periods import Period, last_full, seed_for
from scorecards.sampling.plans import document_of
from scorecards.sampling.replacing import offer_reserve

PATIENCE = timedelta(hours=24)
"""So long a draw waits for recordings that are not transcribed yet."""


@task("sampling.draw_due", lease_s=300)
def draw_due(context: TaskContext) -> None:
    """Draw, for every plan that is on, the last full period that was never drawn."""
    session = context.session
    with looking(session):
        active = select(Plan).where(Plan.active.is_(True)).order_by(Plan.id)
        plans = session.scalars(active).all()
    for plan in plans:
        # A frame of many thousands is read and drawn from while others go on writing.
        with looking(session):
            made = due_draw(session, plan, at=clock.now())
        if made is not None:
            keep_draw(session, plan, made, by=None, at=clock.now(), actor="scheduler")
            context.commit()


@task("sampling.offer_reserve")
def offer(context: TaskContext, assignment_id: int) -> None:
    """Offer the next of the reserve for a skipped assignment."""
    assignment = context.session.get(Assignment, assignment_id)
    if assignment is not None:
        offer_reserve(context.session, assignment, at=clock.now())


def draw_if_due(session: Session, plan: Plan, *, at: datetime) -> Draw | None:
    """Draw the plan's last full period, if it was never drawn and can be now."""
    made = due_draw(session, plan, at=at)
    if made is None:
        return None
    return keep_draw(session, plan, made, by=None, at=at, actor="scheduler")


def due_draw(session: Session, plan: Plan, *, at: datetime) -> Prepared | None:
    """What is to be drawn for the plan's last full period; None where nothing is. Reads only.

    The seed is worked out from title and period (`seed_for`), so nobody chose it. A period whose
    draw was undone is left to a person. For a day it waits for transcripts that are still missing.
    """
    document = document_of(plan)
    zone = ZoneInfo(session.info["settings"].time_zone)
    period = last_full(document.every, at, zone)
    if _was_drawn(session, plan, period):
        return None
    seed = seed_for(plan.title, period)
    made = prepare_draw(session, document, period=period, seed=seed)
    waiting = made.result.left_out.get("no_transcript", 0)
    if not made.frame or (waiting and at < period.end + PATIENCE):
        return None
    return made


def _was_drawn(session: Session, plan: Plan, period: Period) -> bool:
    query = select(Draw.id).where(
        Draw.plan_id == plan.id,
        Draw.period_start == period.start,
        Draw.period_end == period.end,
    )
    return session.scalars(query.limit(1)).first() is not None
