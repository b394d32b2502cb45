"""Reassigning over HTTP: filter, preview, do, undo; and what the reviewer reads who had it open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.permissions import Role
from qa_app.people.models import User
from scorecards.reviews.models import Assignment, AssignmentState, Evaluation
from scorecards.reviews.models_acts import Reassignment
from tests.factories.feedback import Desk, make_desk
from tests.factories.people import make_user
from tests.factories.queue import make_assignment, make_text
from transcription.interactions.models import InteractionState

SignIn = Callable[[User], FlaskClient]
JSON = {"Accept": "application/json"}
GOOD = {"greeting": "yes", "identity": "yes", "solved": "partly"}


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


@pytest.fixture
def taker(session: Session) -> User:
    return make_user(session, Role.REVIEWER)


@pytest.fixture
def item(session: Session, desk: Desk) -> Assignment:
    return make_assignment(session, make_text(session, desk.agent), desk.reviewer)


def body(desk: Desk, revision: int = 0, **draft: Any) -> dict[str, Any]:
    return {"version_id": desk.version.id, "revision": revision, "seconds": 3, "draft": draft}


def give(client: FlaskClient, item: Assignment, taker: User) -> None:
    client.post("/reassign", data={"id": item.id, "to": taker.id, "reason": "Ill."})


def test_preview_moves_nothing(
    session: Session, desk: Desk, item: Assignment, taker: User, sign_in: SignIn
) -> None:
    own = make_assignment(session, make_text(session, desk.agent), taker)
    manager = sign_in(desk.manager)
    page = manager.post(
        "/reassign/preview", data={"id": [item.id, own.id], "to": taker.id}
    ).get_data(as_text=True)
    assert "1 item moves, 1 stays." in page
    assert "they have or had this interaction already" in page
    session.expire_all()
    assert (item.reviewer_id, own.reviewer_id) == (desk.reviewer.id, taker.id)
    assert session.query(Reassignment).count() == 0


def test_a_refusal_keeps_what_was_ticked(
    session: Session, desk: Desk, item: Assignment, taker: User, sign_in: SignIn
) -> None:
    third = make_user(session, Role.REVIEWER)
    data = {"id": item.id, "to": [taker.id, third.id], f"share-{taker.id}": "two"}
    answer = sign_in(desk.manager).post("/reassign/preview", data=data)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "A share is a number" in page
    assert f'value="{item.id}" checked' in page
    assert [f'value="{who.id}" checked' in page for who in (taker, third)] == [True, True]
    assert f'name="share-{taker.id}" value="two"' in page


def test_choosing_again_goes_back_with_the_ticks(
    session: Session, desk: Desk, item: Assignment, taker: User, sign_in: SignIn
) -> None:
    other = make_assignment(session, make_text(session, desk.agent), desk.reviewer)
    data = {"id": item.id, "to": taker.id, f"share-{taker.id}": "2", "back": "1"}
    page = sign_in(desk.manager).post("/reassign/preview", data=data).get_data(as_text=True)
    ticks = [f'value="{one.id}" checked' in page for one in (item, other)]
    assert ticks == [True, False]
    assert f'name="share-{taker.id}" value="2"' in page


def test_a_form_sent_twice_moves_once(
    session: Session, desk: Desk, item: Assignment, taker: User, sign_in: SignIn
) -> None:
    """The second one would else give the item on to the other of the two takers."""
    third = make_user(session, Role.REVIEWER)
    manager = sign_in(desk.manager)
    held = f"{item.id}:{desk.reviewer.id}"
    data = {"id": item.id, "held": held, "to": [taker.id, third.id]}
    first = manager.post("/reassign", data=data)
    session.expire_all()
    holder = item.reviewer_id
    second = manager.post("/reassign", data=data)
    session.expire_all()
    assert (item.reviewer_id, second.location) == (holder, first.location)
    assert session.query(Reassignment).count() == 1


def test_all_that_fit_the_filter_move_by_shares(
    session: Session, desk: Desk, taker: User, sign_in: SignIn
) -> None:
    third = make_user(session, Role.REVIEWER)
    for _ in range(6):
        make_assignment(session, make_text(session, desk.agent), desk.reviewer)
    kept = make_assignment(session, make_text(session, desk.agent), third)
    manager = sign_in(desk.manager)
    manager.post(
        f"/reassign?reviewer={desk.reviewer.id}",
        data={"all": "1", "to": [taker.id, third.id], f"share-{taker.id}": "2",
              f"share-{third.id}": "1"},
    )  # fmt: skip
    session.expire_all()
    counts = [
        session.query(Assignment).filter_by(reviewer_id=who.id).count()
        for who in (desk.reviewer, taker, third)
    ]
    assert (counts, kept.reviewer_id) == ([0, 4, 3], third.id)


def test_the_list_pages_by_key_and_filters(
    session: Session, desk: Desk, taker: User, sign_in: SignIn
) -> None:
    for _ in range(51):
        make_assignment(session, make_text(session, desk.agent), desk.reviewer)
    late = make_assignment(session, make_text(session, desk.agent), taker)
    late.due_at = clock.now()
    client = sign_in(desk.manager)
    first = client.get(f"/reassign?reviewer={desk.reviewer.id}").get_data(as_text=True)
    assert first.count('name="id"') == 50
    token = first.split("after=")[1].split("&")[0].split('"')[0]
    second = client.get(f"/reassign?reviewer={desk.reviewer.id}&after={token}")
    assert second.get_data(as_text=True).count('name="id"') == 1


def test_who_had_it_open_reads_what_happened_and_loses_no_word(
    session: Session, desk: Desk, item: Assignment, taker: User, sign_in: SignIn
) -> None:
    client = sign_in(desk.reviewer)
    client.post(f"/review/{item.id}/save", json=body(desk, answers=GOOD, comment="Warm <tone>."))
    give(sign_in(desk.manager), item, taker)
    client = sign_in(desk.reviewer)
    for verb in ("save", "submit"):
        answer = client.post(f"/review/{item.id}/{verb}", json=body(desk, 1, answers=GOOD))
        assert answer.status_code == 409
        assert answer.json is not None
        assert desk.manager.name in answer.json["error"]
        assert "still in this window" in answer.json["error"]
    opened = client.get(f"/review/{item.id}")
    assert opened.location == f"/review/{item.id}/gone"
    page = client.get(opened.location).get_data(as_text=True)
    assert "Warm &lt;tone&gt;." in page
    assert "Reason: Ill." in page
    text = client.get(f"/review/{item.id}/gone.txt")
    assert text.mimetype == "text/plain"
    assert "Warm <tone>." in text.get_data(as_text=True)
    assert "kept" in client.get("/queue/taken").get_data(as_text=True)
    assert session.query(Evaluation).count() == 0


def test_undo_over_http(
    session: Session, desk: Desk, item: Assignment, taker: User, sign_in: SignIn
) -> None:
    manager = sign_in(desk.manager)
    give(manager, item, taker)
    act = session.query(Reassignment).one()
    assert taker.name in manager.get(f"/reassign/{act.id}").get_data(as_text=True)
    manager.post(f"/reassign/{act.id}/undo")
    session.expire_all()
    assert item.reviewer_id == desk.reviewer.id
    assert "undone" in manager.get("/reassign/done").get_data(as_text=True)


def test_an_item_taken_back_while_open(
    session: Session, desk: Desk, item: Assignment, sign_in: SignIn
) -> None:
    client = sign_in(desk.reviewer)
    client.post(f"/review/{item.id}/save", json=body(desk, comment="Half."), headers=JSON)
    item.state, item.closed_at = AssignmentState.WITHDRAWN, clock.now()
    session.commit()
    answer = client.post(f"/review/{item.id}/save", json=body(desk, 1, comment="More."))
    assert (answer.status_code, answer.json) == (
        409,
        {"error": "This interaction was taken out of your queue. Nothing of it was changed."},
    )
    assert "Half." in client.get(f"/review/{item.id}/gone").get_data(as_text=True)


def test_a_scorecard_retired_while_open(
    session: Session, desk: Desk, item: Assignment, sign_in: SignIn
) -> None:
    """Before the first save nothing can be kept and one reads why; afterwards it goes on."""
    client = sign_in(desk.reviewer)
    other = make_assignment(session, make_text(session, desk.agent), desk.reviewer)
    client.post(f"/review/{other.id}/save", json=body(desk, comment="Begun."), headers=JSON)
    sign_in(desk.manager).post(f"/scorecards/{desk.version.scorecard_id}/retire")
    client = sign_in(desk.reviewer)
    answer = client.post(f"/review/{item.id}/save", json=body(desk, comment="New."))
    assert answer.status_code == 409
    assert answer.json is not None
    assert "retired while you read" in answer.json["error"]
    begun = client.post(f"/review/{other.id}/submit", json=body(desk, 1, answers=GOOD))
    assert begun.status_code == 200
    assert session.query(Evaluation).count() == 1


def test_an_interaction_out_of_use_while_open(
    session: Session, desk: Desk, item: Assignment, sign_in: SignIn
) -> None:
    client = sign_in(desk.reviewer)
    item.interaction.state = InteractionState.QUARANTINED
    session.commit()
    for verb in ("save", "submit"):
        answer = client.post(f"/review/{item.id}/{verb}", json=body(desk, answers=GOOD))
        assert answer.status_code == 409
        assert answer.json is not None
        assert "taken out of use" in answer.json["error"]
    assert session.query(Evaluation).count() == 0


def test_an_interaction_erased_while_open(
    session: Session, desk: Desk, item: Assignment, sign_in: SignIn
) -> None:
    client, number = sign_in(desk.reviewer), item.id
    session.delete(item)
    session.commit()
    answer = client.post(f"/review/{number}/save", json=body(desk, answers=GOOD), headers=JSON)
    assert answer.status_code == 404
    assert session.query(Evaluation).count() == 0


def test_a_reviewer_deactivated_while_open(
    session: Session, desk: Desk, item: Assignment, taker: User, sign_in: SignIn
) -> None:
    """They are signed out, what was saved stays, and a manager can hand their items on."""
    client = sign_in(desk.reviewer)
    client.post(f"/review/{item.id}/save", json=body(desk, comment="Half."), headers=JSON)
    desk.reviewer.active = False
    session.commit()
    answer = client.post(f"/review/{item.id}/save", json=body(desk, 1, comment="More."),
                         headers=JSON)  # fmt: skip
    assert answer.status_code == 401
    page = sign_in(desk.manager).get("/reassign").get_data(as_text=True)
    assert f"{desk.reviewer.name} (not active)" in page
    give(sign_in(desk.manager), item, taker)
    session.expire_all()
    assert item.reviewer_id == taker.id
