"""Puts the demo's people into the database, with their teams and roles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from qa_app.demo.people import ADMIN, AGENTS, LEADS, MANAGER, REVIEWERS, TEAMS, mail_of
from qa_app.people.accounts import add_team, add_user
from qa_app.people.models import Team, User

EMPLOYED_BEFORE = timedelta(weeks=20)


@dataclass(frozen=True, slots=True)
class Staff:
    """The demo's people by name; leads by team."""

    teams: dict[str, Team]
    agents: dict[str, User]
    reviewers: dict[str, User]
    leads: dict[str, User]
    manager: User
    admin: User

    @property
    def users(self) -> Sequence[User]:
        """Everybody."""
        people = (*self.agents.values(), *self.reviewers.values(), *self.leads.values())
        return (*people, self.manager, self.admin)


def add_staff(session: Session, at: datetime) -> Staff:
    """Three teams with their agents and leads, the reviewers, the QA manager and the admin.

    Nobody has a password: one steps in from the front page. Refused where an address is taken.
    """
    since = at - EMPLOYED_BEFORE
    teams = {name: add_team(session, name, by=None, at=since) for name in TEAMS}

    def person(name: str, role: Role, team: Team | None = None, key: str | None = None) -> User:
        grant = (role, team.id if team and role in {Role.AGENT, Role.TEAM_LEAD} else None)
        return add_user(
            session,
            name=name,
            email=mail_of(name),
            external_id=key,
            team=team,
            roles=(grant,),
            by=None,
            at=since,
            actor="demo",
        )

    return Staff(
        teams=teams,
        agents={one.name: person(one.name, Role.AGENT, teams[one.team], one.key) for one in AGENTS},
        reviewers={one.name: person(one.name, Role.REVIEWER) for one in REVIEWERS},
        leads={team: person(name, Role.TEAM_LEAD, teams[team]) for team, name in LEADS.items()},
        manager=person(MANAGER, Role.QA_MANAGER),
        admin=person(ADMIN, Role.ADMIN),
    )
