"""Ties, differences and place ranges."""

from __future__ import annotations

import numpy as np
import pytest

from scorecards.sampling.comparison import Comparison, Ranking, against_team, compare, rank
from scorecards.sampling.estimation import Estimate, NotEnoughEvidence, mean
from scorecards.sampling.weighing import Scored

SPREAD = (-12, -6, 0, 6, 12)


def scores(agent: str, middle: float, n: int = 5) -> list[Scored]:
    return [Scored(middle + SPREAD[i % 5], 0.05, "week 1", agent) for i in range(n)]


def compared(result: Comparison | NotEnoughEvidence) -> Comparison:
    assert isinstance(result, Comparison)
    return result


def test_a_difference_is_made_of_the_two_intervals_arms() -> None:
    result = compared(compare(scores("ann", 80), scores("ben", 70)))
    one, two = result.first, result.second
    assert result.difference == pytest.approx(10)
    down = ((one.value - one.low) ** 2 + (two.high - two.value) ** 2) ** 0.5
    up = ((one.high - one.value) ** 2 + (two.value - two.low) ** 2) ** 0.5
    assert (result.low, result.high) == pytest.approx((10 - down, 10 + up))
    assert result.verdict == "tie"


def test_far_apart_is_above_and_below() -> None:
    assert compared(compare(scores("ann", 80), scores("ben", 40))).verdict == "above"
    assert compared(compare(scores("ann", 40), scores("ben", 80))).verdict == "below"


def test_reading_everything_does_not_make_a_chance_difference_true() -> None:
    ann = [Scored(one.value, 1.0, "week 1", "ann") for one in scores("ann", 72)]
    ben = [Scored(one.value, 1.0, "week 1", "ben") for one in scores("ben", 70)]
    own = mean(ann)
    assert isinstance(own, Estimate)
    assert own.census is True
    assert compared(compare(ann, ben)).verdict == "tie"


def test_the_smaller_number_is_told_when_there_is_not_enough() -> None:
    assert compare(scores("ann", 80, 4), scores("ben", 80, 3)) == NotEnoughEvidence(3)
    assert compare(scores("ann", 80, 9), scores("ben", 80, 4)) == NotEnoughEvidence(4)


def test_an_agent_is_compared_with_the_rest_of_the_team() -> None:
    team = scores("ann", 80) + scores("ben", 50) + scores("cas", 50)
    result = compared(against_team("ann", team))
    assert result.second.value == pytest.approx(50)
    assert (result.first.n, result.second.n) == (5, 10)
    assert result.verdict == "above"
    assert against_team("dee", team) == NotEnoughEvidence(0)


def places(ranking: Ranking) -> dict[str, tuple[int, int]]:
    return {placed.agent: (placed.best, placed.worst) for placed in ranking.placed}


def test_places_are_ranges_and_ties_are_named() -> None:
    team = [*scores("ann", 80, 20), *scores("ben", 78, 20), *scores("cas", 40, 20)]
    ranking = rank(team)
    assert places(ranking) == {"ann": (1, 2), "ben": (1, 2), "cas": (3, 3)}
    assert [placed.ties for placed in ranking.placed] == [("ben",), ("ann",), ()]


def test_agents_that_do_not_differ_all_tie_at_the_team_mean() -> None:
    ranking = rank([one for name in "abcd" for one in scores(name, 70)])
    assert {placed.value for placed in ranking.placed} == {ranking.team_mean}
    assert ranking.team_mean == pytest.approx(70)
    assert places(ranking) == dict.fromkeys("abcd", (1, 4))


def test_little_evidence_is_drawn_further_toward_the_team() -> None:
    team = [*scores("few", 90, 5), *scores("many", 90, 40)]
    team += [one for name in "abc" for one in scores(name, 60, 20)]
    few, many = (next(p for p in rank(team).placed if p.agent == n) for n in ("few", "many"))
    assert (few.own, many.own) == pytest.approx((90, 90))
    assert few.value < many.value < 90
    assert few.high - few.low > many.high - many.low


def test_shrinkage_by_hand() -> None:
    team = scores("ann", 80, 10) + scores("ben", 60, 10)
    ranking = rank(team)
    # s² = 10 · 72/9 = 80 for both, so each error² is 8; the moments give
    # Q = 2 · 100/8 = 25, τ² = (25 - 1)/(2/8 - 1/8) = 192, B = 192/200 = .96.
    assert [p.value for p in ranking.placed] == pytest.approx([79.6, 60.4])
    # Error² .96 · 8 + .04² · 100 = 7.84, so 2.8.
    assert ranking.placed[0].low == pytest.approx(79.6 - 1.959964 * 2.8, abs=1e-5)


def test_too_little_evidence_has_no_place() -> None:
    ranking = rank(scores("ann", 80) + scores("ben", 60, 4))
    assert [placed.agent for placed in ranking.placed] == ["ann"]
    assert ranking.unplaced == {"ben": NotEnoughEvidence(4)}
    assert rank([]) == Ranking((), None, {})


def test_equal_agents_are_seldom_told_apart() -> None:
    rng = np.random.default_rng(3)
    told = 0
    for _ in range(100):
        team = [
            Scored(float(value), 0.05, "w", f"a{agent}")
            for agent in range(8)
            for value in np.round(rng.beta(9, 1.8, 8) * 100)
        ]
        told += compared(against_team("a0", team)).verdict != "tie"
    # 5 are to be expected; more than 10 has a chance of 1 in 90.
    assert told <= 10
