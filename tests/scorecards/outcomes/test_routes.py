"""The page of outcomes and its downloads: own teams only, filters, an empty period."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.people.models import User
from tests.factories.answering import HOUR, make_first, make_rejected, reject
from tests.factories.feedback import Desk, make_desk

SignIn = Callable[[User], FlaskClient]


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


def test_an_empty_period_says_so(desk: Desk, sign_in: SignIn) -> None:
    page = sign_in(desk.lead).get("/disputes/outcomes").text
    assert "No dispute was decided in this time" in page


def test_rates_of_ones_own_teams(session: Session, desk: Desk, sign_in: SignIn) -> None:
    for _ in range(3):
        make_rejected(session, desk, at=clock.now() - timedelta(days=3))
    make_first(session, desk, at=clock.now() - HOUR)
    page = sign_in(desk.lead).get("/disputes/outcomes").text
    assert "0 of 6 decided" in page
    assert "4 of 4 released" in page
    assert "Was the request solved?" in page
    assert "3 of 5 needed" in page
    other = sign_in(desk.stranger).get("/disputes/outcomes").text
    assert "No dispute was decided in this time" in other
    assert "Round 1" in sign_in(desk.manager).get("/disputes/outcomes?by=round&weeks=4").text


@pytest.mark.parametrize("query", ["by=nothing", "weeks=0", "weeks=x&by=", "by=reviewer&weeks=52"])
def test_any_address_answers(session: Session, desk: Desk, sign_in: SignIn, query: str) -> None:
    make_rejected(session, desk, at=clock.now() - timedelta(days=3))
    client = sign_in(desk.manager)
    assert client.get(f"/disputes/outcomes?{query}").status_code == 200
    assert client.get(f"/disputes/outcomes.csv?{query}").status_code == 200


def test_downloads(session: Session, desk: Desk, sign_in: SignIn) -> None:
    dispute = make_first(session, desk, at=clock.now() - timedelta(days=2))
    reject(session, dispute, by=desk.lead.id, at=dispute.opened_at + timedelta(days=1))
    client = sign_in(desk.lead)
    groups = client.get("/disputes/outcomes.csv?by=reviewer").text.splitlines()
    assert groups[1] == f"{desk.reviewer.name},2,0,0,2,0,,,,1.0"
    rows = client.get("/disputes/outcomes.csv?rows=1").text.splitlines()
    assert len(rows) == 3
    assert rows[1].split(",")[8:10] == ["1", "reject"]
    assert rows[1].split(",")[7] == "overlooked"
