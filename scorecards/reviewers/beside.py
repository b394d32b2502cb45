"""One reviewer's figures beside those of all others, without naming any of them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles

LEAST_OTHERS = 3
"""Below this many others a middle would tell on somebody."""


@dataclass(frozen=True, slots=True)
class Others:
    """The middle of `n` others: median, and the quarter on either side of it."""

    n: int
    middle: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Hidden:
    """Only `n` others have such a figure, too few to show them without naming them."""

    n: int


def middle_of(values: Sequence[float | None]) -> Others | Hidden:
    """The others' median with quartiles (inclusive method); those without a figure are left out."""
    known = sorted(value for value in values if value is not None)
    if len(known) < LEAST_OTHERS:
        return Hidden(len(known))
    low, _, high = quantiles(known, n=4, method="inclusive")
    return Others(len(known), median(known), low, high)


def share_of(part: int, whole: int) -> float | None:
    """A share of 1; None of nothing."""
    return part / whole if whole else None
