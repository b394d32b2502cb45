"""Working days are counted as a person counts them on a calendar."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecards.answering.working_days import (
    WorkingDays,
    add_working_days,
    days_left,
    is_working_day,
    next_slot,
    window_end,
    working_days_after,
)

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
COUNTS = st.integers(1, 60)


def test_seven_days_after_a_monday_end_on_the_wednesday_of_next_week() -> None:
    assert add_working_days(date(2026, 11, 16), 7) == date(2026, 11, 25)


@pytest.mark.parametrize("day", [date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 22)])
def test_first_working_day_after_friday_and_weekend_is_monday(day: date) -> None:
    assert add_working_days(day, 1) == date(2026, 11, 23)


def test_window_ends_with_the_day_where_people_work() -> None:
    # Released on Monday 23:30 UTC, which is Tuesday half past midnight in Berlin.
    start = datetime(2026, 11, 16, 23, 30, tzinfo=UTC)
    assert window_end(start, 1, "UTC") == datetime(2026, 11, 17, 23, 59, tzinfo=UTC)
    assert window_end(start, 1, "Europe/Berlin") == datetime(2026, 11, 18, 22, 59, tzinfo=UTC)


def test_five_of_seven_days_are_left_on_wednesday() -> None:
    end = window_end(datetime(2026, 11, 16, 9, tzinfo=UTC), 7, "Europe/Berlin")
    assert days_left(datetime(2026, 11, 18, 9, tzinfo=UTC), end, "Europe/Berlin") == 5
    assert days_left(end + timedelta(days=3), end, "Europe/Berlin") == 0


def test_a_window_of_no_days_is_an_error() -> None:
    with pytest.raises(ValueError):
        add_working_days(date(2026, 11, 16), 0)


@given(DAYS, COUNTS)
def test_the_end_is_a_working_day_with_just_that_many_before_it(day: date, count: int) -> None:
    end = add_working_days(day, count)
    assert is_working_day(end)
    assert working_days_after(day, end) == count
    assert working_days_after(day, end - timedelta(days=1)) == count - 1


@given(DAYS, st.integers(-20, 400))
def test_counting_in_weeks_equals_counting_day_by_day(day: date, length: int) -> None:
    last = day + timedelta(days=length)
    one_by_one = sum(is_working_day(day + timedelta(days=n)) for n in range(1, length + 1))
    assert working_days_after(day, last) == one_by_one


@given(DAYS, COUNTS, COUNTS)
def test_windows_add_up(day: date, first: int, second: int) -> None:
    halfway = add_working_days(day, first)
    assert add_working_days(halfway, second) == add_working_days(day, first + second)


WEEK = WorkingDays(frozenset({1, 2, 3, 4, 5}), frozenset({date(2026, 12, 25)}), "Europe/Berlin")
"""Tuesday to Saturday, without Christmas Day (a Friday)."""


def test_holidays_and_own_weekdays_do_not_count() -> None:
    # Thursday 24: then Saturday 26, Tuesday 29 and Wednesday 30.
    assert add_working_days(date(2026, 12, 24), 3, WEEK) == date(2026, 12, 30)
    assert working_days_after(date(2026, 12, 24), date(2026, 12, 30), WEEK) == 3
    end = window_end(datetime(2026, 12, 24, 9, tzinfo=UTC), 1, WEEK.zone, WEEK)
    assert end == datetime(2026, 12, 26, 22, 59, tzinfo=UTC)
    assert days_left(datetime(2026, 12, 24, 9, tzinfo=UTC), end, WEEK.zone, WEEK) == 1


def test_a_team_that_never_works_is_an_error() -> None:
    with pytest.raises(ValueError):
        add_working_days(date(2026, 11, 16), 1, WorkingDays(frozenset()))


CALENDARS = st.builds(
    WorkingDays,
    st.frozensets(st.integers(0, 6), min_size=1),
    st.frozensets(st.dates(date(2026, 1, 1), date(2026, 6, 30)), max_size=30),
)


@given(CALENDARS, st.dates(date(2025, 12, 1), date(2026, 7, 31)), st.integers(0, 200))
def test_counting_with_any_calendar_equals_counting_day_by_day(
    calendar: WorkingDays, day: date, length: int
) -> None:
    last = day + timedelta(days=length)
    days = (day + timedelta(days=n) for n in range(1, length + 1))
    assert working_days_after(day, last, calendar) == sum(
        is_working_day(each, calendar) for each in days
    )


@pytest.mark.parametrize(
    ("after", "weekday", "found"),
    [
        # Winter time: 9:00 in Berlin is 8:00 UTC.
        (datetime(2026, 12, 23, 7, 59, tzinfo=UTC), None, datetime(2026, 12, 23, 8, tzinfo=UTC)),
        (datetime(2026, 12, 23, 8, tzinfo=UTC), None, datetime(2026, 12, 24, 8, tzinfo=UTC)),
        # The Friday is a holiday, so it is the Saturday after it.
        (datetime(2026, 12, 24, 12, tzinfo=UTC), 4, datetime(2026, 12, 26, 8, tzinfo=UTC)),
        # Mondays are free for this team: the Tuesday after.
        (datetime(2026, 12, 24, 12, tzinfo=UTC), 0, datetime(2026, 12, 29, 8, tzinfo=UTC)),
        # After the change to summer time 9:00 is 7:00 UTC.
        (datetime(2027, 3, 29, 12, tzinfo=UTC), 1, datetime(2027, 3, 30, 7, tzinfo=UTC)),
    ],
)
def test_the_next_slot(after: datetime, weekday: int | None, found: datetime) -> None:
    assert next_slot(after, weekday, time(9), WEEK) == found


@given(CALENDARS, st.integers(0, 180 * 24 * 60), st.integers(0, 6))
def test_a_slot_lies_ahead_on_a_working_day(
    calendar: WorkingDays, minutes: int, weekday: int
) -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    found = next_slot(moment, weekday, time(9), calendar)
    assert found > moment
    assert is_working_day(found.date(), calendar)
