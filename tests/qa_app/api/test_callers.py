"""Who is let in: tokens, scopes, expiry, revocation, the limit by the minute."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.api.models import Integration
from qa_app.api.scopes import Scope
from qa_app.api.tokens import digest, revoke, seconds_left
from qa_app.core import clock
from qa_app.core.permissions import Role
from qa_app.people.models import User
from qa_app.web.access import TOKEN, access_of
from tests.factories.people import make_user
from tests.qa_app.api.asking import HERE, make_program
from tests.transcription.intake.examples import interaction

SignIn = Callable[[User], FlaskClient]


def test_the_api_has_only_routes_for_programs(app: Flask) -> None:
    """Its blueprint is exempt from form tokens, so nothing on it may trust a cookie."""
    access = {
        rule.rule: access_of(app, rule.endpoint)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
    }
    assert access.pop("/api/v1/openapi.json") == "public"
    assert all(str(each).startswith(TOKEN) for each in access.values())


def test_matrix_of_scopes_and_routes(session: Session, client: FlaskClient) -> None:
    writer = make_program(session, client, scopes=[Scope.WRITE])
    reader = make_program(session, client, scopes=[Scope.READ])
    paths = (f"{HERE}/1", "/api/v1/batches/1", "/api/v1/batches/1/refusals")
    assert [writer.get(path).status_code for path in paths] == [403, 403, 403]
    assert [reader.get(path).status_code for path in paths] == [404, 404, 404]
    assert writer.post(interaction()).status_code == 201
    refused = reader.post(interaction(external_id="x"))
    assert (refused.status_code, refused.json["type"]) == (
        403,
        "urn:quality-desk:problem:scope-missing",
    )
    assert 'scope="interactions.write"' in refused.headers["WWW-Authenticate"]


def test_nobody_gets_in_with_a_cookie(session: Session, sign_in: SignIn) -> None:
    client = sign_in(make_user(session, Role.QA_MANAGER))
    answer = client.post(HERE, json=interaction())
    assert (answer.status_code, answer.content_type) == (401, "application/problem+json")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="Quality Desk"'


def test_a_token_ends(session: Session, client: FlaskClient) -> None:
    wrong = make_program(session, client)
    wrong.token += "x"
    assert wrong.get(f"{HERE}/1").status_code == 401
    revoked = make_program(session, client)
    number = make_user(session, Role.ADMIN).id
    revoke(session, session.get_one(Integration, revoked.number), by=number, at=clock.now())
    assert revoked.get(f"{HERE}/1").status_code == 401
    old = make_program(session, client, days=30, at=clock.now() - timedelta(days=31))
    answer = old.get(f"{HERE}/1")
    assert (answer.status_code, answer.json["type"]) == (
        401,
        "urn:quality-desk:problem:token-invalid",
    )


def test_only_the_digest_is_stored(session: Session, client: FlaskClient) -> None:
    program = make_program(session, client)
    stored = session.scalars(select(Integration)).one()
    assert (stored.token_digest, stored.token_end) == (digest(program.token), program.token[-4:])
    assert stored.last_used_at is None
    program.get(f"{HERE}/1")
    session.expire_all()
    assert session.get_one(Integration, program.number).last_used_at is not None


def test_so_many_a_minute(session: Session, client: FlaskClient) -> None:
    program = make_program(session, client)
    at = datetime(2026, 5, 4, 9, 30, 45, tzinfo=UTC)
    stored = session.get_one(Integration, program.number)
    stored.minute, stored.asked = at.replace(second=0), 299
    with patch("qa_app.core.clock.now", return_value=at):
        assert program.get(f"{HERE}/1").status_code == 404
        answer = program.get(f"{HERE}/1")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "15")
    with patch("qa_app.core.clock.now", return_value=at + timedelta(seconds=15)):
        assert program.get(f"{HERE}/1").status_code == 404


@pytest.mark.parametrize(("second", "left"), [(0, 60), (59, 1)])
def test_seconds_left(second: int, left: int) -> None:
    assert seconds_left(datetime(2026, 5, 4, 9, 30, second, tzinfo=UTC)) == left


def test_errors_of_the_api_are_problems(session: Session, client: FlaskClient) -> None:
    program = make_program(session, client)
    for answer, status in (
        (program.get("/api/v1/nothing"), 404),
        (client.delete(HERE, headers=program.bearer), 405),
    ):
        assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
        assert sorted(answer.json) == ["detail", "status", "title", "type"]
