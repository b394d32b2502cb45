"""In whose time zone a day away begins: that of the team's calendar, else the general one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from qa_app.people.models import User
from scorecards.answering.calendars import calendar_of, calendars_for


def zones_of(session: Session, people: Iterable[User]) -> Mapping[int, ZoneInfo]:
    """The zone of each person's days, by their id."""
    teams = {user.id: _team_of(user) for user in people}
    calendars = calendars_for(session, teams.values())
    return {number: ZoneInfo(calendars[team].zone) for number, team in teams.items()}


def zone_of(session: Session, person: User) -> ZoneInfo:
    """The zone of one person's days."""
    return zones_of(session, [person])[person.id]


def centre_zone(session: Session) -> ZoneInfo:
    """The zone of days that concern everybody, such as those of a draw."""
    return ZoneInfo(calendar_of(session, None).zone)


def centre_day(session: Session, at: datetime) -> date:
    """Which day it is in the centre."""
    return at.astimezone(centre_zone(session)).date()


def _team_of(person: User) -> int | None:
    """The team that they belong to, or the only one that they work for; None: of several or all."""
    if person.team_id is not None:
        return person.team_id
    teams = {grant.team_id for grant in person.grants}
    return teams.pop() if len(teams) == 1 else None
