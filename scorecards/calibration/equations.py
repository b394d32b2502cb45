"""Henderson's mixed-model equations for crossed factors, built once from counts and solved often.

    y = intercept + sum over factors of (effect of the row's level) + residual

Only how often levels meet enters the equations, never the rows themselves, so that 100,000 rows
cost no more than 3,000 once they are counted. The factor with most levels meets itself only on the
diagonal; it is absorbed into the others (Henderson 1975, Biometrics 31: 423-447, and absorption as
in Searle, Casella and McCulloch 1992, Variance Components, §7.6), and what is left is small and
dense. Effects are scaled by the root of their variance ratio, so that a variance of 0 is an
ordinary point and not a division by 0 (Bates et al. 2015, J. Statistical Software 67(1), §3).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, sparse

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Sparse = Any
"""A scipy sparse matrix; scipy ships no types."""

INTERCEPT = "(intercept)"


@dataclass(frozen=True, slots=True)
class Factor:
    """Which level each row has, as codes 0, 1, … (rows,); each code must occur.

    A fixed factor's effects are drawn to no mean; it takes the place of the intercept.
    """

    name: str
    codes: Ints
    fixed: bool = False

    @property
    def levels(self) -> int:
        """How many levels there are."""
        return int(self.codes.max()) + 1


class Equations:
    """The equations of one data set, to be solved for any variance ratios."""

    def __init__(self, y: Floats, factors: Sequence[Factor]) -> None:
        """Raises ValueError for more than one fixed factor: their levels could not be told apart,
        or for no factor at all."""
        if sum(factor.fixed for factor in factors) > 1 or not factors:
            raise ValueError("At least one factor is needed, and at most one may be fixed.")
        self.factors = sorted(factors, key=lambda factor: -factor.levels)
        self.rows = len(y)
        columns = [indicators(factor.codes) for factor in self.factors]
        names = [(factor.name, factor.levels, not factor.fixed) for factor in self.factors]
        if not any(factor.fixed for factor in factors):
            columns.append(indicators(np.zeros(len(y), dtype=np.int64)))
            names.append((INTERCEPT, 1, False))
        design = sparse.hstack(columns, format="csr")
        self.counts: Sparse = (design.T @ design).tocsr()
        self.sums: Floats = design.T @ y
        self.square = float(y @ y)
        ends = np.cumsum([levels for _, levels, _ in names]).tolist()
        starts = [0, *ends[:-1]]
        self.parts = {n[0]: slice(a, b) for n, a, b in zip(names, starts, ends, strict=True)}
        self.random = {name for name, _, random in names if random}
        self.width = ends[-1]
        self.fixed_width = sum(levels for _, levels, random in names if not random)
        self.absorbed = self.parts[self.factors[0].name]

    @cached_property
    def _blocks(self) -> tuple[Floats, Sparse, Floats]:
        """Counts of the absorbed factor, of it with the others, and of the others."""
        end = self.absorbed.stop
        own = self.counts[:end, :end].diagonal().astype(float)
        return own, self.counts[:end, end:].tocsr(), self.counts[end:, end:].toarray()

    def solve(self, ratios: Mapping[str, float]) -> Solution:
        """The solution for given ratios (variance of a random factor) / (residual variance)."""
        scale, ridge = np.ones(self.width), np.zeros(self.width)
        for name in self.random:
            scale[self.parts[name]] = np.sqrt(ratios[name])
            ridge[self.parts[name]] = 1.0
        return Solution(self, scale, ridge)


class Solution:
    """Effects for fixed variance ratios, and what is needed to judge the ratios themselves."""

    def __init__(self, equations: Equations, scale: Floats, ridge: Floats) -> None:
        self.equations = equations
        self.scale = scale
        end = self._end = equations.absorbed.stop
        own, between, others = equations._blocks
        self._own = own * scale[:end] ** 2 + ridge[:end]
        self._between: Sparse = sparse.diags(scale[:end]) @ between @ sparse.diags(scale[end:])
        self._weighed: Sparse = sparse.diags(1 / self._own) @ self._between
        rest = others * np.outer(scale[end:], scale[end:]) + np.diag(ridge[end:])
        rest -= (self._between.T @ self._weighed).toarray()
        self._factor = linalg.cho_factor(rest, lower=True, overwrite_a=True, check_finite=False)
        self._scaled = self.apply(equations.sums * scale)
        self.effects: Floats = self._scaled * scale
        self.rss = max(equations.square - float(self.effects @ equations.sums), 0.0)

    def apply(self, right: Floats) -> Floats:
        """The inverse of the scaled coefficients times `right`, (width,) or (width, many)."""
        end = self._end
        own = self._own if right.ndim == 1 else self._own[:, None]
        rest = linalg.cho_solve(
            self._factor, right[end:] - self._weighed.T @ right[:end], check_finite=False
        )
        return np.concatenate([(right[:end] - self._between @ rest) / own, rest])

    @property
    def log_determinant(self) -> float:
        """Of the scaled coefficients."""
        return float(np.log(self._own).sum() + 2 * np.log(np.diag(self._factor[0])).sum())

    @cached_property
    def _inverse(self) -> Floats:
        """The inverse for all but the absorbed factor."""
        lower, info = linalg.lapack.dpotri(self._factor[0], lower=1)
        if info:
            raise np.linalg.LinAlgError("The equations have no inverse.")
        half = np.tril(lower)
        return np.asarray(half + np.tril(half, -1).T)

    def trace(self, name: str) -> float:
        """The trace of a factor's block of the inverse of the scaled coefficients."""
        part = self.equations.parts[name]
        if part != self.equations.absorbed:
            own = slice(part.start - self._end, part.stop - self._end)
            return float(np.diag(self._inverse)[own].sum())
        square = (self._weighed.T @ self._weighed).toarray()
        return float((1 / self._own).sum() + np.sum(square * self._inverse))

    def covariance(self, combinations: Sparse) -> Floats:
        """Prediction error covariance of linear combinations of effects, / residual variance.

        `combinations` is (many, width), sparse; the answer (many, many), dense.
        """
        own, rest = self._split(combinations)
        absorbed = (own @ sparse.diags(1 / self._own) @ own.T).toarray()
        return np.asarray(absorbed + rest @ self._inverse @ rest.T)

    def variances(self, combinations: Sparse) -> Floats:
        """The diagonal of `covariance`, (many,), without working out the rest."""
        own, rest = self._split(combinations)
        absorbed = np.asarray(own.multiply(own) @ (1 / self._own)).ravel()
        return np.asarray(absorbed + np.einsum("ij,ij->i", rest @ self._inverse, rest))

    def _split(self, combinations: Sparse) -> tuple[Sparse, Floats]:
        scaled = sparse.csr_matrix(combinations @ sparse.diags(self.scale))
        own = scaled[:, : self._end]
        return own, np.asarray(scaled[:, self._end :].toarray() - (own @ self._weighed).toarray())


def indicators(codes: Ints) -> Sparse:
    """A line for each row with 1 at its level and 0 elsewhere, (rows, levels)."""
    shape = (len(codes), int(codes.max(initial=-1)) + 1)
    return sparse.csr_matrix((np.ones(len(codes)), (np.arange(len(codes)), codes)), shape=shape)
