"""Surveys and remote sessions through a real import: joined, waiting, refused, joined later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from qa_app.people.models import User
from tests.factories.interactions import make_interaction
from tests.factories.people import make_team, make_user
from tests.transcription.intake.importing import counts, imported, refusals
from tests.transcription.intake.mapping.tables import look_at
from transcription.intake.companions.models import Companion
from transcription.intake.companions.queries import waiting_count
from transcription.intake.mapping.guessing import guess
from transcription.intake.mapping.keeping import save
from transcription.intake.models import Batch
from transcription.intake.options import Hints
from transcription.interactions.models import Interaction

AT = datetime(2026, 5, 20, 9, tzinfo=UTC)
SURVEY = """Respondent ID,Submitted,Ticket number,How satisfied?,Recommend us?,Anything else?
1,2026-05-20 10:00,T-1,Very satisfied,9,Call me on +1 202 555 0143
2,2026-05-20 10:00,T-2,Poor,3,
3,2026-05-20 10:00,T-9,Poor,3,
"""
SESSIONS = """User,Computer,ID,Start,End,Duration,Notes
Jo Park,PC-7,1,2026-05-20 09:05,2026-05-20 09:15,,
Jo Park,PC-7,2,2026-05-20 20:05,2026-05-20 20:15,,
"""


def bring(session: Session, folder: Path, text: str, name: str = "table.csv") -> Batch:
    (folder / name).write_text(text)
    return imported(session, folder / name, hints=Hints(time_zone="UTC"))


def keep(session: Session, text: str) -> None:
    save(session, guess(look_at(text), name="survey", source="poll"), by=None, at=AT, actor="test")


def test_answers_are_joined_by_id_wait_and_are_refused_by_name(
    session: Session, tmp_path: Path, run_jobs: Callable[[], tuple[int, int]]
) -> None:
    jo = make_user(session, Role.AGENT, make_team(session), name="Jo Park")
    one = make_interaction(session, jo, external_id="T-1", started_at=AT)
    for source in ("desk", "other"):
        make_interaction(session, jo, external_id="T-2", source=source, started_at=AT)
    keep(session, SURVEY)
    batch = bring(session, tmp_path, SURVEY)
    assert counts(batch) == ("done", 3, 2, 1, 0)
    assert refusals(session, batch) == [
        (3, None, "external_id", 'could belong to "T-2" of desk, "T-2" of other: name the '
         "interaction by its id and source"),
    ]  # fmt: skip
    session.refresh(one)
    assert (one.csat, one.nps, one.survey_comment) == (5, 9, "Call me on [phone]")
    assert waiting_count(session) == 1
    again = bring(session, tmp_path, SURVEY)
    assert counts(again) == ("done", 3, 2, 1, 2)
    late = make_interaction(session, jo, external_id="T-9", started_at=AT)
    run_jobs()
    assert waiting_count(session) == 0
    assert session.get_one(Interaction, late.id).csat == 2


def test_a_second_comment_is_shown_masked_with_its_answer(
    session: Session, tmp_path: Path, sign_in: Callable[[User], FlaskClient]
) -> None:
    jo = make_user(session, Role.AGENT, make_team(session))
    one = make_interaction(session, jo, external_id="T-1", started_at=AT)
    keep(session, SURVEY)
    bring(session, tmp_path, SURVEY)
    client = sign_in(make_user(session, Role.QA_MANAGER))
    assert client.get(f"/interactions/{one.id}").text.count("Call me on [phone]") == 1
    one.survey_comment = "Said elsewhere"
    session.flush()
    page = client.get(f"/interactions/{one.id}").text
    assert "“Call me on [phone]” – “poll”, answered" in page


def test_answers_are_joined_by_customer_and_time(session: Session, tmp_path: Path) -> None:
    jo = make_user(session, Role.AGENT, make_team(session))
    near = make_interaction(session, jo, external_id="near", started_at=AT)
    far = make_interaction(session, jo, external_id="far", started_at=AT - timedelta(days=9))
    for each in (near, far):
        each.customer_ref = "a@example.org"
    text = "Timestamp,Email Address,How easy was it?\n2026-05-20 10:00,a@example.org,Very easy\n"
    keep(session, text)
    assert counts(bring(session, tmp_path, text)) == ("done", 1, 1, 0, 0)
    companion = session.scalars(select(Companion)).one()
    assert (companion.interaction_id, companion.joined_by) == (near.id, "customer")
    session.refresh(near)
    assert near.ces == 7


def test_sessions_become_facts_of_the_call_at_that_time(session: Session, tmp_path: Path) -> None:
    jo = make_user(session, Role.AGENT, make_team(session), name="Jo Park")
    call = make_interaction(session, jo, started_at=AT)
    call.ended_at = AT + timedelta(minutes=30)
    assert counts(bring(session, tmp_path, SESSIONS)) == ("done", 2, 2, 0, 0)
    session.refresh(call)
    assert (call.facts["remote_sessions"], call.facts["remote_s"]) == (1, 600.0)
    assert waiting_count(session) == 1


def test_a_page_shows_what_belongs_to_it_and_where_it_came_from(
    session: Session, tmp_path: Path, sign_in: Callable[[User], FlaskClient]
) -> None:
    jo = make_user(session, Role.AGENT, make_team(session), name="Jo Park")
    one = make_interaction(session, jo, external_id="T-1", started_at=AT)
    keep(session, SURVEY)
    bring(session, tmp_path, SURVEY)
    client = sign_in(make_user(session, Role.QA_MANAGER))
    page = client.get(f"/interactions/{one.id}").get_data(as_text=True)
    assert "satisfaction 5 of 5, would recommend 9 of 10" in page
    assert "“poll”, answered 20 May 2026, 10:00 UTC; joined by the interaction" in page
    waiting = client.get("/import/unjoined").get_data(as_text=True)
    assert "id T-9" in waiting
