"""A list of teams brings in agents, leads and reviewers, and changes nothing the second time."""

from __future__ import annotations

from io import BytesIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from qa_app.people.models import User
from tests.factories.people import AT
from transcription.intake.agents import Roster
from transcription.intake.records import AgentRecord
from transcription.intake.teams import TeamImport, import_teams

LIST = """team,agent_id,name,email,lead_email,reviewer
Blue,a-1,Agent One,a1@example.com,lead@example.com,no
Blue,a-2,Agent Two,,lead@example.com,
Red,,Reviewer One,r1@example.com,,yes
Red,a-1,Again,,,
"""


def take(session: Session, text: str) -> TeamImport:
    return import_teams(session, BytesIO(text.encode()), by=None, at=AT, actor="test")


def people(session: Session) -> dict[str, tuple[str | None, str | None, set[tuple[Role, str]]]]:
    teams = {None: "all"}
    found = {}
    for user in session.scalars(select(User)):
        if user.team:
            teams[user.team.id] = user.team.name
        roles = {(grant.role, teams.get(grant.team_id, "?")) for grant in user.grants}
        found[user.name] = (user.external_id, user.email, roles)
    return found


def test_people_teams_and_roles(session: Session) -> None:
    found = take(session, LIST)
    assert (found.added, found.changed, found.teams, len(found.refusals)) == (3, 0, 2, 1)
    who = people(session)
    assert who["Agent One"] == ("a-1", "a1@example.com", {(Role.AGENT, "Blue")})
    assert who["Agent Two"] == ("a-2", None, {(Role.AGENT, "Blue")})
    assert [role for role, _ in who["lead"][2]] == [Role.TEAM_LEAD]
    assert [role for role, _ in who["Reviewer One"][2]] == [Role.REVIEWER]


def test_again_changes_nothing(session: Session) -> None:
    take(session, LIST)
    before = people(session)
    found = take(session, LIST)
    assert (found.added, found.changed, found.unchanged, found.teams) == (0, 0, 3, 0)
    assert people(session) == before


def test_an_agent_made_by_an_import_gets_name_team_and_sign_in(session: Session) -> None:
    roster = Roster(session, create=True, by=None, at=AT)
    made = roster.agent(AgentRecord(id="a-2"))
    assert session.get_one(User, made.id).active is False
    assert take(session, LIST).changed == 1
    user = session.get_one(User, made.id)
    assert (user.name, user.active, user.team.name if user.team else None) == (
        "Agent Two", True, "Blue"
    )  # fmt: skip


def test_two_people_are_not_made_one(session: Session) -> None:
    take(session, LIST)
    found = take(session, "team,agent_id,email\nBlue,a-2,a1@example.com\n")
    assert [str(each) for each in found.refusals] == [
        "line 2: email belongs to somebody else already"
    ]
    found = take(session, "team,agent_id,email\nBlue,a-9,a1@example.com\n")
    assert [str(each) for each in found.refusals] == [
        "line 2: agent_id is not the one that this email has here"
    ]
