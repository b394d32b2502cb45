"""What lists of teams say."""

from __future__ import annotations

from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from qa_app.people.queries import TeamSummary, team_summaries
from tests.factories.people import make_team, make_user


def test_teams_with_their_agents_and_leads(session: Session) -> None:
    south, north = make_team(session, "South"), make_team(session, "North")
    make_user(session, Role.AGENT, south)
    make_user(session, Role.AGENT, south)
    make_user(session, Role.AGENT, south, active=False)
    make_user(session, Role.REVIEWER, south)
    for name in ("Zoe", "Ben"):
        make_user(session, Role.TEAM_LEAD, south, name=name)
    make_user(session, Role.TEAM_LEAD)
    assert team_summaries(session) == [
        TeamSummary(north, 0, ()),
        TeamSummary(south, 2, ("Ben", "Zoe")),
    ]
