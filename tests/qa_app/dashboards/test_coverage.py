"""The coverage funnel counts each interaction once, at every stage that it reached."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from coaching.plans.models import CoachingPlan, PlanEvidence, PlanState
from qa_app.dashboards.coverage import funnel
from qa_app.dashboards.periods import Period
from scorecards.reviews.models import EvaluationState
from tests.factories.feedback import AT, make_desk, make_evaluation, make_talk

PERIOD = Period(4, AT - timedelta(weeks=4), AT + timedelta(days=1))


def counts(session: Session, period: Period = PERIOD) -> dict[str, int]:
    return {stage.key: stage.count for stage in funnel(session, period)}


def test_each_interaction_is_counted_once(session: Session) -> None:
    desk = make_desk(session)
    make_talk(session, desk.agent)
    make_evaluation(session, desk)
    make_evaluation(session, desk, state=EvaluationState.RELEASED)
    read = make_evaluation(session, desk, state=EvaluationState.ACKNOWLEDGED)
    plan = CoachingPlan(agent_id=desk.agent.id, state=PlanState.OPEN, goal="x", created_at=AT)
    session.add(plan)
    session.flush()
    for key in ("greeting", "solved"):
        session.add(PlanEvidence(plan_id=plan.id, evaluation_id=read.id, question_key=key))
    session.flush()
    assert counts(session) == {
        "received": 4,
        "readable": 4,
        "drawn": 0,
        "scored": 3,
        "released": 2,
        "acknowledged": 1,
        "coached": 1,
    }


def test_only_interactions_of_the_period_count(session: Session) -> None:
    desk = make_desk(session)
    make_evaluation(session, desk).interaction.started_at = PERIOD.until
    make_evaluation(session, desk).interaction.started_at = PERIOD.since - timedelta(seconds=1)
    make_evaluation(session, desk).interaction.started_at = PERIOD.since
    session.flush()
    assert counts(session)["scored"] == 1
