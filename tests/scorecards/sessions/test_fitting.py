"""What does not fit a session's scorecard is said before the session begins, and not refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.people.models import User
from scorecards.design.document import parse, to_json
from scorecards.sessions.fitting import misfits, token_of
from scorecards.sessions.models import Calibration
from tests.factories.feedback import Desk, make_talk
from transcription.interactions.models import Interaction

SignIn = Callable[[User], FlaskClient]
WHY = "does not apply: it is for the channel “phone”, and it has the channel “chat”."


@pytest.fixture
def talk(session: Session, desk: Desk) -> Interaction:
    """A chat, where the scorecard is for calls."""
    limited = parse({**desk.version.document, "applies_to": {"channels": ["phone"]}})
    desk.version.document = to_json(limited)
    made = make_talk(session, desk.agent)
    session.commit()
    return made


def sent_by(desk: Desk, talk: Interaction, **more: object) -> dict[str, object]:
    return {
        "title": "Tone", "version": desk.version.id, "interactions": talk.id,
        "participants": [desk.reviewer.id, desk.lead.id], "facilitator": desk.manager.id,
        "expert": 0, "due_on": (clock.now() + timedelta(days=9)).date().isoformat(), **more,
    }  # fmt: skip


def planned(session: Session) -> int:
    session.expire_all()
    return len(session.scalars(select(Calibration)).all())


def test_why_is_said_as_the_designer_s_tester_says_it(desk: Desk, talk: Interaction) -> None:
    found = misfits(parse(desk.version.document), [talk])
    assert [(one.interaction, one.reason) for one in found] == [(talk, WHY)]
    assert token_of(7, found) == f"7:{talk.id}"
    assert token_of(7, []) == ""


def test_what_fits_is_planned_at_once(session: Session, desk: Desk, sign_in: SignIn) -> None:
    made = make_talk(session, desk.agent)
    session.commit()
    assert misfits(parse(desk.version.document), [made]) == []
    answer = sign_in(desk.manager).post("/calibration/new", data=sent_by(desk, made))
    assert (answer.status_code, planned(session)) == (303, 1)
    assert "does not fit" not in sign_in(desk.manager).get(answer.location).text


def test_the_warning_comes_first_and_is_no_refusal(
    session: Session, desk: Desk, talk: Interaction, sign_in: SignIn
) -> None:
    client = sign_in(desk.manager)
    page = client.post("/calibration/new", data=sent_by(desk, talk))
    assert (page.status_code, planned(session)) == (200, 0)
    assert WHY in page.text
    assert "Plan it all the same" in page.text
    assert re.findall(r"<(\w+)[^>]* autofocus>", page.text.split("<dialog")[0]) == ["div"]
    warned = re.findall(r'name="warned"[^>]* value="([^"]*)"', page.text)
    assert warned == [f"{desk.version.id}:{talk.id}"]
    answer = client.post("/calibration/new", data=sent_by(desk, talk, warned=warned[0]))
    assert (answer.status_code, planned(session)) == (303, 1)
    # Whoever leads reads it until it is revealed; who scores is not told what to think.
    assert WHY in client.get(answer.location).text
    assert WHY not in sign_in(desk.reviewer).get(answer.location).text


def test_another_choice_warns_anew(
    session: Session, desk: Desk, talk: Interaction, sign_in: SignIn
) -> None:
    other = make_talk(session, desk.agent)
    session.commit()
    sent = sent_by(desk, talk, warned=f"{desk.version.id}:{talk.id}")
    page = sign_in(desk.manager).post(
        "/calibration/new", data=sent | {"interactions": [talk.id, other.id]}
    )
    assert (page.status_code, planned(session)) == (200, 0)
    assert "2 interactions do not fit this scorecard" in page.text


def test_a_change_of_the_session_warns_too(
    session: Session, desk: Desk, talk: Interaction, sign_in: SignIn
) -> None:
    client = sign_in(desk.manager)
    warned = f"{desk.version.id}:{talk.id}"
    made = client.post("/calibration/new", data=sent_by(desk, talk, warned=warned)).location
    page = client.get(f"{made}/edit").text
    assert (WHY in page, "Save it all the same" in page) == (True, True)
    changed = sent_by(desk, talk, title="Tone on chats")
    assert client.post(f"{made}/edit", data=changed).status_code == 200
    assert client.post(f"{made}/edit", data=changed | {"warned": warned}).status_code == 303
    assert "Tone on chats" in client.get(made).text
