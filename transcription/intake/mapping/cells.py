"""Reads single cells of a mapped table: numbers, lengths of time, yes and no, scores on a scale."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Literal

Decimal = Literal["point", "comma"]
Unit = Literal["auto", "ms", "s", "min", "h"]

_SECONDS: dict[str, float] = {"ms": 0.001, "s": 1, "auto": 1, "min": 60, "h": 3600}
_CLOCK = re.compile(r"(?:(?P<d>\d+)\.)?(?:(?P<h>\d+):)?(?P<m>\d{1,2}):(?P<s>\d{2}(?:[.,]\d+)?)")
_PARTS = re.compile(
    r"(?P<n>\d+(?:[.,]\d+)?)\s*"
    r"(?P<u>milliseconds?|msecs?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d)\b"
)
_WORDS = {"d": 86_400, "h": 3600, "m": 60, "s": 1}
_GROUPED = {
    "point": re.compile(r"[-+]?(?:\d{1,3}(?:[,'\u00a0\u202f ]\d{3})+|\d+)(?:\.\d+)?"),
    "comma": re.compile(r"[-+]?(?:\d{1,3}(?:[.'\u00a0\u202f ]\d{3})+|\d+)(?:,\d+)?"),
}
_MARKS = re.compile(r"[\u00a0\u202f '€$£%]")
_COMMA_FRACTION = re.compile(r"[-+]?(?:\d+|\d{1,3}(?:\.\d{3})+),\d{1,2}")
_POINT_FRACTION = re.compile(r"[-+]?(?:\d+|\d{1,3}(?:,\d{3})+)\.\d{1,2}")
_YES = frozenset({"yes", "true", "1", "y", "ja", "oui", "si", "sí", "x", "checked", "on"})
_NO = frozenset({"no", "false", "0", "n", "nein", "non", "unchecked", "off"})

_AGREEMENT = {
    "strongly disagree": 1, "disagree": 2, "somewhat disagree": 3, "neutral": 4,
    "neither agree nor disagree": 4, "somewhat agree": 5, "agree": 6, "strongly agree": 7,
}  # fmt: skip
_SATISFACTION = {
    "very dissatisfied": 1, "very unsatisfied": 1, "extremely dissatisfied": 1, "terrible": 1,
    "very bad": 1, "very poor": 1,
    "dissatisfied": 2, "unsatisfied": 2, "somewhat dissatisfied": 2, "bad": 2, "poor": 2,
    "neutral": 3, "neither satisfied nor dissatisfied": 3, "okay": 3, "ok": 3, "average": 3,
    "fair": 3,
    "satisfied": 4, "somewhat satisfied": 4, "good": 4,
    "very satisfied": 5, "extremely satisfied": 5, "very good": 5, "excellent": 5, "great": 5,
}  # fmt: skip
_EASE = {
    "very difficult": 1, "difficult": 2, "somewhat difficult": 3, "neither": 4, "neutral": 4,
    "somewhat easy": 5, "easy": 6, "very easy": 7,
}  # fmt: skip
_LANGUAGES = {
    "english": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr",
    "spanish": "es", "español": "es", "italian": "it", "dutch": "nl", "portuguese": "pt",
    "polish": "pl", "swedish": "sv", "danish": "da", "norwegian": "no", "finnish": "fi",
    "turkish": "tr", "japanese": "ja", "chinese": "zh", "korean": "ko", "arabic": "ar",
}  # fmt: skip
OWN_SCALES = {"csat": (1, 5), "nps": (0, 10), "ces": (1, 7)}
_LABELS = {"csat": _SATISFACTION, "nps": {}, "ces": {**_AGREEMENT, **_EASE}}
SCALES = ("1-5", "0-10", "1-7", "1-10", "0-100", "1-3", "1-4", "0-5", "0-1")
"""Scales on which another system may have asked; converted in a straight line, rounded to whole."""


def read_number(cell: str, decimal: Decimal = "point") -> float:
    """The number in a cell; marks of currency and per cent are left out. Raises ValueError."""
    text = cell.strip()
    bare = _MARKS.sub("", text)
    if not _GROUPED[decimal].fullmatch(_GROUPED_BLANKS.sub("", bare)):
        raise ValueError(f"is no number with a decimal {decimal}")
    if decimal == "comma":
        bare = bare.replace(".", "").replace(",", ".")
    return float(bare.replace(",", ""))


_GROUPED_BLANKS = re.compile(r"\s")


def decimal_of(cells: Iterable[str]) -> Decimal:
    """How fractions are written in these cells; a point where none tells."""
    comma = point = 0
    for cell in cells:
        bare = _MARKS.sub("", cell.strip())
        comma += bool(_COMMA_FRACTION.fullmatch(bare))
        point += bool(_POINT_FRACTION.fullmatch(bare))
    return "comma" if comma > point else "point"


def read_span(cell: str, unit: Unit = "auto", decimal: Decimal = "point") -> float:
    """A length of time in seconds: 95, 1:35, 00:01:35, "1 min 35 s". Raises ValueError.

    `unit` is that of a bare number; "auto" takes seconds.
    """
    text = cell.strip().lower()
    clock = _CLOCK.fullmatch(text)
    if clock:
        days, hours = int(clock["d"] or 0), int(clock["h"] or 0)
        seconds = float(clock["s"].replace(",", "."))
        return days * 86_400 + hours * 3600 + int(clock["m"]) * 60 + seconds
    parts = list(_PARTS.finditer(text))
    if parts and not re.sub(r"[\s,]|and", "", _PARTS.sub("", text)):
        return round(sum(_part(each) for each in parts), 3)
    try:
        return round(read_number(text, decimal) * _SECONDS[unit], 3)
    except ValueError:
        raise ValueError("is no length of time, such as 95, 1:35 or 1 min 35 s") from None


def _part(match: re.Match[str]) -> float:
    unit = match["u"]
    factor = 0.001 if unit.startswith("m") and "s" in unit[:2] or unit.startswith("milli") else 0
    return float(match["n"].replace(",", ".")) * (factor or _WORDS[unit[0]])


def unit_of(column: str) -> Unit:
    """The unit that a column's title tells; "auto" where it tells none."""
    words = set(re.split(r"[^a-z]+", column))
    for unit, names in (
        ("ms", {"ms", "millis", "milliseconds", "msec"}),
        ("s", {"s", "sec", "secs", "seconds"}),
        ("min", {"min", "mins", "minutes"}),
        ("h", {"h", "hrs", "hours"}),
    ):
        if words & names:
            return unit  # type: ignore[return-value]  # each is one of them
    return "auto"


