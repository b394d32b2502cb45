"""From a review into coaching: attached by a coach, else suggested, accepted or declined."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from coaching.plans import planning
from coaching.plans.attaching import accept, attach, decline, suggest, withdraw
from coaching.plans.models import CoachingPlan, PlanState
from coaching.plans.models_suggested import CoachingSuggestion, SuggestionState
from coaching.plans.queries import linked_answers
from qa_app.core.audit import AuditRow
from qa_app.core.errors import Conflict, Refused
from qa_app.notifications.models import Notification
from qa_app.people.models import User
from scorecards.reviews.models import Evaluation, Pool
from tests.factories.acts import make_example, make_suggestion
from tests.factories.feedback import AT, Desk, make_desk, make_evaluation, make_released

SignIn = Callable[[User], FlaskClient]
LATER = AT + timedelta(days=1)
GOAL = "Name the day of the refund."


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


@pytest.fixture
def evaluation(session: Session, desk: Desk) -> Evaluation:
    return make_evaluation(session, desk)


def put(session: Session, evaluation: Evaluation, desk: Desk, goal: str = GOAL) -> CoachingPlan:
    return attach(
        session,
        evaluation,
        keys=["solved", "greeting"],
        note="Look at the end.",
        goal=goal,
        by=desk.lead.id,
        at=LATER,
    )


def test_without_a_plan_one_is_proposed_with_the_cited_turns(
    session: Session, desk: Desk, evaluation: Evaluation
) -> None:
    plan = put(session, evaluation, desk)
    turn = evaluation.evidence[0].turn_id
    assert (plan.state, plan.goal, plan.focus_areas) == (PlanState.PROPOSED, GOAL, [])
    assert [(link.question_key, link.turn_id, link.note) for link in plan.links] == [
        ("greeting", None, "Look at the end."),
        ("solved", turn, "Look at the end."),
    ]


def test_into_the_plan_that_is_there_and_only_once(
    session: Session, desk: Desk, evaluation: Evaluation
) -> None:
    plan = put(session, evaluation, desk)
    planning.open_plan(session, plan, by=desk.lead.id, at=LATER)
    again = put(session, evaluation, desk, goal="")
    assert (again.id, len(again.links), again.goal) == (plan.id, 2, GOAL)


def test_a_new_plan_needs_a_goal(session: Session, desk: Desk, evaluation: Evaluation) -> None:
    with pytest.raises(Refused) as refused:
        put(session, evaluation, desk, goal=" ")
    assert refused.value.field == "goal"


def test_a_second_review_stays_out_of_coaching(session: Session, desk: Desk) -> None:
    with pytest.raises(Refused, match="first review"):
        put(session, make_evaluation(session, desk, pool=Pool.CALIBRATION), desk)


def test_the_agent_reads_only_what_was_released(session: Session, desk: Desk) -> None:
    hidden, shown = make_evaluation(session, desk), make_released(session, desk)
    put(session, hidden, desk)
    plan = put(session, shown, desk)
    seen = {link.evaluation_id for link in linked_answers(session, plan, released_only=True)}
    assert seen == {shown.id}
    assert len(linked_answers(session, plan)) == 4


def test_a_suggestion_reaches_the_lead_and_its_answer_the_reviewer(
    session: Session, desk: Desk, evaluation: Evaluation
) -> None:
    made = make_suggestion(session, evaluation)
    plan = accept(session, made, word="Yes, next week.", goal=GOAL, by=desk.lead.id, at=LATER)
    assert (made.state, made.plan_id, made.word) == (
        SuggestionState.ACCEPTED,
        plan.id,
        "Yes, next week.",
    )
    rows = session.execute(select(Notification.user_id, Notification.kind))
    assert sorted(map(tuple, rows)) == sorted(
        [(desk.lead.id, "coaching.suggested"), (desk.reviewer.id, "coaching.answered")]
    )
    acts = session.scalars(select(AuditRow.act).where(AuditRow.act.like("coaching.%")))
    assert sorted(acts) == [
        "coaching.answer",
        "coaching.attach",
        "coaching.propose",
        "coaching.suggest",
    ]


def test_declined_needs_a_word_and_makes_no_plan(
    session: Session, desk: Desk, evaluation: Evaluation
) -> None:
    made = make_suggestion(session, evaluation)
    with pytest.raises(Refused) as refused:
        decline(session, made, word=" ", by=desk.lead.id, at=LATER)
    assert refused.value.field == "word"
    decline(session, made, word="We have talked.", by=desk.lead.id, at=LATER)
    assert (made.state, session.query(CoachingPlan).count()) == (SuggestionState.DECLINED, 0)
    with pytest.raises(Conflict):
        accept(session, made, word="", goal=GOAL, by=desk.lead.id, at=LATER)


def test_one_at_a_time_and_withdrawn_one_can_suggest_again(
    session: Session, desk: Desk, evaluation: Evaluation
) -> None:
    made = make_suggestion(session, evaluation)
    with pytest.raises(Refused, match="already"):
        make_suggestion(session, evaluation)
    withdraw(session, made, by=desk.reviewer.id, at=LATER)
    assert make_suggestion(session, evaluation).id != made.id


def test_unknown_questions_are_refused(
    session: Session, desk: Desk, evaluation: Evaluation
) -> None:
    with pytest.raises(Refused, match="no such question"):
        suggest(session, evaluation, keys=["x"], note="Why.", by=desk.reviewer.id, at=LATER)


def test_over_http_by_who_may_and_who_may_not(
    session: Session, desk: Desk, evaluation: Evaluation, sign_in: SignIn
) -> None:
    session.commit()
    address = f"/coaching/from/{evaluation.id}"
    data = {"questions": "solved", "note": "No day named."}
    reviewer = sign_in(desk.reviewer)
    assert "Suggest for coaching" in reviewer.get(address).get_data(as_text=True)
    assert reviewer.post(address, data=data).location == "/coaching/suggestions"
    made = session.query(CoachingSuggestion).one()
    assert reviewer.post(f"/coaching/suggestions/{made.id}/decide").status_code == 404
    for person in (desk.stranger, desk.agent):
        assert sign_in(person).get(address).status_code == 404
    lead = sign_in(desk.lead)
    assert "No day named." in lead.get("/coaching/suggestions").get_data(as_text=True)
    lead.post(f"/coaching/suggestions/{made.id}/decide", data={"verdict": "accept", "goal": GOAL})
    session.expire_all()
    plan = session.query(CoachingPlan).one()
    page = lead.get(f"/coaching/{plan.id}").get_data(as_text=True)
    assert "Added from reviews" in page
    lead.post(f"/coaching/{plan.id}/evidence/{plan.links[0].id}/remove")
    session.expire_all()
    assert plan.links == []
    lead.post(address, data=data)
    session.expire_all()
    assert len(plan.links) == 1


def test_an_example_becomes_something_to_read(
    session: Session, desk: Desk, evaluation: Evaluation, sign_in: SignIn
) -> None:
    plan = put(session, evaluation, desk)
    secret = make_example(session, make_released(session, desk))
    example = make_example(session, make_released(session, desk), agreed=True)
    session.commit()
    lead = sign_in(desk.lead)
    assert lead.get(f"/coaching/examples/{secret.id}").status_code == 404
    lead.post(f"/coaching/examples/{example.id}", data={"plan": plan.id})
    session.expire_all()
    assert [(item.owner_id, item.resource_url) for item in plan.actions] == [
        (desk.agent.id, f"/examples/{example.id}")
    ]
