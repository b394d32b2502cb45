"""Reads of people and teams."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session, joinedload

from qa_app.core.permissions import Permission, Role, roles_with
from qa_app.people.models import Grant, Team, User


@dataclass(frozen=True)
class TeamSummary:
    """A team with how many active agents it has and who leads it."""

    team: Team
    agents: int
    leads: tuple[str, ...]


def team_summaries(session: Session) -> list[TeamSummary]:
    """All teams by name; whoever leads all teams is not named in each."""
    agents = dict(
        session.execute(
            select(User.team_id, func.count(User.id.distinct()))
            .join(Grant, Grant.user_id == User.id)
            .where(Grant.role == Role.AGENT, User.active.is_(True))
            .group_by(User.team_id)
        ).all()
    )
    leads: dict[int | None, list[str]] = {}
    for team_id, name in session.execute(
        select(Grant.team_id, User.name)
        .join(User, Grant.user_id == User.id)
        .where(Grant.role == Role.TEAM_LEAD, Grant.team_id.is_not(None), User.active.is_(True))
        .order_by(User.name)
    ):
        leads.setdefault(team_id, []).append(name)
    return [
        TeamSummary(team, agents.get(team.id, 0), tuple(leads.get(team.id, ())))
        for team in all_teams(session)
    ]


# Every request asks this; to put it together takes longer than to run it.
_WITH_GRANTS = (
    select(User)
    .where(User.id == bindparam("user"))
    .options(joinedload(User.grants), joinedload(User.team))
)


def user_with_grants(session: Session, user_id: int) -> User | None:
    """A user with team and roles loaded."""
    return session.scalars(_WITH_GRANTS, {"user": user_id}).unique().one_or_none()


def user_by_email(session: Session, email: str) -> User | None:
    """The user who signs in with that address."""
    return session.scalar(select(User).where(User.email == email.strip().lower()))


def all_teams(session: Session, within: Collection[int] | None = None) -> Sequence[Team]:
    """All teams by name, or only those with the ids in `within` (see Actor.teams_with)."""
    query = select(Team).order_by(Team.name)
    return session.scalars(query if within is None else query.where(Team.id.in_(within))).all()


def people_with_role(session: Session, role: Role, *, team_id: int | None = None) -> list[User]:
    """Active people who hold a role (for the team or for all), by name."""
    return _active_with(session, [role], team_id)


def people_who_can(
    session: Session, permission: Permission, *, team_id: int | None = None
) -> list[User]:
    """Active people who hold a permission for a team, by name."""
    return _active_with(session, roles_with(permission), team_id)


def agents_of_teams(session: Session, team_ids: frozenset[int] | None) -> list[User]:
    """People who are agents in the given teams (None: in any), by name."""
    query = select(User).where(User.id.in_(_holders([Role.AGENT])))
    if team_ids is not None:
        query = query.where(User.team_id.in_(team_ids))
    return list(session.scalars(query.order_by(User.name, User.id)))


def _active_with(session: Session, roles: Collection[Role], team_id: int | None) -> list[User]:
    holders = _holders(roles)
    if team_id is not None:
        holders = holders.where((Grant.team_id == team_id) | (Grant.team_id.is_(None)))
    query = select(User).where(User.id.in_(holders), User.active.is_(True))
    return list(session.scalars(query.order_by(User.name, User.id)))


def _holders(roles: Collection[Role]) -> Select[int]:
    return select(Grant.user_id).where(Grant.role.in_(roles))
