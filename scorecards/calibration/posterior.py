"""Effects of a factor with intervals that allow for not knowing how much its levels differ.

A variance estimated as 0 would say that all reviewers are exactly alike, with intervals of width 0;
one estimated from eight reviewers is itself uncertain. So the standard deviation among levels is
not fixed but averaged over, each value weighing as much as the data make it likely, on a prior that
is flat in the standard deviation (Gelman 2006, Bayesian Analysis 1: 515-533).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import linalg, special

from scorecards.calibration.equations import Floats

GRID = 400
LEAST = 1e-4
"""The smallest standard deviation looked at, as a part of the greatest."""

TAIL = 0.025


@dataclass(frozen=True, slots=True)
class Effects:
    """Contrasts of effects: their mean with the 95 % interval, each (contrasts,)."""

    means: Floats
    lows: Floats
    highs: Floats
    spread: tuple[float, float, float]
    """The standard deviation among levels: its mean, and its 95 % interval."""


def integrate(
    precision: Floats, right: Floats, contrasts: Floats, greatest: float, noise: float = 0.0
) -> Effects:
    """The posterior of `contrasts` @ effects, (contrasts,), when effects ~ N(0, spread²).

    The data say of the effects, (levels,): exp(-e' `precision` e / 2 + e' `right`), where the
    precision may leave some combinations open. `greatest` bounds the spread, in units of effects;
    `noise` is a variance that each contrast has besides.
    """
    sizes, axes = linalg.eigh(precision)
    sizes = np.maximum(sizes, 0.0)
    along = axes.T @ right
    spreads = greatest * np.geomspace(LEAST, 1.0, GRID)
    weights = _weights(spreads, sizes, along)
    variances = spreads[:, None] ** 2 / (1 + spreads[:, None] ** 2 * sizes)
    turned = contrasts @ axes
    means = (variances * along) @ turned.T
    deviations = np.sqrt(np.maximum(variances @ (turned**2).T, 0.0) + noise)
    lows, highs = (_quantile(part, means, deviations, weights) for part in (TAIL, 1 - TAIL))
    return Effects(weights @ means, lows, highs, _summary(spreads, weights))


def shrink(means: Floats, errors: Floats, greatest: float) -> Effects:
    """True values behind `means` with standard `errors`, (levels,), drawn to a common middle.

    Each by its own error alone. About the middle nothing is assumed.
    """
    trust = 1 / errors**2
    whole = float(trust.sum())
    shares = trust / whole
    middle = float(shares @ means)
    # The middle is averaged over: what it may be adds to every value, and leaves one combination
    # of effects without evidence.
    precision = np.diag(trust) - np.outer(trust, trust) / whole
    contrasts = np.eye(len(means)) - shares
    found = integrate(precision, precision @ means, contrasts, greatest, noise=1 / whole)
    return Effects(middle + found.means, middle + found.lows, middle + found.highs, found.spread)


def _weights(spreads: Floats, sizes: Floats, along: Floats) -> Floats:
    """How likely each spread is, adding up to 1."""
    square = spreads[:, None] ** 2
    fit = square * along**2 / (1 + square * sizes) - np.log1p(square * sizes)
    # Steps of the grid grow with the spread, so a flat prior weighs each by its spread; the outer
    # ones are halves (trapezoidal rule).
    height = fit.sum(axis=1) / 2 + np.log(spreads)
    weights = np.exp(height - height.max())
    weights[[0, -1]] /= 2
    return np.asarray(weights / weights.sum())


def _quantile(part: float, means: Floats, deviations: Floats, weights: Floats) -> Floats:
    """The quantile of each column's mixture of normals, by halving; (contrasts,)."""
    low = np.min(means - 9 * deviations, axis=0)
    high = np.max(means + 9 * deviations, axis=0)
    scale = np.maximum(deviations, 1e-300)
    for _ in range(60):
        middle = (low + high) / 2
        below = weights @ special.ndtr((middle - means) / scale) < part
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return np.asarray((low + high) / 2)


def _summary(spreads: Floats, weights: Floats) -> tuple[float, float, float]:
    reached = np.cumsum(weights) - weights / 2
    low, high = np.interp([TAIL, 1 - TAIL], reached, spreads)
    return float(weights @ spreads), float(low), float(high)
