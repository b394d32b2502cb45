"""Deciding disputes: accept, accept in part, reject; who may and who may not."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.errors import Conflict, Missing, Refused
from qa_app.notifications.models import Notification
from qa_app.people.actor import actor_of
from scorecards.reviews.dispute_words import Verdict
from scorecards.reviews.disputes import Objection, open_dispute, withdraw
from scorecards.reviews.models import Dispute, DisputeState, EvaluationRevision, EvaluationState
from scorecards.reviews.rulings import Ruling, decide
from scorecards.reviews.visibility import may_decide, readable_disputes
from tests.factories.feedback import AT, Desk, make_desk, make_released

LATER = AT + timedelta(days=1)
ACCEPT = Ruling("solved", Verdict.ACCEPT, "The booking is in the transcript.")
REJECT = Ruling("greeting", Verdict.REJECT, "There is no greeting.")


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


def make_dispute(session: Session, desk: Desk) -> Dispute:
    """`greeting` (no proposal) and `solved` (partly → solved) are disputed."""
    evaluation = make_released(
        session, desk, answers={"greeting": "no", "identity": "yes", "solved": "partly"}
    )
    objections = [Objection("greeting", "I did."), Objection("solved", "Booked.", "solved")]
    return open_dispute(session, evaluation, objections=objections, by=desk.agent.id, at=LATER)


def test_accepted_and_rejected_make_a_partly(
    session: Session, desk: Desk, run_jobs: Callable[[], object]
) -> None:
    dispute = make_dispute(session, desk)
    evaluation = dispute.evaluation
    assert evaluation.percent == Decimal("66.666667")  # (0 + 30 + 10)/60
    decide(session, dispute, rulings=[ACCEPT, REJECT], note="Thanks.", by=desk.lead.id, at=LATER)
    assert dispute.state is DisputeState.PARTLY
    assert (dispute.decided_by, dispute.decision_note) == (desk.lead.id, "Thanks.")
    assert [(item.accepted, item.decided) for item in dispute.items] == [
        (False, {"value": "no"}),
        (True, {"value": "solved"}),
    ]
    assert evaluation.percent == Decimal("83.333333")  # (0 + 30 + 20)/60
    revision = session.scalars(select(EvaluationRevision)).one()
    assert (revision.percent, revision.dispute_id) == (Decimal("66.666667"), dispute.id)
    run_jobs()
    told = session.scalars(select(Notification).where(Notification.kind == "dispute.decided"))
    assert {(each.user_id, each.path) for each in told} == {
        (desk.agent.id, f"/feedback/{evaluation.id}"),
        (desk.reviewer.id, f"/evaluations/{evaluation.id}"),
    }


def test_all_accepted_with_an_answer_of_the_leads_own(session: Session, desk: Desk) -> None:
    dispute = make_dispute(session, desk)
    greeting = Ruling("greeting", Verdict.PART, "A greeting without a name.", "N/A")
    decide(session, dispute, rulings=[ACCEPT, greeting], by=desk.lead.id, at=LATER)
    assert dispute.state is DisputeState.PARTLY
    assert dispute.evaluation.percent == Decimal(100)  # (30 + 20)/50
    other = make_dispute(session, desk)
    yes = Ruling("greeting", Verdict.ACCEPT, "", "yes")
    decide(session, other, rulings=[ACCEPT, yes], by=desk.manager.id, at=LATER)
    assert other.state is DisputeState.ACCEPTED


def test_all_rejected_leaves_the_score_and_no_revision(session: Session, desk: Desk) -> None:
    dispute = make_dispute(session, desk)
    solved = Ruling("solved", Verdict.REJECT, "It was left open.")
    decide(session, dispute, rulings=[solved, REJECT], by=desk.lead.id, at=LATER)
    assert dispute.state is DisputeState.REJECTED
    assert dispute.evaluation.percent == Decimal("66.666667")
    assert dispute.evaluation.state is EvaluationState.RELEASED
    assert session.scalars(select(EvaluationRevision)).all() == []


@pytest.mark.parametrize(
    ("rulings", "field", "message"),
    [
        ([ACCEPT], "greeting", "every disputed question"),
        ([ACCEPT, Ruling("greeting", Verdict.REJECT, " ")], "greeting", "Say why"),
        ([ACCEPT, Ruling("greeting", Verdict.PART, "", "yes")], "greeting", "Say why"),
        ([ACCEPT, Ruling("greeting", Verdict.ACCEPT, "")], "greeting", "answer that stands"),
        ([ACCEPT, Ruling("greeting", Verdict.ACCEPT, "", "no")], "greeting", "answer that stands"),
        ([ACCEPT, Ruling("greeting", Verdict.ACCEPT, "", "maybe")], "greeting", "not one of its"),
    ],
)
def test_a_ruling_that_is_not_whole_is_refused_at_its_question(
    session: Session, desk: Desk, rulings: list[Ruling], field: str, message: str
) -> None:
    dispute = make_dispute(session, desk)
    with pytest.raises(Refused, match=message) as refused:
        decide(session, dispute, rulings=rulings, by=desk.lead.id, at=LATER)
    assert refused.value.field == field


@pytest.mark.parametrize("who", ["reviewer", "agent"])
def test_neither_reviewer_nor_agent_decides(session: Session, desk: Desk, who: str) -> None:
    dispute = make_dispute(session, desk)
    with pytest.raises(Missing):
        decide(session, dispute, rulings=[ACCEPT, REJECT], by=getattr(desk, who).id, at=LATER)


def test_who_may_decide(session: Session, desk: Desk) -> None:
    dispute = make_dispute(session, desk)
    people = {
        who: actor_of(getattr(desk, who))
        for who in ("agent", "lead", "manager", "reviewer", "stranger")
    }
    assert [who for who, actor in people.items() if may_decide(actor, dispute)] == [
        "lead",
        "manager",
    ]
    seen = [who for who, actor in people.items() if session.scalars(readable_disputes(actor)).all()]
    assert seen == ["lead", "manager"]


def test_a_manager_who_scored_it_does_not_decide_it(session: Session, desk: Desk) -> None:
    dispute = make_dispute(session, desk)
    dispute.evaluation.reviewer_id = desk.manager.id
    session.flush()
    assert not may_decide(actor_of(desk.manager), dispute)
    with pytest.raises(Missing):
        decide(session, dispute, rulings=[ACCEPT, REJECT], by=desk.manager.id, at=LATER)


def test_a_closed_dispute_stays_closed(session: Session, desk: Desk) -> None:
    decided, withdrawn = make_dispute(session, desk), make_dispute(session, desk)
    decide(session, decided, rulings=[ACCEPT, REJECT], by=desk.lead.id, at=LATER)
    withdraw(session, withdrawn, by=desk.agent.id, at=LATER)
    for dispute in (decided, withdrawn):
        with pytest.raises(Conflict):
            decide(session, dispute, rulings=[ACCEPT, REJECT], by=desk.lead.id, at=LATER)
