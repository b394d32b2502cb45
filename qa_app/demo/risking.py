"""A second plan, drawn from when the flagging model is trained: half by chance, half by risk.

The weekly plan of the demo was drawn while there was no model yet, so all of it is by chance. The
model is trained by a worker after the load; this draw waits for it, as a manager would.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.jobs.models import Queue
from qa_app.core.jobs.queue import enqueue
from qa_app.core.jobs.registry import task
from qa_app.core.jobs.runner import TaskContext
from qa_app.core.locks import looking
from qa_app.demo.state import is_demo
from scorecards.flagging.models import RiskFlag
from scorecards.sampling.models import Plan
from scorecards.sampling.plan_document import PlanDocument
from scorecards.sampling.plans import create_plan, switch_plan
from scorecards.sampling.tasks import draw_if_due

TITLE = "A closer look, half by risk"
REVIEWS, RISK_SHARE = 16, 0.5
# After the training and the scoring, which go first, and before the recordings.
AFTER_TRAINING, LOOKS, PAUSE_S = 6, 30, 20.0


def plan_closer_look(session: Session, *, by: int, at: datetime) -> Plan:
    """The plan, and the job that draws the last full week from it once there is a model."""
    document = PlanDocument.model_validate(
        {
            "format": 1,
            "title": TITLE,
            "every": "weekly",
            "amount": {"total": REVIEWS},
            "risk_share": RISK_SHARE,
            "double_share": 0.0,
        }
    )
    plan = create_plan(session, document, by=by, at=at)
    # The scheduler would draw at once, all of it by chance.
    switch_plan(session, plan, False, by=by, at=at)
    _wait(session, plan.id, LOOKS, delay_s=0.0)
    return plan


def _wait(session: Session, plan_id: int, looks: int, *, delay_s: float) -> None:
    enqueue(
        session,
        "demo.closer_look",
        {"plan_id": plan_id, "looks": looks},
        delay_s=delay_s,
        subject=(Plan.__tablename__, plan_id),
    )


@task("demo.closer_look", queue=Queue.HEAVY, lease_s=300, priority=AFTER_TRAINING)
def draw_closer_look(context: TaskContext, plan_id: int, looks: int) -> None:
    """Switch the plan on and draw, once conversations have their risk; else look again later."""
    session, at = context.session, clock.now()
    with looking(session):
        plan = session.get(Plan, plan_id) if is_demo(session) else None
        is_scored = session.scalar(select(RiskFlag.id).limit(1)) is not None
    if plan is None or plan.active:
        return
    if not is_scored:
        if looks > 1:
            _wait(session, plan_id, looks - 1, delay_s=PAUSE_S)
        return
    switch_plan(session, plan, True, by=None, at=at, actor="demo")
    draw_if_due(session, plan, at=at)
