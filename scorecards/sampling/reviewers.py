"""Reads who may review the work of a draw, and what each may not be given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from qa_app.core.permissions import Permission, Role
from qa_app.people.actor import actor_of
from qa_app.people.models import Team, User
from qa_app.people.queries import people_who_can, people_with_role
from scorecards.absences.days import Away
from scorecards.absences.queries import absences_of
from scorecards.absences.zones import zones_of
from scorecards.sampling.assigning import Reviewer
from scorecards.sampling.plan_document import PlanDocument
from scorecards.sampling.population import agent_key


@dataclass(frozen=True, slots=True)
class Staff:
    """Who shares the work of a plan, the user id behind each name, and the zone of their days."""

    reviewers: Sequence[Reviewer]
    user_ids: Mapping[str, int]
    zones: Mapping[str, ZoneInfo]


def staff_of(session: Session, plan: PlanDocument, *, on: date) -> Staff:
    """The plan's reviewers or, where it names none, everybody with the role of reviewer.

    Where nobody has that role yet, those who may review otherwise (QA managers) do the work. Named
    people who may not review, or not sign in, get none. Absences are those from the day `on`.
    """
    shares = {entry.reviewer.casefold(): entry.share for entry in plan.reviewers}
    teams = {team.id: team.name for team in session.scalars(select(Team))}
    people = [
        user for user in _people(session) if not shares or (user.email or "").casefold() in shares
    ]
    if not shares:
        people = people_with_role(session, Role.REVIEWER) or people
    away = absences_of(session, [user.id for user in people], since=on)
    zones = zones_of(session, people)
    return Staff(
        [_reviewer(user, teams, shares, away.get(user.id, ())) for user in people],
        {name_of(user): user.id for user in people},
        {name_of(user): zones[user.id] for user in people},
    )


def name_of(user: User) -> str:
    """What names a reviewer alike on every database; those without an address go by number."""
    return user.email or f"#{user.id}"


def _people(session: Session) -> list[User]:
    found = people_who_can(session, Permission.REVIEW)
    ids = [user.id for user in found]
    # Grants are read for each of them below; one query instead of one a person.
    session.scalars(select(User).where(User.id.in_(ids)).options(selectinload(User.grants))).all()
    return found


def _reviewer(
    user: User,
    teams: Mapping[int, str],
    shares: Mapping[str, float],
    absences: tuple[Away, ...],
) -> Reviewer:
    covered = actor_of(user).teams_with(Permission.REVIEW)
    own = {user.team_id, *(g.team_id for g in user.grants if g.role is Role.TEAM_LEAD)}
    return Reviewer(
        name=name_of(user),
        share=shares.get((user.email or "").casefold(), 1.0),
        agent=agent_key(user.external_id, user.id),
        teams=frozenset(teams[team] for team in own if team is not None),
        covers=None if covered is None else frozenset(teams[team] for team in covered),
        absences=absences,
    )
