"""The pages of sampling, through HTTP."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from qa_app.people.models import User
from scorecards.reviews.models import Assignment, AssignmentState
from scorecards.sampling.models import Draw, DrawItem, Plan
from tests.factories.people import make_team, make_user
from tests.factories.sampling import make_draw, make_interactions, make_plan
from transcription.interactions.models import InteractionState

SignIn = Callable[[User], FlaskClient]
FORM = {
    "title": "Weekly",
    "channels": ["chat", "phone"],
    "topics": "billing, refunds",
    "shortest": "60",
    "every": "days",
    "days": "10",
    "amount": "2",
    "amount_kind": "share",
    "strata": ["channel", "topic"],
    "risk_percent": "50",
    "double_percent": "5",
    "due_days": "7",
    "reviewers": "first@example.org 2\nsecond@example.org",
    "never_own_team": "y",
}


@pytest.fixture
def manager(session: Session, sign_in: SignIn) -> FlaskClient:
    return sign_in(make_user(session, Role.QA_MANAGER))


def test_an_empty_list_says_what_to_do(manager: FlaskClient) -> None:
    page = manager.get("/sampling").text
    assert "No plan yet" in page
    assert "/sampling/plans/new" in page


def test_a_plan_by_form_is_the_document_of_the_format(
    manager: FlaskClient, session: Session
) -> None:
    made = manager.post("/sampling/plans/new", data=FORM)
    plan = session.scalars(select(Plan)).one()
    assert (made.status_code, made.location) == (302, f"/sampling/plans/{plan.id}")
    assert plan.document == {
        "format": 1,
        "title": "Weekly",
        "who": "all",
        "what": {
            "channels": ["chat", "phone"],
            "topics": ["billing", "refunds"],
            "directions": [],
            "duration_s": {"min": 60.0},
        },
        "every": {"days": 10},
        "amount": {"share": 0.02},
        "strata": ["channel", "topic"],
        "risk_share": 0.5,
        "double_share": 0.05,
        "due_days": 7,
        "reviewers": [
            {"reviewer": "first@example.org", "share": 2.0},
            {"reviewer": "second@example.org", "share": 1.0},
        ],
        "never_own_team": True,
    }
    before = dict(plan.document)
    page = manager.get(f"/sampling/plans/{plan.id}/edit")
    assert 'value="2"' in page.text
    assert "first@example.org 2\nsecond@example.org</textarea>" in page.text.replace("\r", "")
    manager.post(f"/sampling/plans/{plan.id}/edit", data=FORM | {"title": "Other"})
    session.expire_all()
    assert plan.document == before | {"title": "Other"}


def test_faults_stand_at_their_fields(manager: FlaskClient, session: Session) -> None:
    wrong = {"title": "", "days": "", "risk_percent": "80", "reviewers": "a@example.org many"}
    page = manager.post("/sampling/plans/new", data=FORM | wrong)
    assert page.status_code == 422
    assert 'id="title-error"' in page.text
    assert 'id="risk_percent-error"' in page.text
    page = manager.post("/sampling/plans/new", data=FORM | {"days": "", "reviewers": "a@b.c many"})
    assert page.status_code == 422
    assert 'id="days-error"' in page.text
    assert 'id="reviewers-error"' in page.text
    assert session.scalars(select(Plan)).all() == []


def test_a_taken_title_is_said_at_the_title(manager: FlaskClient, session: Session) -> None:
    make_plan(session, title="Weekly")
    session.commit()
    page = manager.post("/sampling/plans/new", data=FORM)
    assert page.status_code == 422
    assert "There is already a plan called Weekly." in page.text


def test_export_can_be_taken_in_again(manager: FlaskClient, session: Session) -> None:
    plan = make_plan(session, who={"teams": ["Nobody's"]})
    session.commit()
    text = manager.get(f"/sampling/plans/{plan.id}/export.json").text
    assert json.loads(text) == plan.document
    file = (io.BytesIO(text.replace('"total"', '"total"').encode()), "plan.json")
    done = manager.post("/sampling/plans/import", data={"file": file})
    assert done.location == f"/sampling/plans/{plan.id}"
    wrong = (io.BytesIO(b'{"format": 1, "title": "x", "every": "weekly"}'), "plan.json")
    refused = manager.post("/sampling/plans/import", data={"file": wrong})
    assert refused.status_code == 422
    assert "&#34;amount&#34; is missing" in refused.text


def test_preview_draw_and_undo(manager: FlaskClient, session: Session) -> None:
    agent = make_user(session, Role.AGENT, make_team(session), name="Ann Example")
    reviewer = make_user(session, Role.REVIEWER, name="Rita Example")
    make_interactions(session, agent, 10)
    make_interactions(session, agent, 3, state=InteractionState.WAITING)
    plan = make_plan(session)
    session.commit()
    asked = {"preview": "1", "first": "2026-03-02", "until": "2026-03-08", "seed": "7"}
    page = manager.get(f"/sampling/plans/{plan.id}", query_string=asked)
    assert page.status_code == 200
    assert "not transcribed yet" in page.text
    assert "20.0\xa0%" in page.text
    assert session.scalars(select(Draw)).all() == []
    done = manager.post(f"/sampling/plans/{plan.id}/draw", data=asked)
    draw = session.scalars(select(Draw)).one()
    assert done.location == f"/sampling/draws/{draw.id}"
    shown = manager.get(done.location).text
    for words in ("Ann Example", "Rita Example", draw.frame_digest, "not transcribed yet"):
        assert words in shown
    assert "drawn already" in manager.post(f"/sampling/plans/{plan.id}/draw", data=asked).text
    refused = manager.post(f"/sampling/draws/{draw.id}/undo", data={"confirm": "yes"})
    assert refused.status_code == 422
    manager.post(f"/sampling/draws/{draw.id}/undo", data={"confirm": "undo"})
    session.expire_all()
    states = session.scalars(select(Assignment.state).where(Assignment.reviewer_id == reviewer.id))
    assert states.all() == [AssignmentState.WITHDRAWN] * 2
    assert "This draw was undone" in manager.get(f"/sampling/draws/{draw.id}").text


def test_items_come_in_their_order_and_as_csv(manager: FlaskClient, session: Session) -> None:
    agent = make_user(session, Role.AGENT, make_team(session))
    make_user(session, Role.REVIEWER)
    make_interactions(session, agent, 130)
    draw = make_draw(session, make_plan(session, amount={"per_agent": 60}))
    session.commit()
    first = manager.get(f"/sampling/draws/{draw.id}").text
    positions = [cell.split("<")[0] for cell in first.split('<td class="r num">')[1:]]
    in_table = [cell for cell in positions if cell.isdigit()]
    assert in_table[-50:] == [str(n) for n in range(1, 51)] or "51" not in in_table
    assert "before=" in first
    text = manager.get(f"/sampling/draws/{draw.id}/items.csv").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["order"] for row in rows if row["part"] == "random"] == [
        str(n) for n in range(1, 61)
    ]
    assert len(rows) == len(session.scalars(select(DrawItem)).all())


def test_a_plan_is_switched_off_and_on(manager: FlaskClient, session: Session) -> None:
    plan = make_plan(session)
    session.commit()
    manager.post(f"/sampling/plans/{plan.id}/switch")
    session.expire_all()
    assert plan.active is False
    manager.post(f"/sampling/plans/{plan.id}/switch")
    session.expire_all()
    assert plan.active is True


@pytest.mark.parametrize("role", [Role.AGENT, Role.REVIEWER, Role.TEAM_LEAD, Role.ADMIN])
def test_others_find_nothing(session: Session, sign_in: SignIn, role: Role) -> None:
    client = sign_in(make_user(session, role, make_team(session)))
    assert client.get("/sampling").status_code == 404
