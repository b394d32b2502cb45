"""Errors of every kind: a sentence that helps, nothing lost, nothing told that is not for them."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session
from structlog.testing import capture_logs
from werkzeug.test import TestResponse

from qa_app.core import clock
from qa_app.core import db as database
from qa_app.core.db import db
from qa_app.core.permissions import Role
from qa_app.installation import installation
from qa_app.people.models import SignInSession, Team, User
from qa_app.people.sessions import COOKIE, TOUCH_EVERY
from tests.factories.people import make_team, make_user

SignIn = Callable[[User], FlaskClient]
JSON = {"Accept": "application/json"}
OURS = {"Sec-Fetch-Site": "same-origin"}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@pytest.fixture
def faults(app: Flask) -> Iterator[Callable[[BaseException], None]]:
    """Lets the people page fail with a given error, as it would outside of tests."""
    before = app.view_functions["people.index"]
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def fail_with(error: BaseException) -> None:
        def view() -> str:
            raise error

        vars(view).update(vars(before))
        app.view_functions["people.index"] = view

    yield fail_with
    app.view_functions["people.index"] = before
    app.config["PROPAGATE_EXCEPTIONS"] = None


@contextmanager
def locked(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Another process holds the write lock for longer than anybody waits."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("only SQLite has one lock for all")
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 100)
    db.session.rollback()
    db.engine.dispose()
    path = installation(app).settings.instance / "quality-desk.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
    db.engine.dispose()


def page(answer: TestResponse) -> str:
    return answer.get_data(as_text=True)


def test_a_fault_shows_a_reference_that_the_log_has_and_nothing_else(
    session: Session, sign_in: SignIn, faults: Callable[[BaseException], None]
) -> None:
    client = sign_in(make_user(session, Role.QA_MANAGER))
    faults(ValueError("a customer's words and /a/path"))
    with capture_logs() as logged:
        answer = client.get("/people")
    assert answer.status_code == 500
    found = [each for each in logged if each["event"] == "fault"]
    assert [each["path"] for each in found] == ["/people"]
    assert "ValueError: a customer's words" in found[0]["trace"]
    assert f"Reference {found[0]['reference']}" in page(answer)
    assert "customer" not in page(answer)
    assert "/a/path" not in page(answer)
    told = client.get("/people", headers=JSON).get_json()
    assert sorted(told) == ["error", "reference"]
    assert told["error"].startswith("Something went wrong on our side.")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), 507),
        (OperationalError("INSERT", {}, Exception("database or disk is full")), 507),
        (OperationalError("BEGIN", {}, Exception("database is locked")), 503),
        (IntegrityError("INSERT", {}, Exception("UNIQUE constraint failed: team.name")), 409),
        (IntegrityError("INSERT", {}, Exception("FOREIGN KEY constraint failed")), 500),
        (PermissionError("not that one"), 500),
    ],
)
def test_each_trouble_has_its_status_and_is_a_page_and_json(
    session: Session,
    sign_in: SignIn,
    faults: Callable[[BaseException], None],
    error: BaseException,
    status: int,
) -> None:
    client = sign_in(make_user(session, Role.QA_MANAGER))
    faults(error)
    answer = client.get("/people")
    assert (answer.status_code, answer.mimetype) == (status, "text/html")
    assert f"Code {status}" in page(answer)
    told = client.get("/people", headers=JSON)
    assert (told.status_code, told.mimetype) == (status, "application/json")
    assert told.get_json()["error"] in page(answer)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere", 404), ("GET", "/people", 302), ("POST", "/people", 405),
     ("POST", "/people/add", 401), ("GET", f"/people/{2**64}", 404)],
)  # fmt: skip
def test_headers_stand_on_errors_too(
    client: FlaskClient, method: str, path: str, status: int
) -> None:
    answer = client.open(path, method=method)
    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_headers_stand_on_a_fault(
    session: Session, sign_in: SignIn, faults: Callable[[BaseException], None]
) -> None:
    client = sign_in(make_user(session, Role.QA_MANAGER))
    faults(RuntimeError())
    answer = client.get("/people")
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_a_script_is_answered_in_json_whatever_it_accepts(
    session: Session, sign_in: SignIn
) -> None:
    client = sign_in(make_user(session, Role.REVIEWER))
    answer = client.post("/review/999/save", json={})
    assert (answer.status_code, answer.mimetype) == (404, "application/json")


def test_what_was_written_survives_a_locked_database(
    app: Flask, session: Session, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(make_user(session, Role.QA_MANAGER))
    client.get("/teams/add")
    words = "A <b>name</b> that was thought about"
    with locked(app, monkeypatch):
        answer = client.post("/teams/add", data={"name": words}, headers=OURS)
        shown = page(answer)
        assert answer.status_code == 503
        assert "Nothing was lost" in shown
        assert "A &lt;b&gt;name&lt;/b&gt; that was thought about" in shown
        assert '<form method="post" action="/teams/add">' in shown
        told = client.post("/teams/add", data={"name": words}, headers=JSON)
        assert (told.status_code, "busy" in told.get_json()["error"]) == (503, True)
    assert client.post("/teams/add", data={"name": words}).status_code == 302
    assert session.scalars(select(Team.name)).all() == [words]


def test_reading_goes_on_while_another_writes(
    app: Flask, session: Session, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the session has to be marked as seen: nobody waits for that."""
    client = sign_in(make_user(session, Role.QA_MANAGER))
    client.get("/people")
    session.execute(update(SignInSession).values(seen_at=clock.now() - 2 * TOUCH_EVERY))
    with locked(app, monkeypatch):
        assert client.get("/people").status_code == 200


