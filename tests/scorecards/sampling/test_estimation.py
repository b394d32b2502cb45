"""Estimates by hand: means, rates, too little evidence, and scores that do not differ."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecards.sampling.estimation import (
    Estimate,
    NotEnoughEvidence,
    Spread,
    mean,
    rate,
    spread_of,
)
from scorecards.sampling.weighing import Scored


def scores(*values: float | None, agent: str = "ann", pi: float = 0.05) -> list[Scored]:
    return [Scored(value, pi, "week 1", agent) for value in values]


def known(estimate: Estimate | NotEnoughEvidence) -> Estimate:
    assert isinstance(estimate, Estimate)
    return estimate


def test_a_mean_by_hand() -> None:
    estimate = known(mean(scores(80, 90, 70, 100, 60)))
    # p = .8, s² = .025 of at most .16: dispersion .15625; leverage (1 - 5/100)/5 = .19; effective
    # n = 1/(.15625 · .19) = 33.684; t with 4 df squared = 7.7086;
    # centre (.8 + .11443)/1.22885 = .74413, half sqrt(7.7086 · .0064485)/1.22885 = .18143.
    assert estimate.value == pytest.approx(80)
    assert (estimate.low, estimate.high) == pytest.approx((56.270, 92.556), abs=0.001)
    assert (estimate.n, estimate.population, estimate.df) == pytest.approx((5, 100, 4))
    assert estimate.standard_error == pytest.approx(100 * (0.025 * 0.19) ** 0.5)
    assert estimate.census is False


def test_four_counting_evaluations_are_not_enough() -> None:
    assert mean(scores(80, 90, 70, 100, None, None)) == NotEnoughEvidence(4, 5)
    assert rate(scores(1, 0, 1, 1)) == NotEnoughEvidence(4, 5)
    assert mean([]) == NotEnoughEvidence(0, 5)


def test_strata_weigh_by_their_size() -> None:
    scored = [Scored(v, 0.1, "phone", "ann", 40) for v in (50, 60, 70)]
    scored += [Scored(v, 0.1, "chat", "ann", 10) for v in (90, 100, 95)]
    estimate = known(mean(scored))
    assert estimate.value == pytest.approx(0.8 * 60 + 0.2 * 95)
    # Within strata: squares 200 + 50 over 4 df = 62.5; leverage .64/3 · 37/40 + .04/3 · 7/10.
    leverage = 0.64 / 3 * 37 / 40 + 0.04 / 3 * 7 / 10
    assert estimate.standard_error == pytest.approx((62.5 * leverage) ** 0.5)
    assert estimate.df == 4


def test_when_all_were_read_nothing_is_left_to_chance() -> None:
    estimate = known(mean(scores(80, 90, 70, 100, 60, pi=1)))
    assert (estimate.low, estimate.value, estimate.high) == (80, 80, 80)
    assert estimate.census is True
    how_they_work = known(mean(scores(80, 90, 70, 100, 60, pi=1), finite=False))
    assert how_they_work.census is False
    assert how_they_work.low < 60


def test_scores_that_are_all_the_same_still_have_an_interval() -> None:
    # Nothing known of the spread: Wilson's for 5/.95 = 5.263 of 5.263, n/(n + 3.8415).
    estimate = known(mean(scores(100, 100, 100, 100, 100)))
    assert estimate.low == pytest.approx(100 * (5 / 0.95) / (5 / 0.95 + 3.841459), abs=1e-4)
    assert estimate.high == 100
    assert estimate.standard_error > 0
    assert estimate.df == inf


def test_the_teams_spread_takes_the_place_of_the_unknown_one() -> None:
    usual = Spread(variance=0.02, dispersion=0.1, df=40)
    estimate = known(mean(scores(100, 100, 100, 100, 100), spread=usual))
    # Dispersion .1, so 52.63 effective ones; t with 4 + 8 df is 2.178813.
    n = 5 / 0.95 / 0.1
    assert estimate.low == pytest.approx(100 * n / (n + 2.178813**2), abs=1e-4)
    # Variance (0 + 8 · .02)/12, times leverage .19.
    assert estimate.standard_error == pytest.approx(100 * (0.02 * 8 / 12 * 0.19) ** 0.5)


def test_the_spread_of_a_team_by_hand() -> None:
    team = scores(80, 90, 70) + scores(100, 100, agent="ben") + scores(5, agent="cas")
    # Squares .02 + 0 over 2 + 1 df; room .8 · .2 · 2 + 0. One evaluation tells nothing.
    spread = spread_of(team)
    assert (spread.variance, spread.dispersion) == pytest.approx((0.02 / 3, 0.02 / 0.32))
    assert spread.df == 3
    assert spread_of(scores(5)) == Spread(0.0, 1.0, 0)


def test_a_team_mean_weighs_agents_by_their_work() -> None:
    team = scores(60, 70, 80, pi=0.1) + scores(90, 100, 95, agent="ben", pi=0.3)
    estimate = known(mean(team))
    assert estimate.value == pytest.approx(0.75 * 70 + 0.25 * 95)
    assert (estimate.n, estimate.population) == pytest.approx((6, 40))
    # Pooled squares 200 + 50 over 4 df lend 4 df to each: (200 + 250)/6 = 75, (50 + 250)/6 = 50.
    variance = 75 * 0.75**2 * 0.9 / 3 + 50 * 0.25**2 * 0.7 / 3
    assert estimate.standard_error == pytest.approx(variance**0.5)


def test_a_score_beyond_the_cap_widens_the_scale() -> None:
    estimate = known(mean(scores(120, 100, 90, 110, 80)))
    assert estimate.value == pytest.approx(100)
    assert 100 < estimate.high <= 120


def test_a_rate_by_hand() -> None:
    # 8 of 10, all π = .5: leverage .5/10, so Wilson's with n = 20: (.584, .919).
    estimate = known(rate(scores(*[1] * 8, *[0] * 2, pi=0.5)))
    assert estimate.value == pytest.approx(0.8)
    assert (estimate.low, estimate.high) == pytest.approx((0.5840, 0.9193), abs=5e-5)


def test_a_rate_of_nothing_but_hits_is_wilsons() -> None:
    estimate = known(rate(scores(*[1] * 20, pi=1e-9)))
    assert (estimate.low, estimate.high) == pytest.approx((1 - 0.1611, 1), abs=5e-5)


values = st.lists(st.integers(0, 100).map(float), min_size=5, max_size=30)


@given(values, st.floats(0.01, 0.99))
def test_laws(given_values: list[float], pi: float) -> None:
    scored = scores(*given_values, pi=pi)
    estimate = known(mean(scored))
    assert 0 <= estimate.low <= estimate.value + 1e-9
    assert estimate.value <= estimate.high + 1e-9 <= 100 + 1e-6
    assert estimate.low < estimate.high
    assert estimate.standard_error > 0
    assert mean(scored[::-1]) == estimate
    # A second agent with the same scores leaves the mean as it is.
    twins = scored + [replace(one, agent="ben") for one in scored]
    assert known(mean(twins)).value == pytest.approx(estimate.value)


@given(values)
def test_more_unread_work_means_more_doubt(given_values: list[float]) -> None:
    few = known(mean(scores(*given_values, pi=0.9)))
    many = known(mean(scores(*given_values, pi=0.1)))
    assert many.low <= few.low
    assert few.high <= many.high


def test_a_mean_of_nothing_but_full_scores_is_full_whatever_the_weights() -> None:
    scored = [
        Scored(100, pi, stratum, "ann", size)
        for pi, stratum, size in (
            (0.3, "a", 7),
            (0.3, "a", 7),
            (1 / 3, "b", 11),
            (0.7, "c", 13),
            (0.1, "d", 3),
        )
    ]
    estimate = known(mean(scored))
    assert (estimate.value, estimate.high) == (100.0, 100.0)
