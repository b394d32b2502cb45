"""Whether 95 % intervals hold the truth in 95 of 100 draws, on skewed scores with fatal zeros."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from scorecards.sampling.comparison import Comparison, against_team
from scorecards.sampling.draw import draw
from scorecards.sampling.estimation import Estimate, mean, spread_of
from tests.scorecards.sampling.centre import scored_of, true_means, truth_of
from tests.scorecards.sampling.plans import plan_of

ROUNDS = 40


@dataclass
class Tally:
    agents: list[bool] = field(default_factory=list)
    teams: list[bool] = field(default_factory=list)
    gaps: list[bool] = field(default_factory=list)
    biases: list[float] = field(default_factory=list)


def play(n: int, skipped: float = 0.0) -> Tally:
    """Draws n per agent from fresh centres, and tallies which intervals hold the truth."""
    rng, tally = np.random.default_rng(n), Tally()
    for seed in range(ROUNDS):
        truth = truth_of(rng)
        result = draw(list(truth), plan=plan_of(amount={"per_agent": n}), seed=seed)
        scored = [
            replace(one, value=None) if rng.random() < skipped else one
            for one in scored_of(result, truth)
        ]
        means, spread = true_means(truth), spread_of(scored)
        team = mean(scored)
        assert isinstance(team, Estimate)
        tally.teams.append(team.low <= means[""] <= team.high)
        tally.biases.append(team.value - means[""])
        for agent in sorted(set(means) - {""}):
            own = mean([one for one in scored if one.agent == agent], spread=spread)
            if isinstance(own, Estimate):
                tally.agents.append(own.low <= means[agent] <= own.high)
        gap = against_team("a00", scored)
        if isinstance(gap, Comparison):
            rest = (12 * means[""] - means["a00"]) / 11
            tally.gaps.append(gap.low <= means["a00"] - rest <= gap.high)
    return tally


@pytest.mark.parametrize("n", [5, 10, 20])
def test_intervals_hold_what_they_promise(n: int) -> None:
    tally = play(n)
    assert len(tally.agents) == 12 * ROUNDS
    assert 0.92 <= np.mean(tally.agents) <= 0.98
    # 40 rounds: 95 % is 38, and fewer than 35 has a chance of 1 in 70.
    assert sum(tally.teams) >= 35
    assert sum(tally.gaps) >= 35
    # The team mean's error is about a point; over 40 rounds it averages out.
    assert abs(np.mean(tally.biases)) < 0.7


def test_intervals_hold_when_one_in_five_is_skipped() -> None:
    tally = play(12, skipped=0.2)
    assert 0.92 <= np.mean(tally.agents) <= 0.98
    assert abs(np.mean(tally.biases)) < 0.7
