"""Which period a draw speaks for."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from scorecards.sampling.periods import Period, last_full, seed_for
from scorecards.sampling.plan_document import Every

BERLIN = ZoneInfo("Europe/Berlin")
UTC_ZONE = ZoneInfo("UTC")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("every", "now", "zone", "start", "end"),
    [
        (Every(unit="week"), "2026-03-09T00:00", UTC_ZONE, "2026-03-02T00:00", "2026-03-09T00:00"),
        (Every(unit="week"), "2026-03-08T23:59", UTC_ZONE, "2026-02-23T00:00", "2026-03-02T00:00"),
        # Midnight in Berlin is 23:00 the day before; the clocks go forward on 29 March.
        (Every(unit="week"), "2026-03-08T23:00", BERLIN, "2026-03-01T23:00", "2026-03-08T23:00"),
        (Every(unit="week"), "2026-03-30T09:00", BERLIN, "2026-03-22T23:00", "2026-03-29T22:00"),
        (Every(unit="month"), "2026-03-15T09:00", UTC_ZONE, "2026-02-01T00:00", "2026-03-01T00:00"),
        (Every(unit="month"), "2026-01-01T00:00", UTC_ZONE, "2025-12-01T00:00", "2026-01-01T00:00"),
        # 1 January 2024 + 80 stretches of 10 days is 11 March 2026.
        (
            Every(unit="days", days=10),
            "2026-03-12T09:00",
            UTC_ZONE,
            "2026-03-01T00:00",
            "2026-03-11T00:00",
        ),
    ],
)
def test_the_last_full_period(every: Every, now: str, zone: ZoneInfo, start: str, end: str) -> None:
    assert last_full(every, at(now), zone) == Period(at(start), at(end))


def test_a_period_holds_its_start_and_not_its_end() -> None:
    week = Period(at("2026-03-02T00:00"), at("2026-03-09T00:00"))
    moments = [at("2026-03-01T23:59"), week.start, at("2026-03-08T23:59"), week.end]
    assert [week.contains(moment) for moment in moments] == [False, True, True, False]


def test_a_seed_nobody_gave_can_be_worked_out() -> None:
    week = Period(at("2026-03-02T00:00"), at("2026-03-09T00:00"))
    text = "Weekly\n2026-03-02T00:00:00+00:00\n2026-03-09T00:00:00+00:00"
    assert seed_for("Weekly", week) == int(hashlib.sha256(text.encode()).hexdigest()[:12], 16)
