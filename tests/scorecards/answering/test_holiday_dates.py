"""Reading holidays: pasted lines, CSV, iCalendar, and what is no day."""

from datetime import date

import pytest

from scorecards.answering.holiday_dates import Dates, read_dates


def test_lines_with_and_without_names() -> None:
    read = read_dates("2026-12-25, Christmas Day\n\n# a remark\n2026-1-1\n2026-05-01;Labour Day\n")
    assert read == Dates(
        {
            date(2026, 12, 25): "Christmas Day",
            date(2026, 1, 1): "",
            date(2026, 5, 1): "Labour Day",
        },
        (),
    )


def test_a_csv_with_a_head_and_a_mark() -> None:
    read = read_dates('\ufeffday,name\n2026-12-25,"Christmas Day"\n')
    assert read == Dates({date(2026, 12, 25): "Christmas Day"}, ())


@pytest.mark.parametrize(
    "line", ["25.12.2026", "2026-02-30, x", "0001-01-01", "2026-12-25x", "soon", "9" * 5000]
)
def test_what_is_no_day_is_named_by_its_line(line: str) -> None:
    read = read_dates(f"2026-12-24, Eve\n{line}\n2026-12-26")
    assert read.days == {date(2026, 12, 24): "Eve", date(2026, 12, 26): ""}
    assert read.refused == ((2, "begins with no day such as 2026-12-25"),)


def test_an_icalendar_file() -> None:
    read = read_dates(
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261225\r\n"
        "DTEND;VALUE=DATE:20261227\r\nSUMMARY:Christmas\\, both\r\n  days\r\nEND:VEVENT\r\n"
        "BEGIN:VEVENT\r\nSUMMARY:No day\r\nEND:VEVENT\r\n"
        "BEGIN:VEVENT\r\nDTSTART:20270101T000000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    assert read.days == {
        date(2026, 12, 25): "Christmas, both days",
        date(2026, 12, 26): "Christmas, both days",
        date(2027, 1, 1): "",
    }
    assert [why for _, why in read.refused] == ["is an event without a day"]


def test_an_event_that_never_ends_is_cut() -> None:
    read = read_dates(
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260101\nDTEND:20991231\nEND:VEVENT\n"
    )
    assert len(read.days) == 366
