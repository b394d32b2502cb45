"""Who sees which interactions and hears which recordings."""

from __future__ import annotations

from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from qa_app.people.actor import actor_of
from qa_app.people.models import User
from tests.factories.interactions import make_interaction
from tests.factories.people import make_team, make_user
from tests.transcription.transcripts.sounds import encoded, tone
from transcription.interactions import policies
from transcription.interactions.models import Interaction, Recording
from transcription.interactions.policies import (
    also_heard_by,
    interactions_in_scope,
    may_play,
    recordings_in_hearing,
)


def seen(session: Session, user: User) -> list[str]:
    rows = session.scalars(interactions_in_scope(actor_of(user)))
    return sorted(row.external_id for row in rows)


def heard(session: Session, user: User) -> list[int]:
    return sorted(
        row.interaction_id for row in session.scalars(recordings_in_hearing(actor_of(user)))
    )


def test_scopes_follow_teams(session: Session) -> None:
    blue, red = make_team(session), make_team(session)
    for name, team in (("blue", blue), ("red", red)):
        make_interaction(session, make_user(session, Role.AGENT, team), external_id=name)
    assert seen(session, make_user(session, Role.QA_MANAGER)) == ["blue", "red"]
    assert seen(session, make_user(session, Role.REVIEWER, red)) == ["red"]
    assert seen(session, make_user(session, Role.TEAM_LEAD, blue)) == ["blue"]
    assert seen(session, make_user(session, Role.ADMIN)) == []
    assert seen(session, make_user(session, Role.AGENT, blue)) == []


def test_a_room_above_may_open_recordings_but_not_quarantined_ones(session: Session) -> None:
    agent = make_user(session, Role.AGENT, make_team(session))
    sound = encoded([tone(0.3)])
    free = make_interaction(session, agent, (), channel="phone", audio=sound)
    make_interaction(session, agent, (), channel="phone", audio=sound, basis=None)
    assert heard(session, agent) == []
    before = list(policies._also_heard)
    also_heard_by(lambda actor: Interaction.agent_id == actor.id)
    try:
        assert heard(session, agent) == [free.id]
    finally:
        policies._also_heard[:] = before
    assert session.query(Recording).count() == 2


def test_playing_is_off_unless_set_or_demo() -> None:
    cases = [(False, False), (False, True), (True, False), (True, True)]
    assert [may_play(*case) for case in cases] == [False, True, True, True]
