"""Bootstrap intervals: reproducible, covering, and refused where they would mislead."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scorecards.calibration import resampling
from scorecards.calibration.resampling import Floats, Statistic, figure, weights
from scorecards.calibration.rows import Figure


def mean_of(values: Floats) -> Statistic:
    return lambda w: np.asarray(w @ values / w.sum(axis=1))


@given(st.integers(1, 40), st.integers(1, 30), st.integers(0, 2**40))
def test_each_resample_has_as_many_subjects(subjects: int, resamples: int, seed: int) -> None:
    drawn = np.concatenate(list(weights(subjects, resamples, seed)))
    assert drawn.shape == (resamples, subjects)
    assert drawn.sum(axis=1).tolist() == [subjects] * resamples


def test_parts_do_not_change_what_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = np.concatenate(list(weights(7, 50, 3)))
    monkeypatch.setattr(resampling, "AT_ONCE", 20)
    assert np.array_equal(np.concatenate(list(weights(7, 50, 3))), whole)


def test_the_numbers_never_change() -> None:
    """The same seed gives the same resamples with every release of numpy."""
    assert next(weights(5, 2, 42)).tolist() == [
        [2.0, 1.0, 2.0, 0.0, 0.0],
        [1.0, 1.0, 0.0, 1.0, 2.0],
    ]


def test_same_seed_same_interval() -> None:
    values = np.arange(20.0) ** 2
    assert figure(mean_of(values), 20, seed=5) == figure(mean_of(values), 20, seed=5)
    assert figure(mean_of(values), 20, seed=5) != figure(mean_of(values), 20, seed=6)


def test_agrees_with_scipys_bca(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resampling, "RESAMPLES", 50_000)
    values = np.random.default_rng(1).exponential(size=40)
    found = figure(mean_of(values), 40, seed=1)
    expected = stats.bootstrap(
        (values,), np.mean, n_resamples=50_000, method="BCa", random_state=1
    ).confidence_interval
    assert found.low == pytest.approx(expected.low, abs=0.03)
    assert found.high == pytest.approx(expected.high, abs=0.03)


def test_covers_the_truth() -> None:
    """Of 200 means of 30 skewed values 178 to 199 intervals hold the true mean of 1."""
    rng = np.random.default_rng(2)
    held = 0
    for seed in range(200):
        found = figure(mean_of(rng.exponential(size=30)), 30, seed=seed)
        assert found.low is not None
        assert found.high is not None
        held += found.low <= 1 <= found.high
    assert 178 <= held <= 199


def test_refusals() -> None:
    assert figure(mean_of(np.ones(9)), 9, seed=1) == Figure(1, None, None, 9, "too_few_subjects")
    assert figure(mean_of(np.ones(12)), 12, seed=1) == Figure(
        1, None, None, 12, "no_disagreement_seen"
    )


def test_refuses_where_resamples_are_often_undefined() -> None:
    """Only one of twelve subjects carries anything: a third of the resamples lack it."""
    values = np.eye(12)[0]

    def statistic(w: Floats) -> Floats:
        return np.where(w @ values > 0, w @ values, np.nan)

    assert figure(statistic, 12, seed=1) == Figure(
        1.0, None, None, 12, "resamples_without_variation"
    )
