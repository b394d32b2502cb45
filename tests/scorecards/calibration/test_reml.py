"""REML against closed forms, published figures and statsmodels, and at its edges."""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from statsmodels.regression.mixed_linear_model import MixedLM

from scorecards.calibration.equations import INTERCEPT, Equations, Factor
from scorecards.calibration.reml import RESIDUAL, fit
from tests.scorecards.calibration.designs import balanced, design
from tests.scorecards.calibration.published import DYESTUFF, NO_BATCHES


@pytest.mark.parametrize("seed", range(8))
def test_balanced_designs_have_a_closed_form(seed: int) -> None:
    """Mean squares: agents', reviewers' and the rest's (Searle, Casella, McCulloch 1992, §4.3)."""
    one = balanced(seed)
    found = fit(one.y, one.factors()[:2])
    cube = one.y.reshape(12, 8, 3)
    agents, reviewers = cube.mean((1, 2)), cube.mean((0, 2))
    rest = cube - agents[:, None, None] - reviewers[None, :, None] + cube.mean()
    residual = float(np.sum(rest**2)) / (288 - 12 - 8 + 1)
    expected = {
        "agent": float(agents.var(ddof=1)) - residual / 24,
        "reviewer": float(reviewers.var(ddof=1)) - residual / 36,
        RESIDUAL: residual,
    }
    assert min(expected.values()) > 0
    assert found.variances == pytest.approx(expected, rel=1e-6)
    assert (found.converged, found.zero) == (True, frozenset())


def test_dyestuff() -> None:
    """lme4's published REML estimates: batches 1764.05, rest 2451.25."""
    batches = np.repeat(np.arange(6), 5)
    found = fit(np.ravel(DYESTUFF), [Factor("batch", batches)])
    assert found.variances == pytest.approx({"batch": 1764.05, RESIDUAL: 2451.25}, rel=1e-6)


def test_batches_that_do_not_differ_are_exactly_zero() -> None:
    """lme4's published REML estimates for Dyestuff2: batches 0, rest 13.81."""
    batches = np.repeat(np.arange(6), 5)
    found = fit(np.ravel(NO_BATCHES), [Factor("batch", batches)])
    assert found.variances["batch"] == 0.0
    assert round(found.residual, 2) == 13.81
    assert (found.zero, found.converged) == (frozenset({"batch"}), True)
    assert np.isnan(found.standard_errors["batch"])


@pytest.mark.parametrize("seed", [1, 2, 5])
def test_equals_statsmodels_on_crossed_factors(seed: int) -> None:
    one = design(seed, rows=120)
    found = fit(one.y, one.factors())
    frame = pd.DataFrame({"y": one.y, "a": one.agent, "r": one.reviewer, "q": one.question})
    parts = {"agent": "0 + C(a)", "reviewer": "0 + C(r)", "question": "0 + C(q)"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = MixedLM.from_formula("y ~ 1", groups=np.ones(120), vc_formula=parts, data=frame)
        other = model.fit(reml=True, method=["lbfgs", "bfgs"], gtol=1e-9, maxiter=2000)
    theirs = dict(zip(other.model.exog_vc.names, other.vcomp, strict=True))
    for name in parts:
        assert found.variances[name] == pytest.approx(theirs[name], rel=5e-3, abs=0.02)
    assert found.residual == pytest.approx(other.scale, rel=1e-3)
    solution = Equations(one.y - one.y.mean(), one.factors()).solve(found.ratios)
    effects = solution.effects[solution.equations.parts["reviewer"]]
    blups = other.random_effects[1.0]
    theirs_r = [blups[f"reviewer[C(r)[{n}]]"] for n in range(4)]
    assert effects == pytest.approx(np.array(theirs_r), abs=0.02)
    middle = solution.effects[solution.equations.parts[INTERCEPT]][0] + one.y.mean()
    assert middle == pytest.approx(other.fe_params["Intercept"], abs=0.02)


@pytest.mark.parametrize("seed", range(5))
def test_no_nearby_variances_are_likelier(seed: int) -> None:
    from scorecards.calibration.likelihood import Point  # beside its only use

    one = design(seed)
    found = fit(one.y, one.factors())
    names = ("agent", "reviewer", "question")
    equations = Equations(one.y - one.y.mean(), one.factors())
    best = np.array([found.variances[name] for name in (*names, RESIDUAL)])
    top = Point(equations, names, best)
    for place in range(4):
        for factor in (0.99, 1.01):
            moved = best.copy()
            moved[place] = moved[place] * factor + (0.01 if factor > 1 else 0)
            assert Point(equations, names, moved).height <= top.height


def test_scale_and_level_do_not_matter() -> None:
    one = design(6)
    plain, other = fit(one.y, one.factors()), fit(1e4 + 100 * one.y, one.factors())
    scaled = {name: 1e4 * size for name, size in plain.variances.items()}
    assert other.variances == pytest.approx(scaled, rel=1e-6)


def test_the_likelihood_is_comparable_between_models() -> None:
    """A factor that the data do not need raises the likelihood by nothing."""
    one = balanced(1, spread=0.0)
    without, there = fit(one.y, one.factors()[:1]), fit(one.y, one.factors()[:2])
    assert there.log_likelihood >= without.log_likelihood - 1e-6
    if "reviewer" in there.zero:
        assert there.log_likelihood == pytest.approx(without.log_likelihood, abs=1e-6)


def test_same_rows_same_fit() -> None:
    one = design(7)
    again = replace(one, y=one.y.copy())
    assert repr(fit(one.y, one.factors())) == repr(fit(again.y, again.factors()))


def test_scores_without_residual_do_not_converge() -> None:
    """Agent + reviewer and nothing else: the likelihood has no top."""
    one = balanced(1)
    exact = 3.0 * one.agent + 2.0 * one.reviewer
    assert not fit(exact, one.factors()[:2]).converged


def test_refusals() -> None:
    codes = np.array([0, 1, 2])
    with pytest.raises(ValueError, match="All values are the same"):
        fit([50, 50, 50], [Factor("a", codes)])
    with pytest.raises(ValueError, match="no more rows than fixed effects"):
        fit([50, 60, 70], [Factor("a", codes, fixed=True)])
