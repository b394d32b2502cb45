"""Where the marks of small charts stand: numbers in, coordinates out, nothing drawn here.

Coordinates are in the units of the SVG's viewBox, rounded to a tenth. Values outside the axis
are set on its edge, so that a whisker never leaves its cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Against = Literal["above", "below", "tied"]


@dataclass(frozen=True)
class Axis:
    """A linear axis from `low` to `high` over `width` units."""

    low: float
    high: float
    width: float

    def at(self, value: float) -> float:
        """The position of a value, set on the edge where it lies outside."""
        inside = min(max(float(value), self.low), self.high)
        return round((inside - self.low) / (self.high - self.low) * self.width, 1)


@dataclass(frozen=True)
class Whisker:
    """A row's mark: dot at `x`, whisker `left` to `right`, and what stands behind it."""

    width: float
    height: float
    middle: float
    x: float
    left: float
    right: float
    shape: str
    grid: tuple[float, ...]
    reference: float | None
    band: tuple[float, float] | None


SHAPES: dict[Against, tuple[str, tuple[tuple[float, float], ...]]] = {
    "tied": ("", ()),
    "above": ("g", ((0.0, -7.0), (6.5, 5.0), (-6.5, 5.0))),
    "below": ("p", ((0.0, 7.0), (6.5, -5.0), (-6.5, -5.0))),
}


def dot_whisker(
    value: float,
    low: float,
    high: float,
    *,
    axis: tuple[float, float] = (0.0, 100.0),
    ticks: Sequence[float] = (),
    reference: float | None = None,
    band: tuple[float, float] | None = None,
    against: Against = "tied",
    width: float = 220.0,
    height: float = 24.0,
) -> Whisker:
    """A score with its interval on an axis; `shape` is a path for a triangle, empty for a dot.

    ValueError where the value does not lie within its own interval or the axis is empty.
    """
    if not low <= value <= high:
        raise ValueError(f"{value} does not lie within its interval {low} to {high}")
    if axis[0] >= axis[1]:
        raise ValueError("an axis runs from a lower to a higher value")
    scale = Axis(float(axis[0]), float(axis[1]), width)
    x, middle = scale.at(value), height / 2
    points = SHAPES[against][1]
    outline = "L".join(f"{x + dx:.1f} {middle + dy:.1f}" for dx, dy in points)
    return Whisker(
        width=width,
        height=height,
        middle=middle,
        x=x,
        left=scale.at(low),
        right=scale.at(high),
        shape=f"M{outline}z" if outline else "",
        grid=tuple(scale.at(tick) for tick in ticks),
        reference=None if reference is None else scale.at(reference),
        band=None if band is None else (scale.at(band[0]), scale.at(band[1])),
    )


@dataclass(frozen=True)
class Spark:
    """A small line: its path, its last point and, where given, the height of a limit."""

    path: str
    last: tuple[float, float]
    limit: float | None


def spark_line(
    values: Sequence[float | None],
    *,
    low: float,
    high: float,
    limit: float | None = None,
    width: float = 100.0,
    height: float = 24.0,
) -> Spark | None:
    """A line through the values at even steps, broken where one is missing; None without any."""
    across = Axis(0.0, float(max(len(values) - 1, 1)), width)
    up = Axis(float(low), float(high), height)
    path, last, pen = [], None, "M"
    for step, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        last = (across.at(step), round(height - up.at(value), 1))
        path.append(f"{pen}{last[0]} {last[1]}")
        pen = "L"
    if last is None:
        return None
    return Spark(" ".join(path), last, None if limit is None else round(height - up.at(limit), 1))


def heat_step(percent: float | None, pass_mark: float = 80.0) -> int:
    """The colour step 1 to 6 of a heat cell around the pass mark; 0 for nothing to show.

    Steps end at 20 and 10 points below the mark, at it, and at a half and three quarters of the
    way from it to 100: with a mark of 80 that is under 60, 60s, 70s, 80s, 90 to 94, 95 and over.
    """
    if percent is None:
        return 0
    room = 100.0 - pass_mark
    edges = (
        pass_mark - 20,
        pass_mark - 10,
        pass_mark,
        pass_mark + room / 2,
        pass_mark + room * 0.75,
    )
    return 1 + sum(percent >= edge for edge in edges)


def even_ticks(low: float, high: float, count: int) -> tuple[float, ...]:
    """`count` values from low to high at equal steps, both ends included."""
    if count < 2:
        raise ValueError("an axis needs at least two ticks")
    return tuple(round(low + (high - low) * step / (count - 1), 6) for step in range(count))
