"""How pages write numbers, shares, lengths and times: exact, half up, one way everywhere."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

NONE = "–"
SPACE = "\u00a0"
Figure = Decimal | float | int
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def number(value: Figure | None, digits: int | None = None) -> str:
    """`4118` as `4 118` (no-break space), rounded half up to `digits`; `–` for nothing.

    Without `digits` an integer stays whole and any other figure keeps what it has, at most 3.
    """
    exact = _decimal(value)
    if exact is None:
        return NONE
    if digits is None:
        rounded = exact.quantize(Decimal("0.001"), ROUND_HALF_UP).normalize()
        digits = max(0, -int(rounded.as_tuple().exponent))
    rounded = exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    # A rounded-away minus sign would claim a direction that the figure does not show.
    rounded = abs(rounded) if rounded == 0 else rounded
    return f"{rounded:,f}".replace(",", SPACE).replace("-", "−")


def percent(value: Figure | None, digits: int = 1) -> str:
    """Percent points as `82.6 %`; `–` for nothing."""
    text = number(value, digits)
    return text if text == NONE else f"{text}{SPACE}%"


def share(value: Figure | None, digits: int = 0) -> str:
    """A fraction of 1 in percent: `0.2` as `20 %`; `–` for nothing."""
    exact = _decimal(value)
    return NONE if exact is None else percent(exact * 100, digits)


def interval(low: Figure | None, high: Figure | None, digits: int = 1) -> str:
    """Both ends as `80.9–84.3`; `–` where either is missing."""
    if _decimal(low) is None or _decimal(high) is None:
        return NONE
    return f"{number(low, digits)}–{number(high, digits)}"


def place(low: int | None, high: int | None) -> str:
    """A place as the range it may be: `2–8`, or `1` where it is certain; `–` for none."""
    if low is None or high is None:
        return NONE
    return str(low) if low == high else f"{low}–{high}"


def duration(seconds: Figure | None) -> str:
    """Seconds as `m:ss`, or `h:mm:ss` from an hour on, cut to whole seconds; `–` for nothing."""
    exact = _decimal(seconds)
    if exact is None:
        return NONE
    whole = int(abs(exact))
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    text = f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"
    return f"−{text}" if exact < 0 and whole else text


def time_left(span: timedelta | None) -> str:
    """How long still, coarse: `40 s`, `6 min`, `6 h`, `3 days`; `–` for nothing, never negative."""
    if span is None:
        return NONE
    seconds = max(0, int(span.total_seconds()))
    if seconds < 60:
        return f"{seconds}{SPACE}s"
    if seconds < 3600:
        return f"{seconds // 60}{SPACE}min"
    if seconds < 48 * 3600:
        return f"{seconds // 3600}{SPACE}h"
    return f"{seconds // 86400}{SPACE}days"


def file_size(size: int | None) -> str:
    """Bytes as `812 B`, `1.4 kB`, `23.0 MB`, in powers of 1,000; `–` for nothing."""
    if size is None:
        return NONE
    if size < 1000:
        return f"{size}{SPACE}B"
    amount = Decimal(size)
    for unit in ("kB", "MB", "GB", "TB"):
        amount /= 1000
        # 999.96 kB would be written as 1 000.0 kB.
        if amount < Decimal("999.95") or unit == "TB":
            break
    return f"{number(amount, 1)}{SPACE}{unit}"


def when(moment: datetime | date | None, zone: str = "UTC", style: str = "full") -> str:
    """An aware moment in `zone`, as `17 Nov 2026, 10:42 CET`; `–` for nothing.

    Styles: full, moment, short, day, date, weekday, clock, deadline. A day without a time is the
    same in every zone and is written as `day` where a style would show a time. An unknown zone
    reads as UTC, which the text then names. ValueError for a moment without a zone.
    """
    if moment is None:
        return NONE
    if not isinstance(moment, datetime):
        return DAY_STYLES.get(style, _day)(moment)
    if moment.tzinfo is None:
        raise ValueError("a time without a zone cannot be shown")
    local = moment.astimezone(_zone(zone))
    if style in DAY_STYLES:
        return DAY_STYLES[style](local)
    return TIME_STYLES[style](local)


# A list writes a hundred of them, so each is put together directly.
def _date(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}"


def _day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _weekday(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"


def _clock(at: datetime) -> str:
    return f"{at.hour:02}:{at.minute:02}"


DAY_STYLES: dict[str, Callable[[date], str]] = {"day": _day, "date": _date, "weekday": _weekday}
TIME_STYLES: dict[str, Callable[[datetime], str]] = {
    "full": lambda at: f"{_day(at)}, {_clock(at)} {at.tzname()}",
    "short": lambda at: f"{_date(at)}, {_clock(at)}",
    "moment": lambda at: f"{_day(at)}, {_clock(at)}",
    "clock": _clock,
    "deadline": lambda at: f"{_weekday(at)}, {_clock(at)}",
}


def machine_time(moment: datetime | None) -> str:
    """The moment for a `datetime` attribute; empty for nothing."""
    return "" if moment is None else moment.isoformat(timespec="seconds")


def initials(name: str) -> str:
    """At most two letters that stand for a name: first of the first and of the last word."""
    words = [word for word in name.split() if word[0].isalnum()]
    if not words:
        return "?"
    letters = words[0][0] + (words[-1][0] if len(words) > 1 else "")
    return letters.upper()


@lru_cache(maxsize=600)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _decimal(value: Figure | None) -> Decimal | None:
    if value is None:
        return None
    if isinstance(value, float):
        # repr is the shortest text that means this float, so 82.65 rounds as a person expects.
        return Decimal(repr(value)) if math.isfinite(value) else None
    exact = Decimal(value)
    return exact if exact.is_finite() else None


FILTERS = {
    "number": number,
    "percent": percent,
    "share": share,
    "interval": interval,
    "duration": duration,
    "time_left": time_left,
    "file_size": file_size,
    "machine_time": machine_time,
    "initials": initials,
}
