"""The page that takes in a list of teams and people."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from qa_app.core.permissions import Role
from qa_app.people.models import User
from tests.factories.people import make_user

SignIn = Callable[[User], FlaskClient]
LIST = b"team,agent_id,name,email,lead_email\nNorth,a-1,Ana Maria,,lead@example.com\n,a-2,Ben,,\n"


def hand_in(client: FlaskClient, content: bytes) -> TestResponse:
    data = {"file": (BytesIO(content), "people.csv")}
    return client.post("/import/people", data=data, content_type="multipart/form-data")


def test_good_rows_are_taken_and_bad_ones_named(session: Session, sign_in: SignIn) -> None:
    answer = hand_in(sign_in(make_user(session, Role.QA_MANAGER)), LIST)
    assert answer.status_code == 200
    session.expire_all()
    ana = session.scalars(select(User).where(User.external_id == "a-1")).one()
    assert (ana.name, ana.team.name if ana.team else None) == ("Ana Maria", "North")
    assert session.scalar(select(User.id).where(User.external_id == "a-2")) is None
    assert "What became of the rows" in answer.text
    assert '<td class="r num" data-l="Line">3</td>' in answer.text


def test_a_file_that_is_no_list_changes_nothing(session: Session, sign_in: SignIn) -> None:
    client = sign_in(make_user(session, Role.QA_MANAGER))
    before = session.scalars(select(User.id)).all()
    answer = hand_in(client, b"colour,size\nred,4\n")
    assert answer.status_code == 422
    assert "The header has no column team" in answer.text
    session.expire_all()
    assert session.scalars(select(User.id)).all() == before
    assert client.post("/import/people").status_code == 422


def test_only_who_manages_people_finds_it(session: Session, sign_in: SignIn) -> None:
    assert sign_in(make_user(session, Role.TEAM_LEAD)).get("/import/people").status_code == 404
    assert sign_in(make_user(session, Role.ADMIN)).get("/import/people").status_code == 200
