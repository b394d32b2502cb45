"""A plan from its proposal to its end: who may, who may not, what stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from coaching.focus.proposing import Proposal
from coaching.plans import planning
from coaching.plans.models import CoachingPlan, PlanState
from coaching.plans.progress import effect_of
from qa_app.core.audit import AuditRow
from qa_app.core.errors import Refused
from qa_app.people.models import User
from tests.factories.feedback import AT, Desk, cite_last_turn, make_desk, make_evaluation

SignIn = Callable[[User], FlaskClient]
LATER = AT + timedelta(days=1)
BAD = {"greeting": "yes", "identity": "yes", "solved": "open"}


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


@pytest.fixture
def plan(session: Session, desk: Desk) -> CoachingPlan:
    for _ in range(8):
        evaluation = make_evaluation(session, desk, answers=BAD)
        evaluation.counts = True
        cite_last_turn(session, evaluation, "solved")
    proposal = planning.proposal_for(session, desk.agent, LATER)
    return planning.make_plan(session, desk.agent, proposal=proposal, by=desk.lead.id, at=LATER)


def test_proposal_rests_on_counting_evaluations_and_points_at_sentences(
    session: Session, plan: CoachingPlan
) -> None:
    focus = [area for area in plan.focus_areas if not area.is_strength]
    assert [(area.question_key, area.baseline, area.baseline_n) for area in focus] == [
        ("solved", Decimal("0.0000"), 8)
    ]
    assert plan.goal == "Reach 80 % of the points in “Was the request solved?”."
    assert len(plan.links) == 3
    assert all(link.question_key == "solved" and link.turn_id for link in plan.links)


def test_targeted_reviews_propose_nothing(session: Session, desk: Desk) -> None:
    for _ in range(8):
        make_evaluation(session, desk, answers=BAD).counts = False
    session.flush()
    assert planning.proposal_for(session, desk.agent, LATER) == Proposal((), ())


def test_second_plan_beside_a_living_one_is_refused(
    session: Session, desk: Desk, plan: CoachingPlan
) -> None:
    with pytest.raises(Refused, match="has a plan already"):
        planning.make_plan(session, desk.agent, proposal=Proposal((), ()), goal="x", by=1, at=LATER)


def test_plan_without_evidence_needs_a_goal(session: Session, desk: Desk) -> None:
    with pytest.raises(Refused, match="Give the plan a goal yourself"):
        planning.make_plan(session, desk.agent, proposal=Proposal((), ()), by=1, at=LATER)


def test_life_of_a_plan_is_audited(session: Session, desk: Desk, plan: CoachingPlan) -> None:
    lead, agent = desk.lead.id, desk.agent.id
    planning.open_plan(session, plan, by=lead, at=LATER)
    item = planning.add_action(
        session, plan, text="Read two calls", owner_id=agent, due_on=None, by=lead, at=LATER
    )
    planning.tick_action(session, plan, item, done=True, by=agent, at=LATER)
    planning.sign(session, plan, by=lead, at=LATER)
    planning.sign(session, plan, comment="Fine", by=agent, at=LATER)
    planning.close(session, plan, outcome="Reached", by=lead, at=LATER)
    assert (plan.state, plan.outcome, plan.agent_comment) == (
        PlanState.CLOSED,
        "Reached",
        "Fine",
    )
    acts = session.scalars(
        select(AuditRow.act).where(AuditRow.subject_type == "coaching_plan").order_by(AuditRow.id)
    ).all()
    assert acts == [
        "coaching.propose",
        "coaching.open",
        "coaching.action.add",
        "coaching.action.done",
        "coaching.sign",
        "coaching.sign",
        "coaching.close",
    ]


@pytest.mark.parametrize("state", [PlanState.CLOSED, PlanState.DISMISSED])
def test_ended_plan_does_not_change(
    session: Session, desk: Desk, plan: CoachingPlan, state: PlanState
) -> None:
    plan.state = state
    with pytest.raises(Refused, match="has ended"):
        planning.change_goal(session, plan, goal="x", due_on=None, by=desk.lead.id, at=LATER)
    with pytest.raises(Refused, match="Only an open plan"):
        planning.sign(session, plan, by=desk.lead.id, at=LATER)


def test_new_goal_takes_signatures_back(session: Session, desk: Desk, plan: CoachingPlan) -> None:
    planning.open_plan(session, plan, by=desk.lead.id, at=LATER)
    planning.sign(session, plan, by=desk.agent.id, at=LATER)
    planning.change_goal(session, plan, goal="Other", due_on=None, by=desk.lead.id, at=LATER)
    assert (plan.agent_signed_at, plan.coach_signed_at) == (None, None)


def test_each_signs_once(session: Session, desk: Desk, plan: CoachingPlan) -> None:
    planning.open_plan(session, plan, by=desk.lead.id, at=LATER)
    for person in (desk.agent.id, desk.lead.id):
        planning.sign(session, plan, by=person, at=LATER)
        with pytest.raises(Refused, match="signed this plan already"):
            planning.sign(session, plan, by=person, at=LATER)


def test_open_actions_are_carried_onto_the_agenda(
    session: Session, desk: Desk, plan: CoachingPlan
) -> None:
    for text, done in (("Read two calls", False), ("Watch a lesson", True)):
        item = planning.add_action(
            session,
            plan,
            text=text,
            owner_id=desk.agent.id,
            due_on=None,
            by=desk.lead.id,
            at=LATER,
        )
        planning.tick_action(session, plan, item, done=done, by=desk.lead.id, at=LATER)
    meeting = planning.add_session(
        session, plan, held_at=LATER, agenda="Listen together", by=desk.lead.id, at=LATER
    )
    assert meeting.agenda == "- Read two calls\nListen together"


def test_action_link_must_be_a_web_address(
    session: Session, desk: Desk, plan: CoachingPlan
) -> None:
    with pytest.raises(Refused, match="begins with https"):
        planning.add_action(
            session,
            plan,
            text="x",
            owner_id=desk.agent.id,
            due_on=None,
            resource_url="javascript:alert(1)",
            by=desk.lead.id,
            at=LATER,
        )


def test_effect_cannot_tell_without_reviews_since(
    session: Session, desk: Desk, plan: CoachingPlan
) -> None:
    planning.open_plan(session, plan, by=desk.lead.id, at=LATER)
    focus = next(area for area in plan.focus_areas if not area.is_strength)
    found = effect_of(session, plan, focus, LATER + timedelta(days=30))
    assert (found.verdict, found.reason, found.n_before, found.n_after) == (
        "cannot tell yet",
        "few after",
        8,
        0,
    )


def test_agent_sees_the_plan_only_when_open_and_never_private_notes(
    session: Session, desk: Desk, plan: CoachingPlan, sign_in: SignIn
) -> None:
    client = sign_in(desk.agent)
    assert client.get(f"/coaching/{plan.id}").status_code == 404
    planning.open_plan(session, plan, by=desk.lead.id, at=LATER)
    meeting = planning.add_session(
        session, plan, held_at=LATER, agenda=None, by=desk.lead.id, at=LATER
    )
    planning.write_notes(
        session,
        plan,
        meeting,
        shared="For both to read",
        private="Coach only words",
        done=True,
        by=desk.lead.id,
        at=LATER,
    )
    page = client.get(f"/coaching/{plan.id}")
    assert page.status_code == 200
    assert "For both to read" in page.text
    assert "Coach only words" not in page.text
    assert client.get(f"/coaching/{plan.id}/sessions/{meeting.id}").status_code == 404
    lead_page = sign_in(desk.lead).get(f"/coaching/{plan.id}")
    assert "Coach only words" in lead_page.text


@pytest.mark.parametrize("who", ["stranger", "reviewer", "agent"])
def test_who_does_not_coach_cannot_change_the_plan(
    desk: Desk, plan: CoachingPlan, sign_in: SignIn, who: str
) -> None:
    client = sign_in(getattr(desk, who))
    for act in ("open", "goal", "actions", "sessions", "close", "dismiss"):
        assert client.post(f"/coaching/{plan.id}/{act}").status_code == 404
    assert plan.state is PlanState.PROPOSED


def test_lead_makes_opens_and_fills_a_plan_in_the_browser(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    client = sign_in(desk.lead)
    assert "Cannot tell yet." in client.get(f"/coaching/new/{desk.agent.id}").text
    answer = client.post(f"/coaching/new/{desk.agent.id}", data={"goal": "Close each chat well"})
    session.expire_all()
    plan = session.scalars(select(CoachingPlan)).one()
    assert answer.location == f"/coaching/{plan.id}"
    client.post(f"/coaching/{plan.id}/open")
    client.post(
        f"/coaching/{plan.id}/actions",
        data={"text": "Read two chats", "owner_id": desk.agent.id, "due_on": "2026-03-09"},
    )
    client.post(f"/coaching/{plan.id}/sessions", data={"held_at": "2026-03-05T10:00"})
    session.expire_all()
    assert (plan.state, plan.coach_id) == (PlanState.OPEN, desk.lead.id)
    assert [item.text for item in plan.actions] == ["Read two chats"]
    assert [meeting.agenda for meeting in plan.sessions] == ["- Read two chats"]
    assert desk.agent.name in client.get("/coaching").text
    client.post(f"/coaching/{plan.id}/actions", data={"text": "", "owner_id": desk.agent.id})
    assert client.post(f"/coaching/{plan.id}/close", data={"outcome": ""}).status_code == 422
