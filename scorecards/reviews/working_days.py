"""Counts working days, for the clocks of disputes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SATURDAY = 5
ONE_DAY = timedelta(days=1)


def is_working_day(day: date) -> bool:
    """Monday to Friday; public holidays are not known and count as working days."""
    return day.weekday() < SATURDAY


def add_working_days(day: date, count: int) -> date:
    """The `count`-th working day after `day`, which itself never counts; ValueError below 1."""
    if count < 1:
        raise ValueError("a window has at least one working day")
    while count:
        day += ONE_DAY
        count -= is_working_day(day)
    return day


def working_days_after(day: date, last: date) -> int:
    """How many working days lie after `day` up to and with `last`; 0 where `last` is past."""
    if last <= day:
        return 0
    weeks, rest = divmod((last - day).days, 7)
    tail = (day + timedelta(days=weeks * 7 + step) for step in range(1, rest + 1))
    return weeks * SATURDAY + sum(map(is_working_day, tail))


def window_end(start: datetime, count: int, zone: str) -> datetime:
    """The last minute (23:59 in `zone`) of the `count`-th working day after `start`, in UTC."""
    here = ZoneInfo(zone)
    last = add_working_days(start.astimezone(here).date(), count)
    return datetime.combine(last, time(23, 59), here).astimezone(UTC)


def days_left(now: datetime, end: datetime, zone: str) -> int:
    """Working days after today until the day of `end`, both as the calendar of `zone` has them."""
    here = ZoneInfo(zone)
    return working_days_after(now.astimezone(here).date(), end.astimezone(here).date())
