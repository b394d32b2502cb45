"""Times of tables: how they may be written, which order of day and month fits."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from transcription.intake.mapping.times import UnclearTime, is_time, orders_that_fit, read_moment

NINE = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-05-04T09:30:00Z", "2026-05-04 09:30", "2026-05-04T11:30:00.000+0200",
        "04/05/2026 09:30",
        "04.05.2026 9:30", "4-5-26 9:30 AM", "04/05/2026 09:30:00 (UTC+0)", "4 May 2026 09:30",
        "May 4, 2026 9:30 AM", "Mon, 04 May 2026 09:30:00 +0000", "1777887000", "1777887000000",
        "2026/05/04 09:30:00 UTC", "04/05/2026, 09:30",
    ],
)  # fmt: skip
def test_one_moment_is_read_however_it_is_written(text: str) -> None:
    assert read_moment(text, "day", "UTC") == NINE


def test_the_order_and_the_zone_decide_what_a_date_means() -> None:
    assert read_moment("04/05/2026 09:30", "month", "UTC") == datetime(
        2026, 4, 5, 9, 30, tzinfo=UTC
    )
    assert read_moment("04/05/2026 11:30", "day", "Europe/Berlin") == NINE
    assert read_moment("13/05/2026", None, "UTC") == datetime(2026, 5, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("04/05/2026 09:30", "could have the day or the month first: say which"),
        ("31/02/2026", "is a day or an hour that does not exist in this order"),
        ("2026-05-04 25:00Z", "is a day or an hour that does not exist in this order"),
        (
            "yesterday",
            "is no time that can be read, such as 2026-05-04 09:30 or 04/05/2026 9:30 AM",
        ),
        ("2026-05-04 09:30", "has no zone: say which one the times of this file are in"),
        ("1969-12-31 09:30Z", "must lie in the years 1970 to 2100"),
    ],
)
def test_what_is_unclear_is_said(text: str, why: str) -> None:
    with pytest.raises(UnclearTime) as error:
        read_moment(text, None, None)
    assert str(error.value) == why


def test_the_orders_that_all_dates_allow_are_offered() -> None:
    assert orders_that_fit(["01/02/2026", "13/02/2026"]) == ("day",)
    assert orders_that_fit(["01/02/2026", "02/13/2026"]) == ("month",)
    assert orders_that_fit(["01/02/2026", "03/04/2026"]) == ("day", "month")
    assert orders_that_fit(["2026-02-01"]) == ("day", "month", "year")
    assert orders_that_fit(["4 May 2026", "-"]) == ()
    assert [is_time("4 May 2026"), is_time("May"), is_time("12")] == [True, False, False]


def test_an_impossible_date_does_not_hide_the_order_of_the_others() -> None:
    assert orders_that_fit(["31.02.2026", "03.04.2026", "17.04.2026"]) == ("day",)
    assert orders_that_fit(["02/31/2026", "03/04/2026", "04/17/2026"]) == ("month",)
    assert orders_that_fit(["31.02.2026"]) == ()


def test_dates_that_contradict_each_other_leave_both_orders_to_choose() -> None:
    assert orders_that_fit(["17/04/2026", "04/17/2026", "03/04/2026"]) == ("day", "month")
