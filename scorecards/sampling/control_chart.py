"""Control charts: whether a score or a rate over time shows more than ordinary ups and downs.

Sources: D. J. Wheeler, Understanding Variation (1993) and Wheeler and Chambers, Understanding
Statistical Process Control (1992) for the XmR chart, its constants and the run of eight; W. A.
Shewhart (1931) and D. C. Montgomery, Statistical Quality Control, for the p chart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from statistics import fmean
from typing import Literal

LIMIT_FACTOR = 2.660
"""3/d2 for moving ranges of two values, d2 = 1.128: mean moving range to natural limits."""

RANGE_FACTOR = 3.268
"""D4 for moving ranges of two values: mean moving range to the upper range limit."""

RUN = 8
"""So many successive points on one side of the centre are a signal."""

LEAST_POINTS = 6
"""Limits from fewer points than this move too much to be shown."""

Signal = Literal["outside", "run"]


@dataclass(frozen=True, slots=True)
class Point:
    """One point with its own limits; `signals` is empty for ordinary variation."""

    value: float
    low: float
    high: float
    signals: tuple[Signal, ...]


@dataclass(frozen=True, slots=True)
class ControlChart:
    """A chart's centre line and points; for XmR also the moving ranges and their upper limit.

    `ranges[0]` is None: the first point has none before it.
    """

    centre: float
    points: tuple[Point, ...]
    ranges: tuple[float | None, ...] = ()
    range_limit: float | None = None


@dataclass(frozen=True, slots=True)
class TooFewPoints:
    """There are too few points for limits."""

    n: int
    needed: int = LEAST_POINTS


def xmr(
    values: Sequence[float],
    *,
    baseline: int | None = None,
    floor: float | None = 0.0,
    ceiling: float | None = 100.0,
) -> ControlChart | TooFewPoints:
    """Individual values and moving ranges, with limits from the first `baseline` points (or all).

    `floor` and `ceiling` keep the limits where values can be at all.
    """
    base = values[:baseline] if baseline else values
    if len(base) < LEAST_POINTS:
        return TooFewPoints(len(base))
    moving = [abs(b - a) for a, b in pairwise(values)]
    centre, usual = fmean(base), fmean(moving[: len(base) - 1])
    low, high = _within(centre, LIMIT_FACTOR * usual, floor, ceiling)
    return ControlChart(
        centre,
        _points(values, [(low, high)] * len(values), centre),
        (None, *moving),
        RANGE_FACTOR * usual,
    )


def p_chart(
    counts: Sequence[tuple[int, int]], *, baseline: int | None = None
) -> ControlChart | TooFewPoints:
    """Shares over time from (how many of them, of how many); each point has limits for its n.

    Periods with nothing in them must be left out by the caller: raises ValueError for n < 1 and for
    counts outside 0 to n.
    """
    if any(n < 1 or not 0 <= hits <= n for hits, n in counts):
        raise ValueError("Each period needs at least one case, and no more hits than cases.")
    base = counts[:baseline] if baseline else counts
    if len(base) < LEAST_POINTS:
        return TooFewPoints(len(base))
    centre = sum(hits for hits, _ in base) / sum(n for _, n in base)
    limits = [_within(centre, 3 * sqrt(centre * (1 - centre) / n), 0.0, 1.0) for _, n in counts]
    return ControlChart(centre, _points([hits / n for hits, n in counts], limits, centre))


def _within(
    centre: float, reach: float, floor: float | None, ceiling: float | None
) -> tuple[float, float]:
    low, high = centre - reach, centre + reach
    return (
        low if floor is None else max(low, floor),
        high if ceiling is None else min(high, ceiling),
    )


def _points(
    values: Sequence[float], limits: Sequence[tuple[float, float]], centre: float
) -> tuple[Point, ...]:
    in_run = _in_run(values, centre)
    return tuple(
        Point(value, low, high, _signals(not low <= value <= high, run))
        for value, (low, high), run in zip(values, limits, in_run, strict=True)
    )


def _signals(outside: bool, run: bool) -> tuple[Signal, ...]:
    found: list[Signal] = ["outside"] if outside else []
    return (*found, "run") if run else tuple(found)


def _in_run(values: Sequence[float], centre: float) -> list[bool]:
    """For each point whether it belongs to a run; a point on the centre line ends a run."""
    sides = [(value > centre) - (value < centre) for value in values]
    marked = [False] * len(sides)
    start = 0
    for place in range(1, len(sides) + 1):
        if place == len(sides) or sides[place] != sides[start]:
            if sides[start] and place - start >= RUN:
                marked[start:place] = [True] * (place - start)
            start = place
    return marked
