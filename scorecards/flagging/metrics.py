"""How well a ranking finds low quality: pure arithmetic with weights, ties and 95 % intervals."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

SHARES = (0.05, 0.10, 0.20)
CURVE = tuple(i / 40 for i in range(41))
REPLICATES = 1000
# From so many agents on, whole agents are redrawn, since one agent's interactions are alike.
LEAST_CLUSTERS = 20
Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Interval:
    """A value with its 95 % interval; NaN where the data carry none."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Top:
    """What reviewing the riskiest `share` finds: recall, and lift = recall / share."""

    share: float
    recall: Interval
    lift: Interval


@dataclass(frozen=True, slots=True)
class Figures:
    """Ranking quality on one set of reviewed interactions."""

    n: int
    lows: int
    base_rate: float
    auc: Interval
    average_precision: Interval
    brier: Interval
    tops: tuple[Top, ...]
    curve: tuple[tuple[float, Interval], ...]

    def top(self, share: float) -> Top:
        """The row for one share; KeyError if it was not measured."""
        for top in self.tops:
            if math.isclose(top.share, share):
                return top
        raise KeyError(share)


class Ranking:
    """A set of scores sorted once, so that each bootstrap draw only changes the weights.

    Equal scores form one step of every curve: within it the order says nothing.
    """

    def __init__(self, low: ArrayLike, score: ArrayLike) -> None:
        y = np.asarray(low, dtype=float)
        p = np.asarray(score, dtype=float)
        self.order = np.argsort(-p, kind="stable")
        ordered = p[self.order]
        self.y = y[self.order]
        self.p = ordered
        self.starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])

    def steps(self, weights: Floats) -> tuple[Floats, Floats]:
        """Cumulative weight of all and of the lows after each step; weights (..., n) unsorted."""
        w = weights[..., self.order]
        every = np.add.reduceat(w, self.starts, axis=-1).cumsum(axis=-1)
        lows = np.add.reduceat(w * self.y, self.starts, axis=-1).cumsum(axis=-1)
        return every, lows

    def auc(self, every: Floats, lows: Floats) -> Floats:
        """Chance that a low one ranks above one that is not, ties counting half."""
        total, low = every[..., -1], lows[..., -1]
        before = np.concatenate([np.zeros_like(lows[..., :1]), lows[..., :-1]], axis=-1)
        others = np.diff(every - lows, axis=-1, prepend=0.0)
        area = (others * (before + lows) / 2).sum(axis=-1)
        return _ratio(area, low * (total - low))

    def average_precision(self, every: Floats, lows: Floats) -> Floats:
        """Sum of precision × gain in recall over the steps (scikit-learn's definition)."""
        gain = np.diff(lows, axis=-1, prepend=0.0)
        return _ratio((_ratio(lows, every, 0.0) * gain).sum(axis=-1), lows[..., -1])

    def recall(self, every: Floats, lows: Floats, share: float) -> Floats:
        """Share of all lows within the top `share`; a step cut through counts in proportion."""
        target = share * every[..., -1:]
        step = np.minimum((every < target).sum(axis=-1, keepdims=True), every.shape[-1] - 1)
        zero = np.zeros_like(every[..., :1])
        e, h = np.concatenate([zero, every], -1), np.concatenate([zero, lows], -1)
        e0, e1 = np.take_along_axis(e, step, -1), np.take_along_axis(e, step + 1, -1)
        h0, h1 = np.take_along_axis(h, step, -1), np.take_along_axis(h, step + 1, -1)
        part = np.clip(_ratio(target - e0, e1 - e0, 0.0), 0.0, 1.0)
        return _ratio((h0 + part * (h1 - h0))[..., 0], lows[..., -1])

    def brier(self, weights: Floats) -> Floats:
        """Weighted mean of (probability - outcome)²."""
        error = (self.p - self.y) ** 2
        return _ratio((weights[..., self.order] * error).sum(-1), weights.sum(-1))


def _ratio(part: Floats, whole: Floats, otherwise: float = math.nan) -> Floats:
    out: Floats = np.full(np.broadcast(part, whole).shape, otherwise)
    np.divide(part, whole, out=out, where=np.asarray(whole) > 0)
    return out


def measure(
    low: Sequence[bool],
    probability: Sequence[float],
    *,
    weights: Sequence[float] | None = None,
    clusters: Sequence[str] | None = None,
    seed: int = 0,
    replicates: int = REPLICATES,
) -> Figures:
    """All figures with 95 % percentile bootstrap intervals.

    `weights` are 1/π on the random arm (default 1); `clusters` are agents, redrawn whole where
    there are at least 20 of them. Raises ValueError on unequal lengths or no data.
    """
    n = len(low)
    if n == 0 or len(probability) != n or (weights is not None and len(weights) != n):
        raise ValueError("needs as many outcomes, probabilities and weights, and at least one")
    ranking = Ranking(low, probability)
    w = np.ones(n) if weights is None else np.asarray(weights, dtype=float)
    draws = [_all(ranking, w[None, :])]
    for counts in bootstrap_counts(n, clusters, seed, replicates):
        draws.append(_all(ranking, counts * w))
    table = np.concatenate(draws, axis=1)
    auc, ap, brier, *recalls = (_interval(row[0], row[1:]) for row in table)
    y = np.asarray(low, dtype=float)
    return Figures(
        n=n,
        lows=int(y.sum()),
        base_rate=float((w * y).sum() / w.sum()),
        auc=auc,
        average_precision=ap,
        brier=brier,
        tops=tuple(
            Top(q, r, Interval(r.value / q, r.low / q, r.high / q))
            for q, r in zip(SHARES, recalls, strict=False)
        ),
        curve=tuple(zip(CURVE, recalls[len(SHARES) :], strict=True)),
    )


