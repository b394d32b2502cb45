"""Reads holidays from pasted lines, a CSV or an iCalendar file; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

EARLIEST, LATEST = 1970, 2100
MOST_DAYS = 366
"""Of one event that lasts."""
_LINE = re.compile(r"\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*(?:[,;\t ]\s*(.*))?$")
_ICS_DAY = re.compile(r"^DT(START|END)[^:]*:(\d{4})(\d{2})(\d{2})", re.IGNORECASE)


@dataclass(frozen=True)
class Dates:
    """Days with their names, and the lines (from 1) that could not be read, with why."""

    days: dict[date, str]
    refused: tuple[tuple[int, str], ...]


def read_dates(text: str) -> Dates:
    """Days of `text`: lines `2026-12-25, Christmas Day`, or VEVENTs of an iCalendar file.

    Empty lines, lines that begin with # and a CSV's head are passed over; the last name of a day
    stands. An event that repeats counts on its first day only.
    """
    if "BEGIN:VCALENDAR" in text[:200].upper():
        return _read_ics(text)
    days: dict[date, str] = {}
    refused = []
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        bare = line.strip()
        if not bare or bare.startswith("#") or (number == 1 and bare.lower().startswith("day")):
            continue
        found = _LINE.match(line)
        day = _day(*found.group(1, 2, 3)) if found else None
        if found is None or day is None:
            refused.append((number, "begins with no day such as 2026-12-25"))
            continue
        days[day] = (found.group(4) or "").strip().strip('"')
    return Dates(days, tuple(refused))


def _read_ics(text: str) -> Dates:
    # RFC 5545, 3.1: a line that begins with a space or tab goes on with the one before.
    unfolded = re.sub(r"\r?\n[ \t]", "", text)
    days: dict[date, str] = {}
    refused = []
    event: dict[str, str] = {}
    began = 0
    for number, line in enumerate(unfolded.splitlines(), start=1):
        upper = line.upper()
        if upper.startswith("BEGIN:VEVENT"):
            event, began = {}, number
        elif upper.startswith("SUMMARY"):
            event["name"] = line.partition(":")[2].replace("\\,", ",").replace("\\;", ";").strip()
        elif found := _ICS_DAY.match(line):
            event[found[1].upper()] = "-".join(found.group(2, 3, 4))
        elif upper.startswith("END:VEVENT"):
            spanned = _span(event)
            if spanned:
                days |= dict.fromkeys(spanned, event.get("name", ""))
            else:
                refused.append((began, "is an event without a day"))
    return Dates(days, tuple(refused))


def _span(event: dict[str, str]) -> list[date]:
    """The days of an event; its end is the day after the last (RFC 5545, 3.6.1)."""
    start = _day(*event.get("START", "0-0-0").split("-"))
    if start is None:
        return []
    end = _day(*event.get("END", "0-0-0").split("-")) or start
    length = max(1, min((end - start).days, MOST_DAYS))
    return [start + timedelta(days=step) for step in range(length)]


def _day(year: str, month: str, day: str) -> date | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if EARLIEST <= found.year < LATEST else None
