"""Days around absences: due dates that wait for who is away."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecards.absences.days import away_throughout, due_after, is_away, overlaps

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
DAY = AT.date()


def day(number: int) -> date:
    return DAY + timedelta(days=number)


@pytest.mark.parametrize(
    ("absences", "later"),
    [
        ([], 7),
        ([(day(1), day(3))], 10),
        ([(day(7), day(8))], 9),
        ([(day(8), day(20))], 7),
        ([(day(-5), day(0))], 7),
        ([(day(1), day(3)), (day(2), day(4))], 11),
        ([(day(1), day(3)), (day(9), day(9))], 11),
    ],
)
def test_days_away_are_no_days_until_work_is_due(
    absences: list[tuple[date, date]], later: int
) -> None:
    assert due_after(AT, 7, absences) == AT + timedelta(days=later)


@given(st.integers(1, 30), st.lists(st.tuples(st.integers(-5, 60), st.integers(0, 20)), max_size=4))
def test_nothing_is_due_on_a_day_away(days: int, spans: list[tuple[int, int]]) -> None:
    absences = [(day(start), day(start + length)) for start, length in spans]
    due = due_after(AT, days, absences)
    assert not is_away(absences, due.date())
    there = [AT.date() + timedelta(days=n) for n in range(1, (due - AT).days + 1)]
    assert sum(not is_away(absences, one) for one in there) == days


def test_a_day_away_begins_where_the_reviewer_is() -> None:
    # 23:30 in UTC is half past midnight of the next day in Berlin.
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    away = [(date(2026, 3, 4), date(2026, 3, 4))]
    assert due_after(late, 1, away) == late + timedelta(days=1)
    assert due_after(late, 1, away, ZoneInfo("Europe/Berlin")) == late + timedelta(days=2)


def test_overlap_and_whole_spans() -> None:
    assert overlaps((day(1), day(3)), (day(3), day(5)))
    assert not overlaps((day(1), day(3)), (day(4), day(5)))
    assert away_throughout([(day(0), day(1)), (day(2), day(9))], day(0), day(4))
    assert not away_throughout([(day(0), day(1)), (day(3), day(9))], day(0), day(4))
    assert not away_throughout([], day(0), day(0))
