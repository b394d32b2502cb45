"""An answer that found no interaction is assigned by a person, and taken off again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.audit import AuditRow
from qa_app.core.permissions import Role
from qa_app.people.models import User
from tests.factories.intake import make_companion
from tests.factories.interactions import make_interaction
from tests.factories.people import AT, make_team, make_user
from transcription.intake.companions.by_hand import candidates
from transcription.intake.companions.models import Companion
from transcription.interactions.models import Interaction

SignIn = Callable[[User], FlaskClient]
ALL = select(Interaction)


@pytest.fixture
def talks(session: Session) -> list[Interaction]:
    """Three interactions, one of them far away in time."""
    agent = make_user(session, Role.AGENT, make_team(session))
    hours = {"near": -2, "after": 5, "far": -400}
    return [
        make_interaction(session, agent, external_id=name, started_at=AT + timedelta(hours=away))
        for name, away in hours.items()
    ]


def names(found: list[Interaction]) -> list[str]:
    return [each.external_id for each in found]


def test_the_nearest_in_time_come_first_and_any_by_its_id(
    session: Session, talks: list[Interaction]
) -> None:
    companion = session.get_one(Companion, make_companion(session))
    talks[2].customer_ref = "c_9"
    session.flush()
    assert names(candidates(session, ALL, companion, "")) == ["near", "after"]
    assert names(candidates(session, ALL, companion, " fa ")) == ["far"]
    assert names(candidates(session, ALL, companion, "c_9")) == ["far"]
    assert names(candidates(session, ALL, companion, "%")) == []


def test_it_is_assigned_and_taken_off_with_audit_rows(
    session: Session, sign_in: SignIn, talks: list[Interaction]
) -> None:
    client = sign_in(make_user(session, Role.QA_MANAGER))
    number, talk = make_companion(session), talks[0]
    here = f"/import/unjoined/{number}"
    assert here in client.get("/import/unjoined").get_data(as_text=True)
    client.post(f"{here}/assign", data={"interaction": str(talk.id)})
    companion = session.get_one(Companion, number)
    session.refresh(companion), session.refresh(talk)
    assert (companion.interaction_id, companion.joined_by, talk.csat) == (talk.id, "hand", 4)
    assert "assigned by hand" in client.get(f"/interactions/{talk.id}").get_data(as_text=True)
    assert "Take it off again" in client.get(here).get_data(as_text=True)
    client.post(f"{here}/take-off")
    session.refresh(companion), session.refresh(talk)
    assert (companion.interaction_id, companion.joined_by, talk.csat) == (None, None, None)
    acts = session.scalars(
        select(AuditRow.act).where(AuditRow.subject_type == "companion").order_by(AuditRow.id)
    ).all()
    assert acts == ["companion.assign", "companion.take_off"]


def test_what_was_joined_by_itself_is_not_taken_off(
    session: Session, sign_in: SignIn, talks: list[Interaction]
) -> None:
    client = sign_in(make_user(session, Role.QA_MANAGER))
    companion = session.get_one(Companion, make_companion(session))
    companion.interaction_id, companion.joined_by = talks[0].id, "id"
    session.flush()
    assert client.get(f"/import/unjoined/{companion.id}").status_code == 404
    assert client.post(f"/import/unjoined/{companion.id}/take-off").status_code == 404
