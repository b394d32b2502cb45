"""Tells dates, clock stamps and counted things from the numbers that redaction looks for."""

import re

from transcription.redaction.numerals import Run

_DATE = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d([-/.])(?:0?[1-9]|1[0-2])\1(?:0?[1-9]|[12]\d|3[01])"
    r"|(?:0?[1-9]|[12]\d|3[01])([-/.])(?:0?[1-9]|[12]\d|3[01])\2(?:(?:19|20)\d\d|\d\d))(?![\d])"
)
_STAMP = re.compile(
    r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    r"(?:[01]\d|2[0-3])(?:[0-5]\d){1,2}(?:\d{3})?\Z"
)
_EPOCH_MILLISECONDS = re.compile(r"1[0-9]{12}\Z")
_CURRENCY_BEFORE = re.compile(r"[$€£¥₹]\s?\Z")
_COUNTED_AFTER = re.compile(
    r"\s?(?:[$€£¥₹%]|(?:dollars?|euros?|pounds?|usd|eur|gbp|cents?|percent|points?|miles?"
    r"|days?|weeks?|months?|years?|hours?|minutes?|seconds?|am|pm|a\.m|p\.m|o'clock"
    r"|people|guests?|nights?|items?)\b)",
    re.IGNORECASE,
)


def without_dates(run: Run, text: str) -> list[Run]:
    """Return what is left of a run between its written dates."""
    ends = {match.start(): match.end() for match in _DATE.finditer(text, run.start, run.end)}
    if not ends:
        return [run]
    parts: list[Run] = []
    kept = 0
    date_end = run.start
    for place, item in enumerate(run.items):
        date_end = max(date_end, ends.get(item.start, 0))
        if item.start < date_end:
            if kept < place:
                parts.append(run.part(kept, place))
            kept = place + 1
    if kept < len(run.items):
        parts.append(run.part(kept, len(run.items)))
    return parts


def is_clock_stamp(digits: str) -> bool:
    """Whether unbroken digits read as a date with time, or as milliseconds since 1970."""
    return bool(_STAMP.match(digits) or _EPOCH_MILLISECONDS.match(digits))


def is_amount(text: str, start: int, end: int) -> bool:
    """Whether the number at start … end is money, a share, a time or a count of something."""
    return bool(
        _CURRENCY_BEFORE.search(text, max(0, start - 3), start)
        or _COUNTED_AFTER.match(text, end, end + 12)
    )
