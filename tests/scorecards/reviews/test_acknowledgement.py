"""Acknowledging and asking: only the agent, only what was released."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.errors import Missing, Refused
from qa_app.notifications.models import Notification
from scorecards.reviews.acknowledgement import acknowledge, say
from scorecards.reviews.models import EvaluationState
from tests.factories.feedback import AT, make_desk, make_evaluation, make_released

LATER = AT + timedelta(hours=1)


def test_the_agent_acknowledges_once(session: Session) -> None:
    desk = make_desk(session)
    evaluation = make_released(session, desk)
    by = desk.agent.id
    assert acknowledge(session, evaluation, by=by, at=LATER, note=" Thank you. ")
    assert evaluation.state is EvaluationState.ACKNOWLEDGED
    assert (evaluation.acknowledged_at, evaluation.acknowledge_note) == (LATER, "Thank you.")
    assert not acknowledge(session, evaluation, by=by, at=LATER + timedelta(days=1))
    assert evaluation.acknowledged_at == LATER


@pytest.mark.parametrize("who", ["lead", "reviewer", "manager", "stranger"])
def test_nobody_else_acknowledges(session: Session, who: str) -> None:
    desk = make_desk(session)
    evaluation = make_released(session, desk)
    with pytest.raises(Missing):
        acknowledge(session, evaluation, by=getattr(desk, who).id, at=LATER)


def test_what_is_not_released_looks_as_if_it_were_not_there(session: Session) -> None:
    desk = make_desk(session)
    evaluation = make_evaluation(session, desk)
    with pytest.raises(Missing):
        acknowledge(session, evaluation, by=desk.agent.id, at=LATER)
    with pytest.raises(Missing):
        say(session, evaluation, text="Why?", by=desk.agent.id, at=LATER)


def test_question_reaches_the_lead_and_the_answer_the_agent(
    session: Session, run_jobs: Callable[[], object]
) -> None:
    desk = make_desk(session)
    evaluation = make_released(session, desk)
    say(session, evaluation, text="What would have been better?", by=desk.agent.id, at=LATER)
    say(session, evaluation, text="Name the day.", by=desk.lead.id, at=LATER)
    run_jobs()
    told = session.scalars(select(Notification).order_by(Notification.id)).all()
    assert [(each.user_id, each.text, each.path) for each in told] == [
        (
            desk.lead.id,
            f"{desk.agent.name}: “What would have been better?”",
            f"/evaluations/{evaluation.id}",
        ),
        (desk.agent.id, f"{desk.lead.name}: “Name the day.”", f"/feedback/{evaluation.id}"),
    ]


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 20_001])
def test_question_has_words_and_an_end(session: Session, text: str) -> None:
    desk = make_desk(session)
    with pytest.raises(Refused) as refused:
        say(session, make_released(session, desk), text=text, by=desk.agent.id, at=LATER)
    assert refused.value.field == "text"
