"""The mixed-model equations against dense matrices that follow the definitions."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from scorecards.calibration.equations import INTERCEPT, Equations, Factor, Floats, indicators
from tests.scorecards.calibration.designs import Design, design

RATIOS = {"agent": 0.4, "reviewer": 0.1, "question": 1.7}


def dense(one: Design, *, fixed: bool) -> tuple[Floats, Floats, Floats]:
    """Coefficients, right side and the order of effects, agents first, without any trick."""
    parts = [
        np.eye(n)[codes] for n, codes in ((9, one.agent), (4, one.reviewer), (3, one.question))
    ]
    ridge = [np.full(9, 0 if fixed else 1 / 0.4), np.full(4, 1 / 0.1), np.full(3, 1 / 1.7)]
    if not fixed:
        parts.append(np.ones((len(one.y), 1)))
        ridge.append(np.zeros(1))
    whole = np.hstack(parts)
    return whole.T @ whole + np.diag(np.concatenate(ridge)), whole.T @ one.y, whole


@pytest.mark.parametrize("fixed", [True, False])
def test_effects_and_their_errors(fixed: bool) -> None:
    one = design(1)
    coefficients, right, whole = dense(one, fixed=fixed)
    equations = Equations(one.y, one.factors(agents_fixed=fixed))
    names = ["agent", "reviewer", "question", *([] if fixed else [INTERCEPT])]
    order = np.concatenate([np.arange(equations.width)[equations.parts[name]] for name in names])
    solution = equations.solve(RATIOS)
    effects = np.linalg.solve(coefficients, right)
    inverse = np.linalg.inv(coefficients)
    assert solution.effects[order] == pytest.approx(effects)
    every = sparse.eye(equations.width, format="csr")
    assert solution.covariance(every)[np.ix_(order, order)] == pytest.approx(inverse)
    assert solution.variances(every)[order] == pytest.approx(np.diag(inverse))
    assert solution.rss == pytest.approx(float(one.y @ (one.y - whole @ effects)))


def test_traces_and_determinant() -> None:
    one = design(2)
    solution = Equations(one.y, one.factors()).solve(RATIOS)
    coefficients, _, _ = dense(one, fixed=False)
    scale = np.sqrt(np.concatenate([np.full(9, 0.4), np.full(4, 0.1), np.full(3, 1.7), [1.0]]))
    scaled = coefficients * np.outer(scale, scale)
    inverse = np.diag(np.linalg.inv(scaled))
    assert solution.log_determinant == pytest.approx(float(np.linalg.slogdet(scaled)[1]))
    assert solution.trace("agent") == pytest.approx(float(inverse[:9].sum()))
    assert solution.trace("reviewer") == pytest.approx(float(inverse[9:13].sum()))
    assert solution.trace("question") == pytest.approx(float(inverse[13:16].sum()))


def test_a_ratio_of_zero_takes_the_factor_out() -> None:
    one = design(3)
    without = Equations(one.y, one.factors()[:1]).solve({"agent": 0.4})
    there = Equations(one.y, one.factors()).solve({"agent": 0.4, "reviewer": 0.0, "question": 0.0})
    agents = there.equations.parts["agent"]
    assert there.effects[agents] == pytest.approx(without.effects[without.equations.parts["agent"]])
    assert there.effects[there.equations.parts["reviewer"]].tolist() == [0.0] * 4
    assert there.log_determinant == pytest.approx(without.log_determinant)


def test_indicators() -> None:
    assert indicators(np.array([1, 0, 1])).toarray().tolist() == [[0, 1], [1, 0], [0, 1]]


def test_refuses_two_fixed_factors_and_none_at_all() -> None:
    codes = np.array([0, 1, 1])
    two = [Factor("a", codes, fixed=True), Factor("b", codes, fixed=True)]
    for factors in (two, []):
        with pytest.raises(ValueError, match="At least one factor"):
            Equations(np.array([1.0, 2.0, 3.0]), factors)
