"""Lists of words over HTTP: written, refused, changed, removed, put back; seen as spotlights."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.errors import Refused
from qa_app.people.models import User
from scorecards.flagging.flag_page import findings_of
from scorecards.keywords.keeping import MOST_PHRASES, keep_list, read_phrases
from scorecards.keywords.models import KeywordList
from tests.factories.feedback import AT, Desk, make_desk
from tests.factories.queue import make_text

SignIn = Callable[[User], FlaskClient]


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


def test_write_change_remove_put_back(session: Session, desk: Desk, sign_in: SignIn) -> None:
    client = sign_in(desk.manager)
    assert "No list yet" in client.get("/word-lists").text
    sent = {"title": "Promises", "side": "agent", "phrases": "I promise\n\n i  PROMISE!\nfor sure"}
    assert client.post("/word-lists/new", data=sent).status_code == 303
    row = session.scalars(select(KeywordList)).one()
    assert (row.title, row.side, row.phrases) == ("Promises", "agent", ["I promise", "for sure"])
    again = client.post("/word-lists/new", data={**sent, "title": "promises"})
    assert again.status_code == 422
    assert "Another list has this name" in again.text
    client.post(f"/word-lists/{row.id}", data={**sent, "side": "anyone", "phrases": "surely"})
    session.expire_all()
    assert (row.side, row.phrases) == ("anyone", ["surely"])
    client.post(f"/word-lists/{row.id}/remove")
    assert "Put back" in client.get("/word-lists").text
    client.post(f"/word-lists/{row.id}/put-back")
    session.expire_all()
    assert row.removed_at is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("\n \n", "at least one word"),
        ("?!", "has no word"),
        ("a" * 101, "at most 100 characters"),
        ("\n".join(f"word {n}" for n in range(MOST_PHRASES + 1)), "at most 300 phrases"),
    ],
)
def test_refused_phrases(text: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        read_phrases(text)


def test_a_removed_name_may_be_taken_but_not_put_back_then(session: Session, desk: Desk) -> None:
    keep_list(session, None, title="A", side="agent", phrases=["x"], by=None, at=AT)
    with pytest.raises(Refused, match="this name"):
        keep_list(session, None, title="a", side="agent", phrases=["x"], by=None, at=AT)
    with pytest.raises(Refused, match="whose words"):
        keep_list(session, None, title="B", side="robot", phrases=["x"], by=None, at=AT)


def test_the_lists_are_spotlights_too(session: Session, desk: Desk) -> None:
    keep_list(
        session, None, title="Money", side="anyone", phrases=["charged twice"], by=None, at=AT
    )
    found = findings_of(session, make_text(session, desk.agent))
    assert [one.detail for one in found if one.title == "Money"] == ["“charged twice”"]