def _all(ranking: Ranking, weights: Floats) -> Floats:
    every, lows = ranking.steps(weights)
    rows = [ranking.auc(every, lows), ranking.average_precision(every, lows)]
    rows.append(ranking.brier(weights))
    rows += [ranking.recall(every, lows, q) for q in (*SHARES, *CURVE)]
    return np.stack(rows)


def _interval(value: float, draws: Floats) -> Interval:
    known = draws[~np.isnan(draws)]
    if math.isnan(value) or not len(known):
        return Interval(float(value), math.nan, math.nan)
    low, high = np.percentile(known, [2.5, 97.5])
    return Interval(float(value), float(low), float(high))


def bootstrap_counts(
    n: int, clusters: Sequence[str] | None, seed: int, replicates: int
) -> list[Floats]:
    """How often each of n items is drawn in each replicate, in blocks of (replicates, n)."""
    rng = np.random.default_rng(seed)
    member, k = np.arange(n), n
    if clusters is not None and len(set(clusters)) >= LEAST_CLUSTERS:
        names, member = np.unique(np.asarray(clusters, dtype=str), return_inverse=True)
        k = len(names)
    block = max(1, min(replicates, 500_000 // n))
    sizes = [block] * (replicates // block) + [replicates % block] * (replicates % block > 0)
    even = np.full(k, 1 / k)
    return [rng.multinomial(k, even, size=size).astype(float)[:, member] for size in sizes]


def wilson(share: float, n: float) -> Interval:
    """Wilson's 95 % score interval of a share of n (n may be an effective sample size)."""
    if n <= 0:
        return Interval(math.nan, math.nan, math.nan)
    z2 = Z95 * Z95
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 / (1 + z2 / n) * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    # At 0 and 1 the bound is the share itself; rounding must not move it past.
    return Interval(share, min(max(0.0, centre - half), share), max(min(1.0, centre + half), share))


@dataclass(frozen=True, slots=True)
class Bin:
    """One calibration bin: mean predicted chance against the share found low."""

    n: int
    predicted: float
    observed: Interval

    @property
    def meets(self) -> bool:
        """Whether the interval holds the predicted chance."""
        return self.observed.low <= self.predicted <= self.observed.high


def calibration(
    low: Sequence[bool],
    probability: Sequence[float],
    weights: Sequence[float] | None = None,
    bins: int = 10,
) -> tuple[Bin, ...]:
    """Bins of about equal count by predicted chance, equal predictions in one bin.

    With weights, Wilson's interval is taken at Kish's effective size (Σw)²/Σw².
    """
    y = np.asarray(low, dtype=float)
    p = np.asarray(probability, dtype=float)
    w = np.ones(len(p)) if weights is None else np.asarray(weights, dtype=float)
    if not len(p):
        return ()
    edges = np.unique(np.quantile(p, np.linspace(0, 1, bins + 1)[1:-1]))
    which = np.searchsorted(edges, p, side="left")
    found = []
    for b in np.unique(which):
        here = which == b
        total = w[here].sum()
        effective = float(total**2 / (w[here] ** 2).sum())
        share = float((w[here] * y[here]).sum() / total)
        predicted = float((w[here] * p[here]).sum() / total)
        found.append(Bin(int(here.sum()), predicted, wilson(share, effective)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class GroupRate:
    """How often a group is flagged, and found low when reviewed (None if nobody looked)."""

    group: str
    n: int
    flagged: Interval
    low_when_reviewed: Interval | None
    look: bool


def group_rates(
    groups: Sequence[str], flagged: Sequence[bool], low: Sequence[bool | None]
) -> tuple[GroupRate, ...]:
    """Flag rate per group with Wilson intervals; `look` where one lies above the overall rate."""
    overall = sum(flagged) / len(flagged) if flagged else 0.0
    rates = []
    for group in sorted(set(groups)):
        rows = [i for i, g in enumerate(groups) if g == group]
        reviewed = [low[i] for i in rows if low[i] is not None]
        rate = wilson(sum(flagged[i] for i in rows) / len(rows), len(rows))
        found = (
            wilson(sum(map(bool, reviewed)) / len(reviewed), len(reviewed)) if reviewed else None
        )
        rates.append(GroupRate(group, len(rows), rate, found, rate.low > overall))
    return tuple(rates)
