"""The calendar of each team: working weekdays, zone and holidays, read and kept."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import available_timezones

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import Refused
from qa_app.core.text import clean
from qa_app.people.models import Team
from scorecards.answering.models import Holiday, TeamCalendar
from scorecards.answering.working_days import WorkingDays

GENERAL = "all"
WORK_WEEK = (0, 1, 2, 3, 4)
MOST = 2_000
"""Holidays of one calendar."""


def calendar_of(session: Session, team_id: int | None) -> WorkingDays:
    """The calendar that holds for a team; None: the general one."""
    return calendars_for(session, [team_id])[team_id]


def calendars_for(
    session: Session, team_ids: Iterable[int | None]
) -> Mapping[int | None, WorkingDays]:
    """Calendars by team: its own weekdays and zone before the general ones, holidays of both."""
    wanted = set(team_ids)
    keys = {GENERAL, *(_key(team_id) for team_id in wanted)}
    rows = {
        row.key: row
        for row in session.scalars(select(TeamCalendar).where(TeamCalendar.key.in_(keys)))
    }
    free: dict[str, set[date]] = {key: set() for key in keys}
    for key, day in session.execute(select(Holiday.key, Holiday.day).where(Holiday.key.in_(keys))):
        free[key].add(day)
    zone = session.info["settings"].time_zone
    return {
        team_id: _merged(rows.get(_key(team_id)), rows.get(GENERAL), zone,
                         free[GENERAL] | free[_key(team_id)])
        for team_id in wanted
    }  # fmt: skip


def _merged(
    own: TeamCalendar | None, general: TeamCalendar | None, zone: str, free: Collection[date]
) -> WorkingDays:
    row = own or general
    weekdays = WORK_WEEK if row is None else row.weekdays
    named = (own and own.zone) or (general and general.zone) or zone
    return WorkingDays(frozenset(weekdays), frozenset(free), named)


def kept_calendar(session: Session, team: Team | None) -> TeamCalendar | None:
    """The row of a team, or the general one."""
    key = _key(team.id if team else None)
    return session.scalar(select(TeamCalendar).where(TeamCalendar.key == key))


def holidays_of(session: Session, team: Team | None) -> Sequence[Holiday]:
    """The days of a team and those of all, by day; None: those of all alone."""
    keys = {GENERAL, _key(team.id if team else None)}
    query = select(Holiday).where(Holiday.key.in_(keys))
    return session.scalars(query.order_by(Holiday.day, Holiday.id)).all()


def keep_calendar(
    session: Session,
    team: Team | None,
    *,
    weekdays: Collection[int],
    zone: str | None,
    by: int | None,
    at: datetime,
    actor: str | None = None,
) -> TeamCalendar:
    """Keep a team's weekdays and zone (None: as the installation's); running clocks stay.

    Refused without any weekday and for an unknown zone.
    """
    days = sorted(set(weekdays))
    if not days or any(day not in range(7) for day in days):
        raise Refused(_("Choose at least one day of the week."), field="weekdays")
    if zone and zone not in available_timezones():
        raise Refused(_("Choose a time zone such as Europe/Berlin."), field="zone")
    row = kept_calendar(session, team)
    before = None if row is None else {"weekdays": row.weekdays, "zone": row.zone}
    if row is None:
        team_id = team.id if team else None
        row = TeamCalendar(key=_key(team_id), team_id=team_id)
        session.add(row)
    row.weekdays, row.zone = list(days), zone or None
    row.changed_by, row.changed_at = by, at
    session.flush()
    after = {"weekdays": row.weekdays, "zone": row.zone}
    subject = ("team_calendar", row.id)
    record(session, "calendar.keep", subject, by=by, at=at, actor=actor, before=before, after=after)
    return row


def add_holidays(
    session: Session,
    team: Team | None,
    days: Mapping[date, str],
    *,
    by: int | None,
    at: datetime,
    actor: str | None = None,
) -> int:
    """Add days without work, leave those that are there; how many were new. Refused: too many."""
    key = _key(team.id if team else None)
    known = set(session.scalars(select(Holiday.day).where(Holiday.key == key)))
    new = {day: name for day, name in sorted(days.items()) if day not in known}
    if len(known) + len(new) > MOST:
        raise Refused(_("A calendar holds at most %(most)s days.", most=f"{MOST:,}"), field="days")
    for day, name in new.items():
        named = clean(name, lines=False)[:200]
        session.add(Holiday(key=key, team_id=team.id if team else None, day=day, name=named))
    session.flush()
    if new:
        after = {"calendar": key, "days": [day.isoformat() for day in new]}
        subject = ("team", team.id if team else None)
        record(session, "holiday.add", subject, by=by, at=at, actor=actor, after=after)
    return len(new)


def remove_holiday(session: Session, holiday: Holiday, *, by: int, at: datetime) -> None:
    """Take a day out of its calendar."""
    before = {"calendar": holiday.key, "day": holiday.day.isoformat(), "name": holiday.name}
    subject = ("team", holiday.team_id)
    record(session, "holiday.remove", subject, by=by, at=at, before=before)
    session.delete(holiday)
    session.flush()


def _key(team_id: int | None) -> str:
    return GENERAL if team_id is None else f"team:{team_id}"
