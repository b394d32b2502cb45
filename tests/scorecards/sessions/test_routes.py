"""Pages of sessions: from plan to report, who sees what before the reveal, files and errors."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.people.models import User
from scorecards.sessions.agreeing import mark_of
from scorecards.sessions.models import Calibration, SessionState
from tests.factories.feedback import ANSWERS, Desk, make_talk
from tests.factories.sessions import make_session, submit_as
from tests.scorecards.sessions.looking import fresh

SignIn = Callable[[User], FlaskClient]


def test_a_session_is_planned_from_an_interaction(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    talk = make_talk(session, desk.agent)
    session.commit()
    client = sign_in(desk.manager)
    assert "Use in a calibration" in client.get(f"/interactions/{talk.id}").text
    page = client.get(f"/calibration/new?interaction={talk.id}")
    assert (page.status_code, f'value="{talk.id}" checked' in page.text) == (200, True)
    data = {
        "title": "Tone",
        "version": desk.version.id,
        "due_on": "2099-01-01",
        "facilitator": desk.manager.id,
        "expert": 0,
        "interactions": [talk.id],
        "participants": [desk.reviewer.id],
    }
    refused = client.post("/calibration/new", data=data)
    assert (refused.status_code, "at least two participants" in refused.text) == (422, True)
    found = client.post("/calibration/new", data={**data, "search": "Billing", "find": "1"})
    assert (found.status_code, "Charged twice" in found.text) == (200, True)
    data["participants"] = [desk.reviewer.id, desk.lead.id]
    answer = client.post("/calibration/new", data=data)
    made = session.scalars(select(Calibration)).one()
    assert (answer.status_code, answer.location) == (303, f"/calibration/{made.id}")


def test_scoring_goes_through_the_real_screen(
    session: Session, desk: Desk, made: Calibration, sign_in: SignIn
) -> None:
    item, client = made.items[0], sign_in(desk.reviewer)
    page = client.get(f"/calibration/items/{item.id}")
    assert page.status_code == 200
    assert f"/calibration/items/{item.id}/submit" in page.text
    assert "/review/" not in page.text
    body = {"version_id": made.version_id, "revision": 0, "draft": {"answers": {"greeting": "no"}}}
    saved = client.post(f"/calibration/items/{item.id}/save", json=body)
    assert (saved.status_code, saved.get_json()["revision"]) == (200, 1)
    again = client.post(f"/calibration/items/{item.id}/save", json={
        **body, "draft": {"answers": {"greeting": "yes"}}})  # fmt: skip
    assert (again.status_code, again.get_json()["stored"]["answers"]) == (409, {"greeting": "no"})
    body = {**body, "revision": 1, "draft": {"answers": ANSWERS}}
    done = client.post(f"/calibration/items/{item.id}/submit", json=body)
    assert done.get_json() == {"next": None, "queue": f"/calibration/{made.id}"}
    assert "submitted" in client.get(f"/calibration/{made.id}").text
    back = client.post(f"/calibration/items/{item.id}/take-back")
    assert back.location == f"/calibration/items/{item.id}"


def test_nobody_sees_answers_before_the_reveal(
    session: Session, desk: Desk, made: Calibration, sign_in: SignIn
) -> None:
    submit_as(session, made, desk.reviewer, at=clock.now())
    lead = sign_in(desk.lead).get(f"/calibration/{made.id}").text
    assert "83.3" not in lead
    assert "hidden until the reveal" in lead
    manager = sign_in(desk.manager).get(f"/calibration/{made.id}").text
    assert "83.3" not in manager
    assert "1 of 1" not in manager
    for name in ("answers", "figures"):
        assert sign_in(desk.manager).get(f"/calibration/{made.id}/{name}.csv").status_code == 404
    submit_as(session, made, desk.lead, at=clock.now())
    page = sign_in(desk.lead).get(f"/calibration/{made.id}").text
    assert (page.count("83.3"), "cannot tell yet" in page) == (2, True)


def test_neither_the_agent_nor_a_stranger_sees_a_session(
    made: Calibration, desk: Desk, sign_in: SignIn
) -> None:
    for person in (desk.agent, desk.stranger):
        assert sign_in(person).get(f"/calibration/{made.id}").status_code == 404


def test_who_may_not_lead_can_neither_close_nor_cancel_nor_agree(
    session: Session, made: Calibration, desk: Desk, sign_in: SignIn
) -> None:
    client = sign_in(desk.reviewer)
    for act in ("close", "cancel", "publish", "agreed"):
        assert client.post(f"/calibration/{made.id}/{act}").status_code == 404
    assert client.get(f"/calibration/{made.id}/edit").status_code == 404
    assert fresh(session, made.id).state is SessionState.OPEN


def test_from_the_reveal_to_the_published_report(
    session: Session, made: Calibration, desk: Desk, sign_in: SignIn
) -> None:
    now = clock.now()
    submit_as(session, made, desk.reviewer, at=now)
    submit_as(session, made, desk.lead, {**ANSWERS, "greeting": "no"}, at=now)
    client, item = sign_in(desk.manager), made.items[0].id
    agreed = {"item": item, "w-greeting": mark_of(None), "v-greeting": "yes", "n-greeting": "=1+1"}
    client.post(f"/calibration/{made.id}/agreed", data=agreed)
    client.post(f"/calibration/{made.id}/publish")
    assert fresh(session, made.id).state is SessionState.PUBLISHED
    text = client.get(f"/calibration/{made.id}/answers.csv").text.lstrip("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text)))
    greeting = [(row["participant"], row["compared"]) for row in rows
                if row["question"] == "greeting"]  # fmt: skip
    assert greeting == [(desk.reviewer.name, "same"), (desk.lead.name, "stricter")]
    report = client.get("/calibration/report")
    assert (report.status_code, "Empathy on chats" in report.text) == (200, True)
    assert client.get("/calibration/report.csv").text.startswith("\ufeffquestion,level")


def test_empty_lists_say_what_to_do(desk: Desk, sign_in: SignIn) -> None:
    assert "No session yet" in sign_in(desk.reviewer).get("/calibration").text
    assert "Nothing to measure yet" in sign_in(desk.manager).get("/calibration/report").text


def test_every_home_says_that_a_session_waits_for_who_is_asked(
    session: Session, made: Calibration, desk: Desk, sign_in: SignIn
) -> None:
    link = f'href="/calibration/{made.id}"'
    for person in (desk.reviewer, desk.lead):
        assert link in sign_in(person).get("/").text
    # The manager leads this one and is not asked to score; nor is a team's page anybody's home.
    assert link not in sign_in(desk.manager).get("/").text
    assert link not in sign_in(desk.lead).get(f"/teams/{desk.team.id}").text
    talk = make_talk(session, desk.agent)
    people = [desk.manager, desk.reviewer]
    own = make_session(session, desk.version, [talk], people, desk.manager, at=clock.now())
    assert f'href="/calibration/{own.id}"' in sign_in(desk.manager).get("/").text
