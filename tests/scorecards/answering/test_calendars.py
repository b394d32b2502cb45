"""Calendars: the team's own before the general one, holidays of both, what is refused."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.audit import AuditRow
from qa_app.core.errors import Refused
from qa_app.core.permissions import Role
from scorecards.answering.calendars import (
    add_holidays,
    calendar_of,
    calendars_for,
    holidays_of,
    keep_calendar,
    remove_holiday,
)
from scorecards.answering.working_days import WorkingDays
from tests.factories.people import make_team, make_user

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
MAY, XMAS = date(2026, 5, 1), date(2026, 12, 25)


def test_without_any_it_is_monday_to_friday(session: Session) -> None:
    team = make_team(session)
    assert calendar_of(session, team.id) == WorkingDays()
    assert calendar_of(session, None) == WorkingDays()


def test_the_teams_own_week_and_the_holidays_of_both(session: Session) -> None:
    team, other = make_team(session), make_team(session)
    keep_calendar(session, None, weekdays={0, 1}, zone="Europe/Berlin", by=None, at=AT)
    keep_calendar(session, team, weekdays={5}, zone=None, by=None, at=AT)
    add_holidays(session, None, {XMAS: "Christmas"}, by=None, at=AT)
    add_holidays(session, team, {MAY: "Labour"}, by=None, at=AT)
    found = calendars_for(session, [team.id, other.id, None])
    assert found == {
        team.id: WorkingDays(frozenset({5}), frozenset({MAY, XMAS}), "Europe/Berlin"),
        other.id: WorkingDays(frozenset({0, 1}), frozenset({XMAS}), "Europe/Berlin"),
        None: WorkingDays(frozenset({0, 1}), frozenset({XMAS}), "Europe/Berlin"),
    }


def test_days_are_added_once_and_removed(session: Session) -> None:
    team, by = make_team(session), make_user(session, Role.QA_MANAGER)
    assert add_holidays(session, team, {MAY: "a", XMAS: "b"}, by=by.id, at=AT) == 2
    assert add_holidays(session, team, {MAY: "c"}, by=by.id, at=AT) == 0
    first, second = holidays_of(session, team)
    assert [(each.day, each.name) for each in (first, second)] == [(MAY, "a"), (XMAS, "b")]
    remove_holiday(session, first, by=by.id, at=AT)
    assert [each.day for each in holidays_of(session, team)] == [XMAS]
    acts = session.scalars(select(AuditRow.act).where(AuditRow.act.startswith("holiday."))).all()
    assert acts == ["holiday.add", "holiday.remove"]


@pytest.mark.parametrize(
    ("weekdays", "zone", "field"),
    [(set(), None, "weekdays"), ({7}, None, "weekdays"), ({0}, "Nowhere/Town", "zone")],
)
def test_what_is_no_calendar_is_refused(
    session: Session, weekdays: set[int], zone: str | None, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        keep_calendar(session, None, weekdays=weekdays, zone=zone, by=None, at=AT)
    assert refused.value.field == field


def test_a_calendar_holds_only_so_many_days(session: Session) -> None:
    days = {date(2026, 1, 1) + timedelta(days=n): "" for n in range(2_001)}
    with pytest.raises(Refused, match="at most 2,000"):
        add_holidays(session, None, days, by=None, at=AT)
