"""Reads the times of a table however they are written; tells which orders of day and month fit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from transcription.intake.limits import EARLIEST_YEAR, LATEST_YEAR
from transcription.intake.options import DateOrder

_BLANK = "[ \t\u00a0\u202f]"
_CLOCK = (
    r"(?P<hour>\d{1,2})[:.hH](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,](?P<part>\d{1,9}))?)?"
    rf"{_BLANK}*(?P<half>[AaPp])?(?(half)\.?{_BLANK}?[Mm]\.?)"
)
_ZONE = r"(?P<zone>Z|UTC|GMT|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?)?"
_REST = rf"(?:(?:T|,?{_BLANK}+){_CLOCK}{_BLANK}*\(?{_ZONE}\)?)?$"
_NUMBERS = re.compile(rf"(?P<a>\d{{1,4}})[./-](?P<b>\d{{1,2}})[./-](?P<c>\d{{2,4}}),?{_REST}")
_WEEKDAY = re.compile(r"^[^\W\d]{3,9}\.?,\s+")
_NAMED = re.compile(
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?\.?[ -](?P<month>[A-Za-z]{3,9})\.?,?[ -](?P<year>\d{4})"
    r"|(?P<month2>[A-Za-z]{3,9})\.? (?P<day2>\d{1,2})(?:st|nd|rd|th)?,? (?P<year2>\d{4}))"
    rf",?{_REST}"
)
_UNIX = re.compile(r"\d{10}(?:\.\d+)?|\d{13}")
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
ORDERS: tuple[DateOrder, ...] = ("day", "month", "year")
_PLACES = {"day": "cba", "month": "cab", "year": "abc"}


class UnclearTime(ValueError):
    """A text that is no time, or that could be two; the message says what to do."""


def read_moment(text: str, order: DateOrder | None, zone: str | None) -> datetime:
    """The moment, in UTC; `order` is that of 03/04/2026, `zone` that of times without one.

    Takes ISO 8601, dates of numbers, dates with an English month, and seconds or milliseconds
    since 1970. Raises UnclearTime.
    """
    text = text.strip()
    if _UNIX.fullmatch(text):
        return _from_unix(text)
    match = _NUMBERS.match(text)
    if match:
        return _placed(*_day_of_numbers(match, order), match, zone)
    match = _NAMED.match(_WEEKDAY.sub("", text))
    if match:
        month = _MONTHS.get((match["month"] or match["month2"])[:3].lower())
        if month is not None:
            day, year = match["day"] or match["day2"], match["year"] or match["year2"]
            return _placed(int(year), month, int(day), match, zone)
    raise UnclearTime("is no time that can be read, such as 2026-05-04 09:30 or 04/05/2026 9:30 AM")


def orders_that_fit(texts: Iterable[str]) -> tuple[DateOrder, ...]:
    """The orders in which every date of numbers is one; none where no date asks for an order.

    A date that exists in no order (31.02.2026) tells nothing. Where the others contradict each
    other, each order that one of them allows may be meant.
    """
    told = [
        {order for order in ORDERS if _exists(match, order)}
        for text in texts
        if (match := _NUMBERS.match(text.strip())) is not None
    ]
    told = [orders for orders in told if orders]
    if not told:
        return ()
    fitting = set.intersection(*told) or set.union(*told)
    return tuple(order for order in ORDERS if order in fitting)


def is_time(text: str) -> bool:
    """Whether a text can be read as a time in one of the orders."""
    for order in ORDERS:
        try:
            read_moment(text, order, "UTC")
        except UnclearTime:
            continue
        return True
    return False


def has_no_zone(texts: Sequence[str]) -> bool:
    """Whether some of the times leave their zone open."""
    for text in texts:
        try:
            read_moment(text, "day", None)
        except UnclearTime as error:
            if "zone" in str(error):
                return True
    return False


def _from_unix(text: str) -> datetime:
    seconds = float(text) / 1000 if len(text) == 13 and "." not in text else float(text)
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    return _in_years(moment)


def _exists(match: re.Match[str], order: DateOrder) -> bool:
    try:
        datetime(*_day_of_numbers(match, order))  # noqa: DTZ001 - only whether there is such a day
    except ValueError:
        return False
    return True


def _day_of_numbers(match: re.Match[str], order: DateOrder | None) -> tuple[int, int, int]:
    """(year, month, day); UnclearTime where the order is open or does not fit."""
    if len(match["a"]) == len("2026"):
        order = "year"
    elif order == "year" and len(match["a"]) != 2:
        raise UnclearTime("does not begin with a year")
    if order is None:
        first, second = int(match["a"]), int(match["b"])
        if first > 12 or second > 12 or first == second:
            order = "day" if first > 12 or first == second else "month"
        else:
            raise UnclearTime("could have the day or the month first: say which")
    year, month, day = (match[place] for place in _PLACES[order])
    if len(year) == 3 or (len(year) == 1):
        raise UnclearTime("has a year that cannot be read")
    return int(year) + (2000 if len(year) == len("26") else 0), int(month), int(day)


def _placed(year: int, month: int, day: int, match: re.Match[str], zone: str | None) -> datetime:
    hour, minute = int(match["hour"] or 0), int(match["minute"] or 0)
    second, half = int(match["second"] or 0), (match["half"] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            raise UnclearTime("has an hour that AM and PM do not know")
        hour = hour % 12 + (12 if half == "p" else 0)
    part = round(int(match["part"] or 0) / 10 ** len(match["part"] or "0") * 1_000_000)
    try:
        moment = datetime(year, month, day, hour, minute, second, min(part, 999_999))  # noqa: DTZ001
    except ValueError:
        raise UnclearTime("is a day or an hour that does not exist in this order") from None
    return _in_years(moment.replace(tzinfo=_zone(match["zone"], zone)))


def _zone(written: str | None, otherwise: str | None) -> ZoneInfo | timezone:
    if written in ("Z", "UTC", "GMT"):
        return UTC
    if written:
        digits = written.removeprefix("UTC").removeprefix("GMT").replace(":", "")
        hours, minutes = int(digits[1:3]), int(digits[3:5] or 0)
        if hours > 23 or minutes > 59:
            raise UnclearTime("has a zone that does not exist")
        shift = timedelta(hours=hours, minutes=minutes)
        return timezone(-shift if digits[0] == "-" else shift)
    if otherwise is None:
        raise UnclearTime("has no zone: say which one the times of this file are in")
    return ZoneInfo(otherwise)


def _in_years(moment: datetime) -> datetime:
    if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
        raise UnclearTime(f"must lie in the years {EARLIEST_YEAR} to {LATEST_YEAR}")
    return moment.astimezone(UTC)
