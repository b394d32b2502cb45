"""Numbers kept exactly as they were written, from JSON to arithmetic and back."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _

LARGEST = 10**9
SHOWN_PLACES = 6


def exact(value: object) -> Decimal:
    """Return a JSON number as the decimal that was written; a float counts as its shortest text.

    Raises ValueError for anything but a finite number below 10⁹ that JSON can carry unchanged.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise ValueError(_("Write a number here, without quotes."))
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not number.is_finite() or abs(number) >= LARGEST:
        raise ValueError(_("Write a number below one billion here."))
    if Decimal(repr(float(number))) != number:
        raise ValueError(_("Write this number with at most 15 digits."))
    return number


def whole(value: object) -> int:
    """Return a JSON number without a fraction as an int; raises ValueError otherwise."""
    number = exact(value)
    if number != int(number):
        raise ValueError(_("Write a whole number here."))
    return int(number)


def scalar(value: object) -> str | bool | Decimal:
    """Return an answer's or a fact's value: text, true/false, or an exact number."""
    if isinstance(value, str | bool):
        return value
    return exact(value)


def same(one: object, other: object) -> bool:
    """Say whether two values are alike: numbers by size, and true is not 1."""
    if isinstance(one, bool) != isinstance(other, bool):
        return False
    return one == other


def among(value: object, values: Iterable[object]) -> bool:
    """Say whether a value is one of those given, by the rule of `same`."""
    return any(same(value, other) for other in values)


def folded(value: object) -> object:
    """Return text without case and outer spaces, as names of topics and teams are compared."""
    return value.strip().casefold() if isinstance(value, str) else value


def plain(value: Any) -> Any:
    """Turn decimals into JSON numbers and tuples into lists, all the way down."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    return value


def rounded(value: Fraction, places: int) -> Fraction:
    """Round half up (away from zero, as on paper) to so many decimal places, exactly."""
    unit = 10**places
    size = (abs(value) * unit * 2 + 1) // 2
    return Fraction(size if value >= 0 else -size, unit)


def shown(value: Fraction | None, places: int = SHOWN_PLACES) -> int | float | None:
    """Return a number for JSON, rounded half up; None stays None."""
    if value is None:
        return None
    near = rounded(value, places)
    return int(near) if near.denominator == 1 else float(near)
