"""Says which period a draw speaks for: the last full week, month or stretch of days."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from scorecards.sampling.plan_document import Every

FIRST_DAY = date(2024, 1, 1)
"""A Monday; stretches of N days are counted from it, so that everybody counts alike."""


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` to just before `end`, both aware."""

    start: datetime
    end: datetime

    def contains(self, moment: datetime) -> bool:
        """Whether the moment lies in the period."""
        return self.start <= moment < self.end


def last_full(every: Every, at: datetime, zone: ZoneInfo) -> Period:
    """The last week (Monday to Sunday), month or stretch of N days that is over at `at`.

    Days begin at midnight in `zone`.
    """
    today = at.astimezone(zone).date()
    if every.unit == "month":
        end = today.replace(day=1)
        return between((end - timedelta(days=1)).replace(day=1), end, zone)
    length = 7 if every.unit == "week" else every.days or 7
    end = FIRST_DAY + (today - FIRST_DAY) // timedelta(days=length) * timedelta(days=length)
    return between(end - timedelta(days=length), end, zone)


def between(first: date, after_last: date, zone: ZoneInfo) -> Period:
    """From midnight of the first day to midnight of the day after the last one, in `zone`."""
    return Period(_midnight(first, zone), _midnight(after_last, zone))


def seed_for(title: str, period: Period) -> int:
    """The seed of a draw that nobody gave one for: the first 48 bits of a SHA-256.

    It is taken over the plan's title, the period's start and its end (ISO 8601, UTC), joined by
    line ends, so that anybody can work it out and nobody can choose it.
    """
    ends = (moment.astimezone(UTC).isoformat() for moment in (period.start, period.end))
    digest = hashlib.sha256("\n".join([title, *ends]).encode()).digest()
    return int.from_bytes(digest[:6], "big")


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