def test_a_form_that_comes_from_elsewhere_is_shown_but_not_sent_again(
    session: Session, sign_in: SignIn, app: Flask
) -> None:
    client = sign_in(make_user(session, Role.QA_MANAGER))
    app.config["WTF_CSRF_ENABLED"] = True
    written = {"name": "A name of several words"}
    answer = client.post("/teams/add", data=written, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 400
    assert '<pre class="pre" tabindex="0">A name of several words</pre>' in page(answer)
    assert "Send it again" not in page(answer)
    assert session.scalars(select(Team.name)).all() == []
    assert "Nothing is lost: send" not in page(answer)
    answer = client.post("/teams/add", data=written, headers=OURS)
    assert (answer.status_code, "Send it again" in page(answer)) == (400, True)
    assert "Nothing is lost: send it again from here." in page(answer)


def test_a_form_sent_after_the_session_ended_comes_back(
    session: Session, sign_in: SignIn, app: Flask
) -> None:
    client = sign_in(make_user(session, Role.QA_MANAGER))
    app.config["WTF_CSRF_ENABLED"] = True
    client.delete_cookie(COOKIE)
    answer = client.post("/teams/add", data={"name": "A name of words"}, headers=OURS)
    assert answer.status_code == 401
    assert '<input type="hidden" name="name" value="A name of words">' in page(answer)
    assert "Sign in in a new window, come back to this one, and send it again." in page(answer)


def test_a_password_is_never_shown_again(client: FlaskClient, app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    data = {"email": "a@example.com", "password": "a sentence to remember"}
    answer = client.post("/sign-in", data=data, headers=OURS)
    assert (answer.status_code, "sentence" in page(answer)) == (400, False)


def test_a_request_without_files_is_small(session: Session, sign_in: SignIn) -> None:
    client = sign_in(make_user(session, Role.QA_MANAGER))
    client.post("/teams/add", data={"name": "Small"})
    large = {"name": "x" * (9 << 20)}
    answer = client.post("/teams/add", data=large)
    assert (answer.status_code, "larger than" in page(answer)) == (413, True)
    told = client.post("/review/1/save", data=b"[" * (9 << 20), content_type="application/json")
    assert (told.status_code, told.mimetype) == (404, "application/json")


def test_an_error_of_the_database_does_not_name_its_parameters(session: Session) -> None:
    make_team(session, "A secret name")
    with pytest.raises(IntegrityError) as caught:
        session.execute(
            text("INSERT INTO team (id, name, created_at) SELECT id, :name, created_at FROM team"),
            {"name": "A secret name"},
        )
    assert "A secret name" not in str(caught.value)
