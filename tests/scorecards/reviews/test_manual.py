"""Scoring by own choice: reached from the page of an interaction, and never counted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from qa_app.people.models import User
from scorecards.reviews.models import Assignment, Evaluation, Pool
from tests.factories.acts import finish
from tests.factories.feedback import Desk, make_desk
from tests.factories.queue import make_text

SignIn = Callable[[User], FlaskClient]


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


def test_from_the_interactions_page_to_a_review_that_does_not_count(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    talk = make_text(session, desk.agent)
    session.commit()
    client = sign_in(desk.reviewer)
    address = f"/interactions/{talk.id}/score"
    assert address in client.get(f"/interactions/{talk.id}").get_data(as_text=True)
    assert "It does not count in scores" in client.get(address).get_data(as_text=True)
    assert session.query(Assignment).count() == 0
    for _ in range(2):
        client.post(address)
    item = session.query(Assignment).one()
    assert "Go on scoring" in client.get(f"/interactions/{talk.id}").get_data(as_text=True)
    done = finish(session, item, desk.version.id)
    assert (done.pool, done.counts, done.inclusion_probability) == (Pool.MANUAL, False, None)
    session.commit()
    again = client.post(address)
    assert again.status_code == 422
    assert "scored this interaction already" in again.get_data(as_text=True)
    assert session.query(Evaluation).count() == 1


def test_who_may_not_score_is_shown_no_way(session: Session, desk: Desk, sign_in: SignIn) -> None:
    talk = make_text(session, desk.agent)
    session.commit()
    address = f"/interactions/{talk.id}/score"
    page = sign_in(desk.lead).get(f"/interactions/{talk.id}").get_data(as_text=True)
    assert address not in page
    for person in (desk.lead, desk.agent):
        assert sign_in(person).post(address).status_code == 404
    assert session.query(Assignment).count() == 0
