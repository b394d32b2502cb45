"""Brings teams, agents, leads and reviewers in from a list, person by person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from qa_app.core.audit import record
from qa_app.core.permissions import Role
from qa_app.people.accounts import add_team, add_user, find_team, set_grants
from qa_app.people.models import Team, User
from transcription.intake.refusals import Refusal
from transcription.intake.teams_csv import TeamRow, read

RoleIn = tuple[Role, int | None]


@dataclass(slots=True)
class TeamImport:
    """What became of the rows: accepted = added + changed + unchanged."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    teams: int = 0
    refusals: list[Refusal] = field(default_factory=list)

    @property
    def accepted(self) -> int:
        """Rows that were taken."""
        return self.added + self.changed + self.unchanged


def import_teams(
    session: Session, stream: BinaryIO, *, by: int | None, at: datetime, actor: str | None = None
) -> TeamImport:
    """Add who is missing, move and enrich who is known; nobody is removed, no role is taken away.

    A person is known by agent id, else by email. Raises FileRefused if the file is no such list.
    Importing the same file again changes nothing.
    """
    found = TeamImport()
    for row in read(stream):
        if isinstance(row, Refusal):
            found.refusals.append(row)
            continue
        refusal = _take(session, row, found, by=by, at=at, actor=actor)
        if refusal is not None:
            found.refusals.append(refusal)
    return found


def _take(
    session: Session,
    row: TeamRow,
    found: TeamImport,
    *,
    by: int | None,
    at: datetime,
    actor: str | None,
) -> Refusal | None:
    user, other = _user(session, row.agent_id, None), _user(session, None, row.email)
    if user is not None and other is not None and user.id != other.id:
        message = "belongs to somebody else already"
        return Refusal(row.line, None, "email", message)
    user = user or other
    if user is not None and row.agent_id and user.external_id not in {None, row.agent_id}:
        return Refusal(row.line, None, "agent_id", "is not the one that this email has here")
    team = _team(session, row.team, found, by=by, at=at)
    roles = _roles(row, team)
    if user is None:
        add_user(
            session, name=row.name or row.agent_id or str(row.email), email=row.email,
            external_id=row.agent_id, team=team if row.agent_id else None, roles=tuple(roles),
            by=by, at=at, actor=actor,
        )  # fmt: skip
        found.added += 1
    else:
        has_changed = _enrich(session, user, row, team, roles, by=by, at=at)
        found.changed += has_changed
        found.unchanged += not has_changed
    if row.lead_email:
        _make_lead(session, row.lead_email, team, by=by, at=at, actor=actor)
    return None


def _roles(row: TeamRow, team: Team) -> list[RoleIn]:
    roles: list[RoleIn] = [(Role.AGENT, team.id)] if row.agent_id else []
    return [*roles, (Role.REVIEWER, team.id)] if row.reviewer else roles


def _enrich(
    session: Session,
    user: User,
    row: TeamRow,
    team: Team,
    roles: list[RoleIn],
    *,
    by: int | None,
    at: datetime,
) -> bool:
    """Give a known person what the list says more of them; whether anything changed."""
    before = {"team": user.team_id, "external_id": user.external_id, "name": user.name}
    had_email, had_active = user.email, user.active
    user.external_id = user.external_id or row.agent_id
    user.email = user.email or row.email
    user.team_id = team.id if row.agent_id else user.team_id
    # An import names an agent by their id until somebody knows their name.
    user.name = row.name if row.name and user.name == user.external_id else user.name
    user.active = True
    session.flush()
    after = {"team": user.team_id, "external_id": user.external_id, "name": user.name}
    has_new_roles = _add_roles(session, user, roles, by=by, at=at)
    if before == after and had_email == user.email and had_active:
        return has_new_roles
    record(session, "user.import", ("user", user.id), by=by, at=at, before=before, after=after)
    return True


def _add_roles(
    session: Session, user: User, roles: list[RoleIn], *, by: int | None, at: datetime
) -> bool:
    """Add roles; an agent's role follows to the new team. Whether anything changed."""
    held: set[RoleIn] = {(grant.role, grant.team_id) for grant in user.grants}
    moves = any(role is Role.AGENT for role, _ in roles)
    kept = {each for each in held if not (moves and each[0] is Role.AGENT)}
    wanted = kept | set(roles)
    if wanted == held:
        return False
    ordered = sorted(wanted, key=lambda each: (each[0].value, each[1] or 0))
    set_grants(session, user, tuple(ordered), by=by, at=at)
    return True


def _make_lead(
    session: Session, email: str, team: Team, *, by: int | None, at: datetime, actor: str | None
) -> None:
    lead = _user(session, None, email)
    role: RoleIn = (Role.TEAM_LEAD, team.id)
    if lead is None:
        name = email.split("@", maxsplit=1)[0]
        add_user(session, name=name, email=email, roles=(role,), by=by, at=at, actor=actor)
    else:
        _add_roles(session, lead, [role], by=by, at=at)


def _team(session: Session, name: str, found: TeamImport, *, by: int | None, at: datetime) -> Team:
    team = find_team(session, name)
    if team is None:
        team = add_team(session, name, by=by, at=at)
        found.teams += 1
    return team


def _user(session: Session, external_id: str | None, email: str | None) -> User | None:
    if external_id is None and email is None:
        return None
    wanted = User.external_id == external_id if external_id else User.email == email
    return session.scalar(select(User).where(wanted).options(selectinload(User.grants)))
