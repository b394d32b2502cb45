"""Agreeing on all questions of an interaction with one save: what is kept, and what comes back."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from qa_app.core import clock
from qa_app.core.audit import AuditRow
from qa_app.people.models import User
from scorecards.design.answers import Value
from scorecards.reviews.results import document_of
from scorecards.sessions.agreeing import mark_of, read_wishes
from scorecards.sessions.models import AgreedAnswer, Calibration
from scorecards.sessions.revealing import agree, agree_all, publish
from tests.factories.feedback import Desk
from tests.factories.sessions import reveal_session
from tests.scorecards.sessions.looking import fresh

SignIn = Callable[[User], FlaskClient]
KEYS = ("greeting", "identity", "solved")
Typed = dict[str, tuple[str, str]]


@pytest.fixture
def revealed(session: Session, made: Calibration) -> Calibration:
    return reveal_session(session, made, at=clock.now())


def shown_by(page: str) -> dict[str, str]:
    """The marks that a page sends back, by question."""
    return dict(re.findall(r'name="w-([^"]+)" value="([^"]*)"', page))


def save(
    client: FlaskClient, made: Calibration, typed: Typed, seen: dict[str, str] | None = None
) -> TestResponse:
    """Send the form of the first interaction: of each question the answer and the note."""
    address = f"/calibration/{made.id}"
    seen = shown_by(client.get(address).text) if seen is None else seen
    data = {"item": made.items[0].id, **{f"w-{key}": mark for key, mark in seen.items()}}
    for key, (value, note) in typed.items():
        data |= {f"v-{key}": value, f"n-{key}": note}
    return client.post(f"{address}/agreed", data=data)


def agreed_in(session: Session, made: Calibration) -> dict[str, tuple[Value, str | None]]:
    rows = fresh(session, made.id).items[0].agreed
    return {one.question_key: (one.value["value"], one.note) for one in rows}


def test_all_questions_are_kept_with_one_save_and_changed_until_published(
    session: Session, revealed: Calibration, desk: Desk, sign_in: SignIn
) -> None:
    client = sign_in(desk.manager)
    typed = {"greeting": ("yes", ""), "identity": ("N/A", "A guest"), "solved": ("", "Talk again")}
    answer = save(client, revealed, typed)
    assert (answer.status_code, answer.location.split("#")[1]) == (
        303, f"it-{revealed.items[0].id}",
    )  # fmt: skip
    kept = {
        "greeting": ("yes", None),
        "identity": ("N/A", "A guest"),
        "solved": (None, "Talk again"),
    }
    assert agreed_in(session, revealed) == kept
    assert "3 answers are kept." in client.get(f"/calibration/{revealed.id}").text
    save(client, revealed, typed | {"greeting": ("", "")})
    assert agreed_in(session, revealed) == kept | {"greeting": (None, None)}
    audited = select(AuditRow.after).where(AuditRow.act == "calibration.agree")
    asked = [row["question"] for row in session.scalars(audited.order_by(AuditRow.id)) if row]
    assert asked == ["greeting", "identity", "greeting"]


def test_saving_what_nobody_changed_writes_nothing(
    session: Session, revealed: Calibration, desk: Desk, sign_in: SignIn
) -> None:
    client = sign_in(desk.manager)
    assert save(client, revealed, dict.fromkeys(KEYS, ("", ""))).status_code == 303
    assert agreed_in(session, revealed) == {}
    assert "Nothing was changed." in client.get(f"/calibration/{revealed.id}").text


def test_one_that_is_refused_comes_back_as_typed_and_costs_the_others_nothing(
    session: Session, revealed: Calibration, desk: Desk, sign_in: SignIn
) -> None:
    client = sign_in(desk.manager)
    typed = {
        "greeting": ("yes", "Said so"),
        "identity": ("maybe", "My long note"),
        "solved": ("", ""),
    }
    answer = save(client, revealed, typed)
    assert answer.status_code == 422
    assert agreed_in(session, revealed) == {"greeting": ("yes", "Said so")}
    field = f"v{revealed.items[0].id}-Q2"
    assert in_focus(answer.text) == [field]
    for words in ("not one of its answers", 'value="My long note"', "1 answer is kept."):
        assert words in answer.text


def in_focus(page: str) -> list[str]:
    """The ids of the fields that get the focus."""
    tags = re.findall(r"<(?:input|select)[^>]*>", page)
    return [re.findall(r' id="([^"]+)"', tag)[0] for tag in tags if " autofocus" in tag]


def test_what_another_window_agreed_meanwhile_is_neither_lost_nor_hidden(
    session: Session, revealed: Calibration, desk: Desk, sign_in: SignIn
) -> None:
    client = sign_in(desk.manager)
    old = shown_by(client.get(f"/calibration/{revealed.id}").text)
    now, item = clock.now(), revealed.items[0]
    agree_all(session, item, {"greeting": ("no", ""), "identity": ("yes", "")}, by=1, at=now)
    session.commit()
    # Untouched on the old page: stays. Changed on both: stays, and is said.
    typed = {"greeting": ("yes", ""), "identity": ("", ""), "solved": ("solved", "")}
    answer = save(client, revealed, typed, old)
    assert answer.status_code == 422
    kept = {"greeting": ("no", None), "identity": ("yes", None), "solved": ("solved", None)}
    assert agreed_in(session, revealed) == kept
    assert "Somebody else kept “No” meanwhile." in answer.text
    again = save(client, revealed, typed | {"identity": ("yes", "")}, shown_by(answer.text))
    assert again.status_code == 303
    assert agreed_in(session, revealed) == kept | {"greeting": ("yes", None)}


def test_once_published_nothing_is_kept(
    session: Session, revealed: Calibration, desk: Desk, sign_in: SignIn
) -> None:
    client, item = sign_in(desk.manager), revealed.items[0]
    seen = shown_by(client.get(f"/calibration/{revealed.id}").text)
    agree(session, item, "greeting", value="yes", note="", by=1, at=clock.now())
    publish(session, revealed, by=desk.manager.id, at=clock.now())
    session.commit()
    save(client, revealed, {"greeting": ("no", ""), "solved": ("solved", "")}, seen)
    assert agreed_in(session, revealed) == {"greeting": ("yes", None)}


def test_a_mark_is_the_same_for_the_same_answer_and_note() -> None:
    def mark(value: Value, note: str | None) -> str:
        return mark_of(AgreedAnswer(question_key="q", value={"value": value}, note=note))

    assert mark_of(None) == mark(None, None) == mark(None, "")
    assert mark(2.0, "") == mark(2, "")
    assert mark(["b", "a"], "") == mark(["a", "b"], "")
    assert len({mark(None, ""), mark("2", ""), mark(2, ""), mark(2, "x"), mark(["2"], "")}) == 5


def test_a_form_is_read_by_the_kinds_of_its_questions(desk: Desk) -> None:
    greeting = [("w-greeting", "m"), ("v-greeting", "yes"), ("n-greeting", "x" * 5001)]
    identity = [("w-identity", "m"), ("v-identity", " ")]
    sent = MultiDict([*greeting, *identity, ("v-solved", "solved")])
    wishes, refused = read_wishes(document_of(desk.version), sent)
    assert (list(wishes), list(refused)) == (["identity"], ["greeting"])
    assert wishes["identity"].value is None
