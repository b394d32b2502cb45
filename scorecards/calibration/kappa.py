"""Cohen's kappa for two raters, plain or weighted by how far verdicts lie apart.

Sources: J. Cohen (1960), Educational and Psychological Measurement 20: 37-46; J. Cohen (1968),
Psychological Bulletin 70: 213-220; for more than two raters the mean over all pairs, R. J. Light
(1971), Psychological Bulletin 76: 365-377.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np

from scorecards.calibration.resampling import Floats, figure
from scorecards.calibration.rows import (
    Figure,
    Row,
    Said,
    Undefined,
    Value,
    applicable,
    by_subject,
    domain,
    refusal,
)

Weighting = Literal["none", "linear", "quadratic"]
TINY = 1e-12


@dataclass(frozen=True, slots=True)
class PairKappa:
    """Kappa of one pair of raters, without an interval, on `n` subjects that both judged."""

    first: str
    second: str
    kappa: float | Undefined
    n: int


def kappa(
    pairs: Mapping[str, tuple[Value, Value]],
    weighting: Weighting = "none",
    *,
    seed: int,
    scale: Sequence[Value] | None = None,
) -> Figure | Undefined:
    """Kappa of two raters' verdicts by subject, with a 95 % interval from redrawing subjects.

    Weights follow the place of a value in `scale`, else in the order of size; N/A counts as a full
    disagreement with every other verdict. Raises ValueError for a value off the scale.
    """
    said = {subject: {"first": one, "second": two} for subject, (one, two) in pairs.items()}
    if reason := refusal(said):
        return Undefined(reason, len(said))
    values = domain(said, scale)
    distance = _distances(values, weighting)
    cells = _cells(said, "first", "second", values)

    def statistic(weights: Floats) -> Floats:
        return _kappas(weights @ cells, distance)

    return figure(statistic, len(said), seed=seed)


def mean_kappa(
    rows: Sequence[Row],
    weighting: Weighting = "none",
    *,
    seed: int,
    scale: Sequence[Value] | None = None,
) -> Figure | Undefined:
    """Light's kappa of one question: the mean over all pairs of raters whose kappa is defined.

    Subjects are redrawn whole, with the verdicts of all their raters.
    """
    said = {s: verdicts for s, verdicts in by_subject(rows).items() if len(verdicts) > 1}
    values = domain(said, scale)
    distance = _distances(values, weighting)
    tables = [_cells(said, one, two, values) for one, two in _pairs(said)]
    tables = [cells for cells in tables if np.isfinite(_kappas(cells.sum(0)[None], distance)[0])]
    if not tables:
        return Undefined(refusal(by_subject(rows)) or "no_variation", len(said))

    def statistic(weights: Floats) -> Floats:
        found = np.array([_kappas(weights @ cells, distance) for cells in tables])
        known = np.isfinite(found)
        total = np.where(known, found, 0).sum(axis=0)
        return np.where(known.any(axis=0), total / np.maximum(known.sum(axis=0), 1), np.nan)

    return figure(statistic, len(said), seed=seed)


def kappas_of_pairs(
    rows: Iterable[Row], weighting: Weighting = "none", *, scale: Sequence[Value] | None = None
) -> list[PairKappa]:
    """Kappa of each pair of raters on one question, pairs by name: who judges like whom."""
    said = by_subject(rows)
    values = domain(said, scale)
    distance = _distances(values, weighting)
    return [
        _pair(one, two, _cells(said, one, two, values).sum(axis=0), distance)
        for one, two in _pairs(said)
    ]


def _pairs(said: Said) -> list[tuple[str, str]]:
    raters = sorted({rater for verdicts in said.values() for rater in verdicts})
    return list(combinations(raters, 2))


def _pair(one: str, two: str, cells: Floats, distance: Floats) -> PairKappa:
    n = int(cells.sum())
    if n < 2:
        return PairKappa(one, two, Undefined("one_subject" if n else "nothing_in_common", n), n)
    value = float(_kappas(cells[None], distance)[0])
    return PairKappa(one, two, value if np.isfinite(value) else Undefined("no_variation", n), n)


def _cells(said: Said, one: str, two: str, values: Sequence[Value]) -> Floats:
    """1 in the cell (first verdict, second verdict) of each subject, (subjects, values²)."""
    place = {value: number for number, value in enumerate(values)}
    cells = np.zeros((len(said), len(values) ** 2))
    for line, verdicts in enumerate(said.values()):
        if one in verdicts and two in verdicts:
            cells[line, place[verdicts[one]] * len(values) + place[verdicts[two]]] = 1
    return cells


def _kappas(cells: Floats, distance: Floats) -> Floats:
    """1 - observed / expected disagreement for each line of cells; NaN where none is expected."""
    size = len(distance)
    table = cells.reshape(len(cells), size, size)
    total = np.maximum(table.sum(axis=(1, 2)), TINY)
    seen = np.sum(table * distance, axis=(1, 2)) / total
    rows, columns = table.sum(axis=2), table.sum(axis=1)
    chance = np.sum((rows @ distance) * columns, axis=1) / total**2
    return np.where(chance > TINY, 1 - seen / np.maximum(chance, TINY), np.nan)


def _distances(values: Sequence[Value], weighting: Weighting) -> Floats:
    """How far each two values lie apart, 0 to 1, (values, values)."""
    real = sum(map(applicable, values))
    places = np.arange(len(values))
    if weighting == "none" or real < 2:
        return np.asarray((places[:, None] != places) * 1.0)
    apart = np.abs(places[:, None] - places) / (real - 1)
    if weighting == "quadratic":
        apart = apart**2
    na = places >= real
    return np.asarray(np.where(na[:, None] | na, places[:, None] != places, apart))
