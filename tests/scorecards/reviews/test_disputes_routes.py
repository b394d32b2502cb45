"""Disputes over HTTP: who sees and decides them, clocks, side by side, refusals."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.people.models import User
from scorecards.reviews import feedback_lists
from scorecards.reviews.disputes import Objection, open_dispute
from scorecards.reviews.models import Dispute, DisputeState
from tests.factories.answering import make_first
from tests.factories.feedback import AT, Desk, make_desk, make_released
from tests.scorecards.reviews.wrong_places import shown_wrong

SignIn = Callable[[User], FlaskClient]
ACCEPT = {"v-solved": "accept", "n-solved": "It is in the transcript."}


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


def make_dispute(session: Session, desk: Desk) -> Dispute:
    at = clock.now()
    evaluation = make_released(session, desk, at=at)
    objections = [Objection("solved", "Booked <in> the call.", "solved")]
    return open_dispute(session, evaluation, objections=objections, by=desk.agent.id, at=at)


def test_an_empty_list_says_what_will_come(desk: Desk, sign_in: SignIn) -> None:
    assert "Nothing to decide" in sign_in(desk.lead).get("/disputes").text


def test_who_sees_a_dispute(session: Session, desk: Desk, sign_in: SignIn) -> None:
    dispute = make_dispute(session, desk)
    path = f"/disputes/{dispute.id}"
    people = ("lead", "manager", "reviewer", "stranger", "agent")
    seen = [who for who in people if sign_in(getattr(desk, who)).get(path).status_code == 200]
    assert seen == ["lead", "manager"]
    listed = [
        who for who in people if f'"{path}"' in sign_in(getattr(desk, who)).get("/disputes").text
    ]
    assert listed == ["lead", "manager"]


def test_the_page_sets_both_sides_beside_each_other(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    dispute = make_dispute(session, desk)
    page = sign_in(desk.lead).get(f"/disputes/{dispute.id}").text
    for text in (
        "Was the request solved?", "Partly", "Solved", "Booked &lt;in&gt; the call.",
        "Someone should be in touch about the refund.", "7 working days left.",
    ):  # fmt: skip
        assert text in page


def test_the_lead_accepts_and_the_score_is_restated(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    dispute = make_dispute(session, desk)
    client = sign_in(desk.lead)
    assert client.post(f"/disputes/{dispute.id}", data=ACCEPT).status_code == 302
    session.expire_all()
    assert dispute.state is DisputeState.ACCEPTED
    assert dispute.evaluation.percent == Decimal(100)
    page = client.get("/disputes").text
    assert "Accepted" in page
    assert "Nothing to decide" in page
    assert client.post(f"/disputes/{dispute.id}", data=ACCEPT).status_code in (404, 409)


def test_after_the_decision_both_sides_still_stand_as_they_were(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    dispute = make_dispute(session, desk)
    client = sign_in(desk.lead)
    client.post(f"/disputes/{dispute.id}", data=ACCEPT)
    page = client.get(f"/disputes/{dispute.id}").text
    reviewer = page.split("The reviewer</p>")[1].split("The agent proposes")[0]
    assert "Partly" in reviewer
    assert "Someone should be in touch about the refund." in reviewer


@pytest.mark.parametrize(
    ("sent", "message", "place"),
    [
        ({}, "Decide every disputed question", "v-solved"),
        ({"n-solved": "Only a word."}, "Decide every disputed question", "v-solved"),
        ({"v-solved": "reject"}, "Say why", "n-solved"),
        ({"v-solved": "part", "n-solved": "Half."}, "answer that stands", "a-solved"),
        ({"v-solved": "accept", "a-solved": "maybe"}, "not one of its answers", "a-solved"),
    ],
)
def test_what_is_not_whole_is_said_at_its_place(
    session: Session, desk: Desk, sign_in: SignIn, sent: dict[str, str], message: str, place: str
) -> None:
    dispute = make_dispute(session, desk)
    answer = sign_in(desk.lead).post(f"/disputes/{dispute.id}", data=sent)
    assert answer.status_code == 422
    assert shown_wrong(answer.text) == [(place, place)]
    assert message in answer.text.split(f'id="e-{place}"')[1].split("</span></span>")[0]
    session.expire_all()
    assert dispute.state is DisputeState.OPEN


def test_who_scored_it_reads_but_does_not_decide(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    dispute = make_dispute(session, desk)
    dispute.evaluation.reviewer_id = desk.manager.id
    client = sign_in(desk.manager)
    assert "Another person decides this" in client.get(f"/disputes/{dispute.id}").text
    assert client.post(f"/disputes/{dispute.id}", data=ACCEPT).status_code == 404


def test_a_late_one_says_so(session: Session, desk: Desk, sign_in: SignIn) -> None:
    dispute = make_dispute(session, desk)
    dispute.due_at = clock.now() - timedelta(days=1)
    client = sign_in(desk.lead)
    assert "Late" in client.get("/disputes").text
    assert "The time is over; decide it now." in client.get(f"/disputes/{dispute.id}").text


def test_what_waits_is_paged_most_urgent_first_and_counted_whole(
    session: Session, desk: Desk, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feedback_lists, "PAGE_SIZE", 2)
    made = [make_first(session, desk, at=AT + timedelta(days=day)) for day in (2, 0, 1, 0, 3)]
    session.commit()
    urgent = sorted(made, key=lambda one: (one.due_at, one.id))
    client, address, seen = sign_in(desk.lead), "/disputes", []
    while address:
        page = client.get(address).text
        assert '<span class="t12 ink3 num">5</span>' in page
        seen.append([int(n) for n in re.findall(r'class="plain" href="/disputes/(\d+)"', page)])
        found = re.search(r'rel="next" href="(/disputes\?later=[^"]+)"', page)
        address = found[1] if found else ""
    assert seen == [[one.id for one in urgent[place : place + 2]] for place in (0, 2, 4)]
    assert "To the most urgent" in page
