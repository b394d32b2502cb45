"""Second opinions over HTTP: asked from the screen, blind until submitted, compared, withdrawn."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.permissions import Role
from qa_app.people.models import User
from scorecards.reviews.models import Assignment
from scorecards.reviews.models_acts import SecondOpinion
from tests.factories.acts import GOOD, finish, make_opinion
from tests.factories.feedback import Desk, make_desk
from tests.factories.people import make_user
from tests.factories.queue import make_assignment, make_text

SignIn = Callable[[User], FlaskClient]
REASON = "Is a nod a greeting?"


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


@pytest.fixture
def other(session: Session) -> User:
    return make_user(session, Role.REVIEWER, name="Olga Other")


@pytest.fixture
def item(session: Session, desk: Desk) -> Assignment:
    return make_assignment(session, make_text(session, desk.agent), desk.reviewer)


def text(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.get_data(as_text=True)


def test_it_is_asked_from_the_menu_of_the_scoring_screen(
    session: Session, desk: Desk, item: Assignment, other: User, sign_in: SignIn
) -> None:
    client = sign_in(desk.reviewer)
    address = f"/review/{item.id}/second-opinion"
    assert address in text(client, f"/review/{item.id}")
    assert "counts" in text(client, address)
    assert client.post(address, data={"reason": " "}).status_code == 422
    sent = client.post(address, data={"reason": REASON})
    assert (sent.status_code, sent.location) == (303, f"/review/{item.id}")
    opinion = session.query(SecondOpinion).one()
    again = client.get(address)
    assert again.location == f"/opinions/{opinion.id}"


def test_nobody_is_asked_about_an_item_that_was_skipped(
    session: Session, desk: Desk, item: Assignment, other: User, sign_in: SignIn
) -> None:
    client, address = sign_in(desk.reviewer), f"/review/{item.id}/second-opinion"
    client.post(f"/review/{item.id}/skip", data={"reason": "language"})
    assert client.get(address).location == f"/review/{item.id}/gone"
    sent = client.post(address, data={"reason": REASON})
    assert (sent.status_code, REASON in sent.text) == (422, True)
    assert session.query(SecondOpinion).count() == 0


def test_the_other_reviewer_is_blind_to_answers_reason_and_asker(
    session: Session, desk: Desk, item: Assignment, other: User, sign_in: SignIn
) -> None:
    finish(session, item, desk.version.id, comment="First says fine.")
    opinion = make_opinion(session, item)
    client = sign_in(other)
    queue = text(client, "/queue")
    screen = text(client, f"/review/{opinion.second_id}")
    assert "second opinion" in queue
    for page in (queue, screen):
        for word in ("Is this a greeting?", desk.reviewer.name, "First says fine."):
            assert word not in page
    assert client.get(f"/opinions/{opinion.id}").status_code == 404
    assert "No second opinions" in text(client, "/opinions")
    evaluation = f"/interactions/{item.interaction_id}"
    assert "First says fine." not in text(client, evaluation)


def test_a_hidden_second_review_is_not_marked_in_the_queue(
    session: Session, desk: Desk, other: User, sign_in: SignIn
) -> None:
    make_assignment(session, make_text(session, desk.agent), other, second=True)
    page = text(sign_in(other), "/queue").split("<main", 1)[1]
    assert "second opinion" not in page


def test_both_sides_are_compared_by_the_asker_the_giver_and_the_manager(
    session: Session, desk: Desk, item: Assignment, other: User, sign_in: SignIn
) -> None:
    opinion = make_opinion(session, item)
    second = session.get_one(Assignment, opinion.second_id)
    address = f"/opinions/{opinion.id}"
    waiting = text(sign_in(desk.reviewer), address)
    assert "Another reviewer has it in their queue" in waiting
    assert other.name not in waiting
    differing = {**GOOD, "solved": "solved"}
    finish(session, second, desk.version.id, differing)
    session.commit()
    early = text(sign_in(desk.reviewer), address)
    assert "Submit your own review" in early
    assert other.name not in early
    finish(session, item, desk.version.id)
    session.commit()
    for person in (desk.reviewer, other, desk.manager):
        page = text(sign_in(person), address)
        assert "1 of 3 differ" in page
        assert "Is this a greeting?" in page
        assert (desk.reviewer.name in page, other.name in page) == (True, True)
    for person in (make_user(session, Role.REVIEWER), desk.lead):
        assert sign_in(person).get(address).status_code == 404
    csv = text(sign_in(desk.manager), "/opinions/export.csv").splitlines()
    assert (len(csv), csv[1].split(",")[4:6]) == (2, ["both", other.name])


def test_only_who_asked_or_a_manager_withdraws(
    session: Session, desk: Desk, item: Assignment, other: User, sign_in: SignIn
) -> None:
    opinion = make_opinion(session, item)
    session.commit()
    assert sign_in(other).post(f"/opinions/{opinion.id}/withdraw").status_code == 404
    sign_in(desk.reviewer).post(f"/opinions/{opinion.id}/withdraw")
    session.expire_all()
    assert opinion.withdrawn_at is not None
    gone = text(sign_in(other), f"/review/{opinion.second_id}/gone")
    assert "taken out of your queue" in gone


def test_the_dashboard_counts_asked_and_given(
    session: Session, desk: Desk, item: Assignment, other: User, sign_in: SignIn
) -> None:
    at = clock.now()
    opinion = make_opinion(session, item, at=at)
    second = session.get_one(Assignment, opinion.second_id)
    finish(session, second, desk.version.id, at=at)
    session.commit()
    page = text(sign_in(desk.manager), "/reviewers")
    assert "1 asked, 0 given" in page
    assert "0 asked, 1 given" in page
