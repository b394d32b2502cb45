"""Numbers and times as people read them, with values worked out by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_app.web.formatting import (
    duration,
    file_size,
    initials,
    interval,
    machine_time,
    number,
    percent,
    place,
    share,
    time_left,
    when,
)

MOMENT = datetime(2026, 11, 17, 9, 42, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (None, None, "–"),
        (float("nan"), None, "–"),
        (Decimal("Infinity"), 1, "–"),
        (4118, None, "4\u00a0118"),
        (1234567, None, "1\u00a0234\u00a0567"),
        (0.125, 2, "0.13"),
        (82.65, 1, "82.7"),
        (2.5, 0, "3"),
        (Decimal("2.50"), None, "2.5"),
        (100, None, "100"),
        (0.0004, None, "0"),
        (-0.04, 1, "0.0"),
        (-12.34, 1, "−12.3"),
    ],
)
def test_number_rounds_half_up_and_groups(value, digits, text):
    assert number(value, digits) == text


def test_percent_takes_percent_points_and_share_a_fraction():
    assert percent(Decimal("82.64")) == "82.6\u00a0%"
    assert percent(None) == "–"
    assert share(0.056, 1) == "5.6\u00a0%"
    assert share(0.2) == "20\u00a0%"


def test_interval_and_place():
    assert interval(80.94, 84.25) == "80.9–84.3"
    assert interval(None, 84.25) == "–"
    assert place(2, 8) == "2–8"
    assert place(1, 1) == "1"
    assert place(None, None) == "–"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, "–"),
        (0, "0:00"),
        (59.9, "0:59"),
        (458, "7:38"),
        (3600, "1:00:00"),
        (3725, "1:02:05"),
        (-5, "−0:05"),
        (-0.4, "0:00"),
    ],
)
def test_duration(seconds, text):
    assert duration(seconds) == text


@given(st.integers(0, 10**6))
def test_duration_can_be_read_back(seconds):
    parts = [int(part) for part in duration(seconds).split(":")]
    assert sum(part * 60**power for power, part in enumerate(reversed(parts))) == seconds


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (None, "–"),
        (timedelta(seconds=-4), "0\u00a0s"),
        (timedelta(seconds=59), "59\u00a0s"),
        (timedelta(minutes=6, seconds=50), "6\u00a0min"),
        (timedelta(hours=47), "47\u00a0h"),
        (timedelta(days=3, hours=5), "3\u00a0days"),
    ],
)
def test_time_left(span, text):
    assert time_left(span) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (None, "–"),
        (0, "0\u00a0B"),
        (999, "999\u00a0B"),
        (1440, "1.4\u00a0kB"),
        (999_960, "1.0\u00a0MB"),
        (23_000_000, "23.0\u00a0MB"),
    ],
)
def test_file_size(size, text):
    assert file_size(size) == text


def test_when_shows_the_zone_of_the_reader():
    assert when(MOMENT, "Europe/Berlin") == "17 Nov 2026, 10:42 CET"
    assert when(MOMENT, "Europe/Berlin", "short") == "17 Nov, 10:42"
    assert when(MOMENT, "Europe/Berlin", "deadline") == "Tue 17 Nov, 10:42"
    assert when(MOMENT.replace(month=7), "Europe/Berlin") == "17 Jul 2026, 11:42 CEST"
    assert when(MOMENT, "Pacific/Kiritimati", "day") == "17 Nov 2026"
    assert when(None) == "–"


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("day", "17 Nov 2026"),
        ("date", "17 Nov"),
        ("weekday", "Tue 17 Nov"),
        ("full", "17 Nov 2026"),
    ],
)
def test_when_writes_a_day_without_a_time(style, text):
    assert when(date(2026, 11, 17), "Pacific/Kiritimati", style) == text


def test_an_unknown_zone_reads_as_utc_and_says_so():
    assert when(MOMENT, "Mars/Olympus") == "17 Nov 2026, 09:42 UTC"
    assert when(MOMENT, "../etc/passwd") == "17 Nov 2026, 09:42 UTC"


def test_a_time_without_zone_is_refused():
    with pytest.raises(ValueError, match="without a zone"):
        when(MOMENT.replace(tzinfo=None))


def test_machine_time():
    assert machine_time(MOMENT) == "2026-11-17T09:42:05+00:00"
    assert machine_time(None) == ""


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Owen Hughes", "OH"), ("ana maría de la cruz", "AC"), ("Cher", "C"), ("", "?"), ("- x", "X")],
)
def test_initials(name, letters):
    assert initials(name) == letters