def read_flag(cell: str) -> bool:
    """Whether a cell says yes; raises ValueError where it says neither."""
    word = cell.strip().lower()
    if word not in _YES | _NO:
        raise ValueError("says neither yes nor no")
    return word in _YES


def read_score(cell: str, measure: str, scale: str | None, decimal: Decimal = "point") -> int:
    """A survey's answer on our own scale: csat 1-5, nps 0-10, ces 1-7. Raises ValueError.

    Words such as "Very satisfied" and numbers that words follow ("5 - Excellent") are known.
    `scale`, such as "0-10", is the one on which it was asked: low becomes our low, high our high,
    the rest in a straight line, rounded half up. None means that it was asked on our own.
    """
    low, high = OWN_SCALES[measure]
    word = " ".join(cell.strip().lower().split())
    if word in _LABELS[measure]:
        return _LABELS[measure][word]
    number = re.match(r"[-+]?\d+(?:[.,]\d+)?(?=$|\s*[-–:/(]|\s+\D)", word)
    try:
        value = Fraction(str(read_number(number.group() if number else word, decimal)))
    except ValueError:
        raise ValueError("is no score: map its words to numbers") from None
    asked_low, asked_high = (int(part) for part in scale.split("-")) if scale else (low, high)
    if not asked_low <= value <= asked_high:
        raise ValueError(f"must lie between {asked_low} and {asked_high}")
    moved = low + (value - asked_low) * (high - low) / (asked_high - asked_low)
    if scale is None and moved.denominator != 1:
        raise ValueError("must be a whole number, or say its scale")
    return int(moved + Fraction(1, 2))


def language_tag(cell: str) -> str:
    """The tag of a language that a cell names: "en_US" is en-US, "German" is de."""
    word = cell.strip()
    return _LANGUAGES.get(word.lower(), word.replace("_", "-"))
