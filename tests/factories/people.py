"""Teams and people for tests."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from qa_app.people.accounts import add_team, add_user
from qa_app.people.models import Team, User

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
_number = count(1)


def make_team(session: Session, name: str | None = None) -> Team:
    """A team; its name is made up where none is given."""
    return add_team(session, name or f"Team {next(_number)}", by=None, at=AT)


def make_user(
    session: Session,
    role: Role,
    team: Team | None = None,
    *,
    name: str | None = None,
    active: bool = True,
) -> User:
    """A person with one role, for the team where one is given, else for all."""
    number = next(_number)
    is_agent = role is Role.AGENT
    return add_user(
        session,
        name=name or f"{role.value.replace('_', ' ').title()} {number}",
        email=f"person-{number}@example.com",
        external_id=f"agent-{number}" if is_agent else None,
        team=team if is_agent else None,
        roles=((role, team.id if team else None),),
        active=active,
        by=None,
        at=AT,
        actor="test",
    )
