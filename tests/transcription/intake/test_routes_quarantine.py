"""Recordings without a basis: listed, released one by one or all, on the record."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.audit import AuditRow
from qa_app.core.permissions import Role
from qa_app.people.models import User
from tests.factories.interactions import make_interaction
from tests.factories.people import make_team, make_user
from tests.transcription.transcripts.sounds import encoded, tone
from transcription.intake.basis import bases_by_source
from transcription.interactions.models import Recording, RecordingState

SignIn = Callable[[User], FlaskClient]
ADDRESS = "/import/quarantine"


@pytest.fixture
def desk(session: Session, sign_in: SignIn) -> FlaskClient:
    return sign_in(make_user(session, Role.QA_MANAGER))


@pytest.fixture
def waiting(session: Session) -> list[Recording]:
    agent, sound = make_user(session, Role.AGENT, make_team(session)), encoded([tone(0.2)])
    made = [
        make_interaction(session, agent, (), channel="phone", audio=sound, basis=None)
        for _ in range(3)
    ]
    return [each.recording for each in made if each.recording]


def states(session: Session) -> list[str]:
    session.expire_all()
    return [each.value for each in session.scalars(select(Recording.state).order_by(Recording.id))]


def test_one_is_released_and_the_others_stay(
    session: Session, desk: FlaskClient, waiting: list[Recording]
) -> None:
    assert "3 recordings wait for their basis" in desk.get("/import").text
    assert desk.get(ADDRESS).text.count('name="recording"') == 3
    number = waiting[1].id
    data = {"which": "chosen", "recording": number, "basis": "notice"}
    assert desk.post(ADDRESS, data=data).status_code == 303
    assert states(session) == ["quarantined", "waiting", "quarantined"]
    assert bases_by_source(session) == {}
    rows = session.scalars(select(AuditRow).where(AuditRow.act == "recording.release")).all()
    assert [(row.subject_id, row.after) for row in rows] == [(number, {"basis": "notice"})]


def test_all_are_released_and_their_source_remembered(
    session: Session, desk: FlaskClient, waiting: list[Recording]
) -> None:
    desk.post(ADDRESS, data={"which": "all", "basis": "contract", "remember": "y"})
    assert states(session) == ["waiting"] * len(waiting)
    assert bases_by_source(session) == {"desk": "contract"}
    assert "Nothing in quarantine" in desk.get(ADDRESS).text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"which": "chosen", "basis": "notice"}, "Choose at least one recording"),
        ({"which": "chosen", "basis": "notice", "recording": "x"}, "Choose at least one recording"),
        ({"which": "all", "basis": ""}, "Choose the basis."),
    ],
)
def test_nothing_is_released_without_a_choice_and_a_basis(
    session: Session, desk: FlaskClient, waiting: list[Recording], data: dict[str, str], words: str
) -> None:
    answer = desk.post(ADDRESS, data=data)
    assert answer.status_code == 422
    assert words in answer.text
    assert states(session) == [RecordingState.QUARANTINED.value] * len(waiting)
