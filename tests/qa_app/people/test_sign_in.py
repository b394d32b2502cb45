"""Signing in: sessions, throttle, links, CSRF, and what a signed-out person sees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.audit import AuditRow
from qa_app.core.errors import Refused
from qa_app.core.permissions import Role
from qa_app.people.accounts import add_user, set_active, set_grants, set_password
from qa_app.people.links import make_link, needs_first_manager, open_link
from qa_app.people.models import SignInSession, User
from qa_app.people.routes import safe_next
from qa_app.people.sessions import COOKIE, digest
from qa_app.people.throttle import (
    PER_ACCOUNT,
    PER_ADDRESS,
    WINDOW,
    forget_failures,
    is_throttled,
    note_failure,
)
from tests.factories.people import AT, make_team, make_user

PASSWORD = "a sentence to remember"


@pytest.fixture
def manager(session: Session) -> User:
    user = make_user(session, Role.QA_MANAGER, name="Hana Keller")
    set_password(session, user, PASSWORD, by=None, at=AT)
    session.commit()
    return user


def sign_in(client: FlaskClient, email: str | None, password: str = PASSWORD) -> int:
    data = {"email": email, "password": password}
    return client.post("/sign-in", data=data).status_code


def test_right_password_opens_a_session_of_which_only_the_digest_is_stored(
    client: FlaskClient, session: Session, manager: User
) -> None:
    assert sign_in(client, manager.email) == 302
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site) == (True, "Lax")
    stored = session.scalars(select(SignInSession.digest)).all()
    assert stored == [digest(cookie.value)]
    assert client.get("/").status_code == 200


def test_address_is_not_case_sensitive(client: FlaskClient, manager: User) -> None:
    assert sign_in(client, f"  {(manager.email or '').upper()} ") == 302


@pytest.mark.parametrize("email", ["person-1@nowhere.example", None])
def test_wrong_address_and_wrong_password_look_the_same(
    client: FlaskClient, manager: User, email: str | None
) -> None:
    data = {"email": email or manager.email, "password": "something else"}
    answer = client.post("/sign-in", data=data)
    assert answer.status_code == 422
    assert "Address and password do not go together." in answer.text


def test_inactive_person_cannot_sign_in_and_loses_open_sessions(
    client: FlaskClient, session: Session, manager: User
) -> None:
    assert sign_in(client, manager.email) == 302
    set_active(session, manager, False, by=None, at=AT)
    session.commit()
    assert client.get("/").status_code == 302
    assert sign_in(client, manager.email) == 422


def test_changed_roles_end_all_sessions(
    client: FlaskClient, session: Session, manager: User
) -> None:
    sign_in(client, manager.email)
    set_grants(session, manager, ((Role.AGENT, None),), by=None, at=AT)
    session.commit()
    assert client.get("/").status_code == 302


def test_sign_out_forgets_the_session(client: FlaskClient, session: Session, manager: User) -> None:
    sign_in(client, manager.email)
    assert client.post("/sign-out").status_code == 302
    assert session.scalars(select(SignInSession)).all() == []
    assert client.get("/").location == "/sign-in?next=/"


def test_token_is_renewed_at_sign_in(client: FlaskClient, session: Session, manager: User) -> None:
    sign_in(client, manager.email)
    first = client.get_cookie(COOKIE)
    sign_in(client, manager.email)
    second = client.get_cookie(COOKIE)
    assert first is not None
    assert second is not None
    assert first.value != second.value
    assert session.scalars(select(SignInSession.digest)).all() == [digest(second.value)]


@pytest.mark.parametrize("column", ["seen_at", "expires_at"])
def test_idle_and_absolute_limit_end_a_session(
    client: FlaskClient, session: Session, manager: User, column: str
) -> None:
    sign_in(client, manager.email)
    session.execute(update(SignInSession).values({column: clock.now() - timedelta(days=2)}))
    session.commit()
    assert client.get("/").status_code == 302


def test_an_address_that_tries_many_accounts_is_slowed_and_others_are_not(
    session: Session,
) -> None:
    for number in range(PER_ADDRESS):
        email = f"{number}@example.com"
        assert not is_throttled(session, email, "10.0.0.1", AT)
        note_failure(session, email, "10.0.0.1", AT)
    assert is_throttled(session, "new@example.com", "10.0.0.1", AT)
    assert not is_throttled(session, "new@example.com", "10.0.0.2", AT)
    # One that signs in does not free the address for the next account.
    forget_failures(session, "0@example.com")
    assert is_throttled(session, "new@example.com", "10.0.0.1", AT)
    assert not is_throttled(session, "new@example.com", "10.0.0.1", AT + WINDOW)


def test_throttle_per_account_passes_after_a_while_and_after_success(session: Session) -> None:
    for _ in range(PER_ACCOUNT):
        assert not is_throttled(session, "a@example.com", "10.0.0.1", AT)
        note_failure(session, "A@example.com", "10.0.0.1", AT)
    assert is_throttled(session, "a@example.com", "10.0.0.2", AT)
    assert not is_throttled(session, "b@example.com", "10.0.0.1", AT)
    assert not is_throttled(session, "a@example.com", "10.0.0.1", AT + WINDOW)
    forget_failures(session, "a@example.com")
    assert not is_throttled(session, "a@example.com", "10.0.0.1", AT)


def test_too_many_attempts_answer_429_even_with_the_right_password(
    client: FlaskClient, manager: User
) -> None:
    for _ in range(PER_ACCOUNT):
        sign_in(client, manager.email, "wrong wrong wrong")
    assert sign_in(client, manager.email) == 429


def test_form_without_csrf_token_is_refused(app: Flask, manager: User) -> None:
    with app.test_client() as plain:
        answer = plain.post("/sign-in", data={"email": manager.email, "password": PASSWORD})
    assert answer.status_code == 400
    assert "This form is too old or came from elsewhere" in answer.text


@pytest.mark.parametrize(
    ("target", "kept"),
    [
        ("/queue", "/queue"),
        ("//evil.example", None),
        ("/\\evil.example", None),
        ("https://evil.example", None),
        ("", None),
        (None, None),
    ],
)
def test_safe_next(target: str | None, kept: str | None) -> None:
    assert safe_next(target) == kept


def test_first_manager_link_works_once(client: FlaskClient, session: Session) -> None:
    token = make_link(session, None, clock.now())
    session.commit()
    data = {"name": "Ada", "email": "ada@example.com", "password": PASSWORD}
    assert client.get(f"/welcome/{token}").status_code == 200
    assert client.post(f"/welcome/{token}", data=data).status_code == 302
    user = session.scalars(select(User)).one()
    assert {grant.role for grant in user.grants} == {Role.QA_MANAGER, Role.ADMIN}
    assert not needs_first_manager(session)
    assert client.get(f"/welcome/{token}").status_code == 422


def test_link_older_than_three_days_is_refused(session: Session, manager: User) -> None:
    token = make_link(session, manager, AT)
    assert open_link(session, token, AT + timedelta(days=2)).user_id == manager.id
    with pytest.raises(Refused, match="too old"):
        open_link(session, token, AT + timedelta(days=3))


@pytest.mark.parametrize(("password", "words"), [("short", "at least 12"), ("x" * 1001, "1,000")])
def test_password_limits(session: Session, manager: User, password: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        set_password(session, manager, password, by=None, at=AT)


def test_password_is_stored_as_argon2id_with_owasp_parameters(manager: User) -> None:
    assert (manager.password_hash or "").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_only_an_admin_makes_admins(
    sign_in: Callable[[User], FlaskClient], session: Session, manager: User
) -> None:
    client = sign_in(manager)
    data = {"name": "New", "email": "new@example.com", "team_id": "0", "roles": ["admin"]}
    assert client.post("/people/add", data=data).status_code == 422
    assert session.scalars(select(User.name)).all() == ["Hana Keller"]


def test_adding_a_person_is_audited_without_their_words(session: Session) -> None:
    team = make_team(session, "Harbour")
    user = add_user(
        session,
        name="Owen Hughes",
        external_id="a-1",
        team=team,
        roles=((Role.AGENT, team.id),),
        by=5,
        at=AT,
    )
    row = session.scalars(select(AuditRow).where(AuditRow.act == "user.add")).one()
    assert (row.actor_id, row.subject_id) == (5, user.id)
    assert row.after == {"roles": [["agent", team.id]], "active": True}


def test_name_is_cleaned(session: Session) -> None:
    user = add_user(session, name="  Eve\u202e \x00 Smith\n", by=None, at=AT)
    assert user.name == "Eve Smith"


def test_security_headers_stand_on_every_answer(client: FlaskClient) -> None:
    for path in ("/sign-in", "/nowhere", "/health"):
        headers = client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert policy.startswith("default-src 'none'; script-src 'self' 'nonce-")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
