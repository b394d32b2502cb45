"""Counts days around absences: who is away when, and when work is due that waits for them; pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, tzinfo

Away = tuple[date, date]
"""First and last day, both included."""
ONE_DAY = timedelta(days=1)


def is_away(absences: Iterable[Away], day: date) -> bool:
    """Whether the day lies in one of the absences."""
    return any(first <= day <= last for first, last in absences)


def away_throughout(absences: Iterable[Away], first: date, last: date) -> bool:
    """Whether no day from `first` to `last` is left on which they are there."""
    spans = list(absences)
    days = (last - first).days + 1
    return all(is_away(spans, first + ONE_DAY * step) for step in range(days))


def overlaps(first: Away, second: Away) -> bool:
    """Whether the two share a day."""
    return first[0] <= second[1] and second[0] <= first[1]


def due_after(at: datetime, days: int, absences: Iterable[Away], zone: tzinfo = UTC) -> datetime:
    """So many days of 24 hours after `at` on which the reviewer is there; days away add none.

    Which day it is, is asked in `zone`; without absences it is `at` plus the days. An absence that
    has ended or begins after the due date changes nothing.
    """
    spans = list(absences)
    while days > 0:
        at += ONE_DAY
        days -= not is_away(spans, at.astimezone(zone).date())
    return at
