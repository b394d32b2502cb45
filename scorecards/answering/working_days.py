"""Counts working days as a team's calendar has them, for every clock of release and disputes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkingDays:
    """The weekdays on which a team works (Monday is 0), its holidays, and where its clocks are."""

    weekdays: frozenset[int] = frozenset(range(5))
    holidays: frozenset[date] = frozenset()
    zone: str = "UTC"


MONDAY_TO_FRIDAY = WorkingDays()


def is_working_day(day: date, calendar: WorkingDays = MONDAY_TO_FRIDAY) -> bool:
    """Whether the team works on that day."""
    return day.weekday() in calendar.weekdays and day not in calendar.holidays


def add_working_days(day: date, count: int, calendar: WorkingDays = MONDAY_TO_FRIDAY) -> date:
    """The `count`-th working day after `day`, which itself never counts; ValueError below 1."""
    if count < 1:
        raise ValueError("a window has at least one working day")
    if not calendar.weekdays:
        raise ValueError("a team works on at least one day of the week")
    while count:
        day += ONE_DAY
        count -= is_working_day(day, calendar)
    return day


def working_days_after(day: date, last: date, calendar: WorkingDays = MONDAY_TO_FRIDAY) -> int:
    """How many working days lie after `day` up to and with `last`; 0 where `last` is past."""
    if last <= day:
        return 0
    weeks, rest = divmod((last - day).days, 7)
    tail = (day + timedelta(days=weeks * 7 + step) for step in range(1, rest + 1))
    inside = weeks * len(calendar.weekdays) + sum(d.weekday() in calendar.weekdays for d in tail)
    free = (d for d in calendar.holidays if day < d <= last and d.weekday() in calendar.weekdays)
    return inside - sum(1 for _ in free)


def window_end(
    start: datetime, count: int, zone: str, calendar: WorkingDays = MONDAY_TO_FRIDAY
) -> datetime:
    """The last minute (23:59 in `zone`) of the `count`-th working day after `start`, in UTC."""
    here = ZoneInfo(zone)
    last = add_working_days(start.astimezone(here).date(), count, calendar)
    return datetime.combine(last, time(23, 59), here).astimezone(UTC)


def days_left(
    now: datetime, end: datetime, zone: str, calendar: WorkingDays = MONDAY_TO_FRIDAY
) -> int:
    """Working days after today until the day of `end`, both as the calendar of `zone` has them."""
    here = ZoneInfo(zone)
    today, last = now.astimezone(here).date(), end.astimezone(here).date()
    return working_days_after(today, last, calendar)


def next_slot(
    after: datetime, weekday: int | None, clock: time, calendar: WorkingDays = MONDAY_TO_FRIDAY
) -> datetime:
    """The next moment after `after` at `clock` in the calendar's zone, in UTC.

    On `weekday` (0 is Monday), or where that is None on every working day. A slot that falls on a
    day without work moves on to the next working day.
    """
    here = ZoneInfo(calendar.zone)
    day = after.astimezone(here).date()
    while True:
        if weekday is None or day.weekday() == weekday:
            found = day
            while not is_working_day(found, calendar):
                found += ONE_DAY
            moment = datetime.combine(found, clock, here).astimezone(UTC)
            if moment > after:
                return moment
        day += ONE_DAY
