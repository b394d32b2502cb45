"""The restricted likelihood at given variances: its height, its slope and its average information.

With V the variance of y and P = V⁻¹ - V⁻¹X(X'V⁻¹X)⁻¹X'V⁻¹, the slope along component k is
-(tr(P V_k) - y'P V_k P y) / 2 and the average information y'P V_k P V_l P y / 2 (Gilmour, Thompson
and Cullis 1995, Biometrics 51: 1440-1450). All of it comes from the solved equations.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from scorecards.calibration.equations import Equations, Floats

SINGULAR = 1e-7
"""Least eigenvalue of the information, scaled to a diagonal of 1, for a Newton step."""

LEAST_RESIDUAL = 1e-6
"""The least part of the whole variance that the residual is given; there the scores follow exactly
from the factors, and the likelihood has no top."""

EDGE = 1e-9
"""Variances are kept above this part of the whole variance; there they count as 0."""


class Point:
    """The likelihood at the variances `at`: of the named random factors, then of the residual."""

    def __init__(self, equations: Equations, names: Sequence[str], at: Floats) -> None:
        self.equations, self.names = equations, names
        self.at = np.maximum(at, [*[EDGE] * len(names), LEAST_RESIDUAL])
        self.freedom = equations.rows - equations.fixed_width
        self.residual = float(self.at[-1])
        self.solution = equations.solve(
            {name: float(one) / self.residual for name, one in zip(names, self.at, strict=False)}
        )

    @cached_property
    def height(self) -> float:
        """The logarithm of the likelihood, without constants."""
        solution = self.solution
        scale = self.freedom * np.log(self.residual) + solution.rss / self.residual
        return -float(scale + solution.log_determinant) / 2

    @cached_property
    def _lost(self) -> Floats:
        """Degrees of freedom that the data spend on each random factor."""
        levels = np.array([self._effects(name).size for name in self.names])
        return np.asarray(levels - [self.solution.trace(name) for name in self.names])

    @cached_property
    def slope(self) -> Floats:
        """The derivative of `height` along each variance."""
        squares = np.array([float(np.sum(self._effects(name) ** 2)) for name in self.names])
        own = self.at[:-1]
        factors = -(self._lost / own - squares / own**2) / 2
        traced = (self.freedom - self._lost.sum()) / self.residual
        return np.append(factors, -(traced - self._residual_square / self.residual**2) / 2)

    @cached_property
    def information(self) -> Floats:
        """The average information of the variances, (variances, variances)."""
        blocks = np.zeros((self.equations.width, len(self.names)))
        for place, name in enumerate(self.names):
            part = self.equations.parts[name]
            blocks[part, place] = self.solution.effects[part] / self.at[place]
        met = self.equations.counts @ blocks
        left = self._left / self.residual
        within = np.block(
            [
                [blocks.T @ met, (blocks.T @ left)[:, None]],
                [blocks.T @ left, np.array(self._residual_square / self.residual**2)],
            ]
        )
        seen = np.column_stack([met, left]) * self.solution.scale[:, None]
        return (within - seen.T @ self.solution.apply(seen)) / (2 * self.residual)

    @property
    def free(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Which variances may move: all but those at the edge that would go below 0."""
        return (self.at > 10 * EDGE) | (self.slope > 0)

    @cached_property
    def step(self) -> tuple[Floats, float]:
        """The Newton step, and its squared length in standard errors.

        Where the information has next to no inverse, the step of EM and its squared length in
        parts of the variances instead: Newton would not see that it still goes up.
        """
        free = self.free
        information = self.information[np.ix_(free, free)]
        scale = np.sqrt(np.maximum(np.diag(information), 1e-300))
        if np.linalg.eigvalsh(information / np.outer(scale, scale))[0] < SINGULAR:
            step = self.expectation() - self.at
            return step, float(np.sum((step / self.at) ** 2))
        step = np.zeros_like(self.at)
        step[free] = np.linalg.solve(information, self.slope[free])
        return step, float(step @ self.slope)

    def expectation(self) -> Floats:
        """The variances after one step of EM, which never lowers the likelihood."""
        squares = np.array([float(np.sum(self._effects(name) ** 2)) for name in self.names])
        levels = np.array([self._effects(name).size for name in self.names])
        factors = (squares + (levels - self._lost) * self.at[:-1]) / levels
        return np.append(factors, self.solution.rss / self.freedom)

    def standard_errors(self) -> Floats:
        """Large-sample standard errors of the variances; NaN at the edge."""
        free = self.at > 10 * EDGE
        errors = np.full(len(self.at), np.nan)
        inverse = np.linalg.pinv(self.information[np.ix_(free, free)])
        errors[free] = np.sqrt(np.maximum(np.diag(inverse), 0))
        return errors

    def _effects(self, name: str) -> Floats:
        return np.asarray(self.solution.effects[self.equations.parts[name]])

    @cached_property
    def _left(self) -> Floats:
        """The residuals summed over each level, (width,)."""
        return np.asarray(self.equations.sums - self.equations.counts @ self.solution.effects)

    @property
    def _residual_square(self) -> float:
        effects = self.solution.effects
        return self.solution.rss - float(effects @ self._left)
