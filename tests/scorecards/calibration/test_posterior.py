"""Effects averaged over the unknown spread, against integration by another way."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate as numeric
from scipy import stats

from scorecards.calibration.posterior import integrate, shrink


def test_one_effect_against_numeric_integration() -> None:
    """Data say 3 ± 1 of one effect; the spread is flat on 0 to 20."""

    def density(spread: float) -> float:
        return float(stats.norm.pdf(3, 0, np.hypot(1, spread)))

    whole = numeric.quad(density, 0, 20)[0]

    def below(point: float) -> float:
        def part(spread: float) -> float:
            kept = spread**2 / (1 + spread**2)
            return density(spread) * float(stats.norm.cdf(point, 3 * kept, np.sqrt(kept)))

        return numeric.quad(part, 1e-9, 20)[0] / whole

    found = integrate(np.array([[1.0]]), np.array([3.0]), np.eye(1), 20.0)
    assert below(float(found.lows[0])) == pytest.approx(0.025, abs=5e-4)
    assert below(float(found.highs[0])) == pytest.approx(0.975, abs=5e-4)
    mean = numeric.quad(lambda s: density(s) * 3 * s**2 / (1 + s**2), 0, 20)[0] / whole
    assert found.means[0] == pytest.approx(mean, rel=2e-3)
    spread = numeric.quad(lambda s: density(s) * s, 0, 20)[0] / whole
    assert found.spread[0] == pytest.approx(spread, rel=2e-3)


def test_alike_effects_still_have_an_interval() -> None:
    found = integrate(np.eye(6), np.zeros(6), np.eye(6) - 1 / 6, 50.0)
    assert found.means == pytest.approx(np.zeros(6), abs=1e-9)
    assert np.all(found.highs > 0.2)
    assert found.lows == pytest.approx(-found.highs)


def test_a_combination_without_evidence_does_not_move_differences() -> None:
    """The common level is open; contrasts to the mean have none of it."""
    size = 5
    precision = 4 * (np.eye(size) - 1 / size)
    right = precision @ np.array([2.0, 1.0, 0.0, -1.0, -2.0])
    found = integrate(precision, right, np.eye(size) - 1 / size, 50.0)
    assert found.means.sum() == pytest.approx(0, abs=1e-9)
    assert np.all(np.diff(found.means) < 0)


def test_shrinking_keeps_order_and_draws_the_uncertain_most() -> None:
    means, errors = np.array([60.0, 70.0, 80.0, 90.0]), np.array([2.0, 2.0, 2.0, 9.0])
    found = shrink(means, errors, 50.0)
    drawn = np.abs(found.means - means)
    assert drawn.argmax() == 3
    assert np.all(found.lows < found.means)
    assert np.all(found.means < found.highs)
    assert np.all(np.diff(found.means[:3]) > 0)


def test_shrunk_intervals_cover_the_truth() -> None:
    rng = np.random.default_rng(5)
    held = 0
    for _ in range(60):
        truth = rng.normal(75, 5, 12)
        errors = rng.uniform(2, 6, 12)
        found = shrink(rng.normal(truth, errors), errors, 50.0)
        held += int(np.sum((found.lows <= truth) & (truth <= found.highs)))
    assert 0.91 <= held / 720 <= 0.99
