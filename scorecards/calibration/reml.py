"""Variance components of crossed factors by restricted maximum likelihood (REML).

Average-information REML (Gilmour, Thompson and Cullis 1995; Johnson and Thompson 1995, J. Dairy
Science 78: 449-456): Newton steps, halved until the likelihood rises, and a step of EM (Dempster,
Laird and Rubin 1977) where they do not help. Nothing is random: the same rows, the same figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scorecards.calibration.equations import Equations, Factor, Floats
from scorecards.calibration.likelihood import EDGE, LEAST_RESIDUAL, Point

RESIDUAL = "(residual)"
STEPS = 200
HALVINGS = 12
SETTLED = 1e-16
"""Squared length of a Newton step, in standard errors, at which to stop."""

NEARLY = 1e-6
"""What is settled too, where rounding lets the likelihood rise no further."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Variance components by factor and of the residual, in squared units of y.

    `zero` names those at the edge of what is possible: the data show no such difference; their
    standard error is NaN. If `converged` is false the figures are not to be used.
    `log_likelihood` leaves out constants.
    """

    variances: dict[str, float]
    standard_errors: dict[str, float]
    zero: frozenset[str]
    log_likelihood: float
    converged: bool
    steps: int

    @property
    def residual(self) -> float:
        """The residual variance."""
        return self.variances[RESIDUAL]

    @property
    def ratios(self) -> dict[str, float]:
        """Each factor's variance / residual variance, as the equations take them."""
        return {name: one / self.residual for name, one in self.variances.items()}


def fit(y: Sequence[float] | Floats, factors: Sequence[Factor]) -> Fit:
    """REML estimates for `y`, (rows,), by random factors and at most one fixed one.

    Raises ValueError when y does not vary, or no degree of freedom is left for the residual.
    """
    values = np.asarray(y, dtype=float)
    spread = float(values.std())
    if spread <= 1e-9 * float(np.abs(values).max(initial=0)):
        raise ValueError("All values are the same.")
    equations = Equations((values - values.mean()) / spread, factors)
    if equations.rows <= equations.fixed_width:
        raise ValueError("There are no more rows than fixed effects.")
    names = [f.name for f in equations.factors if not f.fixed]
    start = np.full(len(names) + 1, 1 / (len(names) + 1))
    top, steps = _climb(Point(equations, names, start))
    return _fit(top, steps, spread)


def _climb(point: Point) -> tuple[Point, int]:
    for steps in range(STEPS):
        if point.step[1] < SETTLED or (higher := _higher(point)) is None:
            return point, steps
        point = higher
    return point, STEPS


def _higher(point: Point) -> Point | None:
    """The first better point along the Newton step, or after a step of EM."""
    step, length = point.step
    for halving in range(HALVINGS):
        after = Point(point.equations, point.names, point.at + step / 2**halving)
        if after.height > point.height:
            return after
        # At the top the likelihood changes by less than it is exact; the slope still tells.
        if length < NEARLY and after.step[1] < length:
            return after
    after = Point(point.equations, point.names, point.expectation())
    return after if after.height > point.height else None


def _fit(top: Point, steps: int, spread: float) -> Fit:
    names = [*top.names, RESIDUAL]
    at = np.where(top.at <= 10 * EDGE, 0.0, top.at)
    return Fit(
        dict(zip(names, (at * spread**2).tolist(), strict=True)),
        dict(zip(names, (top.standard_errors() * spread**2).tolist(), strict=True)),
        frozenset(name for name, value in zip(names, at, strict=True) if not value),
        top.height - top.freedom * float(np.log(spread)),
        bool(top.step[1] < NEARLY and top.residual > 10 * LEAST_RESIDUAL),
        steps,
    )
