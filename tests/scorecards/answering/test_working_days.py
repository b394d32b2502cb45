"""Working days are counted as a person counts them on a calendar."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecards.answering.working_days import (
    add_working_days,
    days_left,
    is_working_day,
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
