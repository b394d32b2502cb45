"""Disputing: who may, when, and what an objection must hold."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.errors import Conflict, Missing, Refused
from qa_app.notifications.models import Notification
from scorecards.reviews.disputes import (
    Objection,
    deadline,
    open_dispute,
    standing_dispute,
    withdraw,
)
from scorecards.reviews.models import DisputeState, EvaluationState
from tests.factories.feedback import AT, Desk, make_desk, make_evaluation, make_released

LATER = AT + timedelta(days=1)
OBJECTION = Objection("solved", "The refund was booked in the call.", "solved")
LAST_MINUTE = datetime(2026, 3, 11, 23, 59, tzinfo=UTC)


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


def test_the_agent_disputes_a_question(
    session: Session, desk: Desk, run_jobs: Callable[[], object]
) -> None:
    evaluation = make_released(session, desk)
    dispute = open_dispute(session, evaluation, objections=[OBJECTION], by=desk.agent.id, at=LATER)
    assert (dispute.state, dispute.round) == (DisputeState.OPEN, 1)
    assert dispute.due_at == datetime(2026, 3, 12, 23, 59, tzinfo=UTC)
    (item,) = dispute.items
    assert (item.question_key, item.comment, item.proposed, item.accepted) == (
        "solved", "The refund was booked in the call.", {"value": "solved"}, None,
    )  # fmt: skip
    run_jobs()
    told = session.scalars(select(Notification)).all()
    assert [(each.user_id, each.path) for each in told] == [
        (desk.lead.id, f"/disputes/{dispute.id}")
    ]


def test_acknowledged_feedback_can_still_be_disputed(session: Session, desk: Desk) -> None:
    evaluation = make_evaluation(session, desk, state=EvaluationState.ACKNOWLEDGED)
    open_dispute(session, evaluation, objections=[OBJECTION], by=desk.agent.id, at=LATER)
    assert evaluation.state is EvaluationState.ACKNOWLEDGED


@pytest.mark.parametrize("who", ["lead", "reviewer", "manager", "stranger"])
def test_nobody_disputes_for_another(session: Session, desk: Desk, who: str) -> None:
    evaluation = make_released(session, desk)
    by = getattr(desk, who).id
    with pytest.raises(Missing):
        open_dispute(session, evaluation, objections=[OBJECTION], by=by, at=LATER)


def test_before_release_there_is_nothing_to_dispute(session: Session, desk: Desk) -> None:
    evaluation = make_evaluation(session, desk)
    assert deadline(session, evaluation) is None
    with pytest.raises(Missing):
        open_dispute(session, evaluation, objections=[OBJECTION], by=desk.agent.id, at=LATER)


def test_the_window_closes_after_its_last_minute(session: Session, desk: Desk) -> None:
    evaluation, by = make_released(session, desk), desk.agent.id
    assert deadline(session, evaluation) == LAST_MINUTE
    late = LAST_MINUTE + timedelta(seconds=1)
    with pytest.raises(Refused, match="time to dispute"):
        open_dispute(session, evaluation, objections=[OBJECTION], by=by, at=late)
    open_dispute(session, evaluation, objections=[OBJECTION], by=by, at=LAST_MINUTE)


def test_there_is_one_round(session: Session, desk: Desk) -> None:
    evaluation, by = make_released(session, desk), desk.agent.id
    first = open_dispute(session, evaluation, objections=[OBJECTION], by=by, at=LATER)
    with pytest.raises(Conflict):
        open_dispute(session, evaluation, objections=[OBJECTION], by=by, at=LATER)
    assert standing_dispute(session, evaluation) is first


def test_a_withdrawn_dispute_leaves_the_round_open(session: Session, desk: Desk) -> None:
    evaluation, by = make_released(session, desk), desk.agent.id
    dispute = open_dispute(session, evaluation, objections=[OBJECTION], by=by, at=LATER)
    with pytest.raises(Missing):
        withdraw(session, dispute, by=desk.lead.id, at=LATER)
    withdraw(session, dispute, by=by, at=LATER)
    assert dispute.state is DisputeState.WITHDRAWN
    assert standing_dispute(session, evaluation) is None
    with pytest.raises(Conflict):
        withdraw(session, dispute, by=by, at=LATER)
    open_dispute(session, evaluation, objections=[OBJECTION], by=by, at=LATER)


@pytest.mark.parametrize(
    ("objection", "message"),
    [
        (Objection("nothing", "Look."), "not part of the evaluation"),
        (Objection("solved", "  "), "look at again"),
        (Objection("solved", "x" * 20_001), "at most 20,000"),
        (Objection("solved", "Look.", "perfect"), "not one of its answers"),
        (Objection("solved", "Look.", "partly"), "the answer it has"),
    ],
)
def test_an_objection_that_will_not_do_names_its_question(
    session: Session, desk: Desk, objection: Objection, message: str
) -> None:
    evaluation = make_released(session, desk)
    with pytest.raises(Refused, match=message) as refused:
        open_dispute(session, evaluation, objections=[objection], by=desk.agent.id, at=LATER)
    assert refused.value.field == objection.question
    assert standing_dispute(session, evaluation) is None


def test_at_least_one_question_is_disputed(session: Session, desk: Desk) -> None:
    with pytest.raises(Refused, match="at least one"):
        open_dispute(
            session, make_released(session, desk), objections=[], by=desk.agent.id, at=LATER
        )
