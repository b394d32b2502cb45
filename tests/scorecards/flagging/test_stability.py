"""The stability index by hand, and what chance explains of it, by simulation."""

import math

import numpy as np
import pytest

from scorecards.flagging.stability import drift_state, psi, psi_by_chance


def test_psi_by_hand() -> None:
    r, c = [50.5 / 101, 50.5 / 101], [25.5 / 101, 75.5 / 101]
    expected = sum((b - a) * math.log(b / a) for a, b in zip(r, c, strict=True))
    assert psi([50, 50], [25, 75]) == pytest.approx(expected)
    assert psi([10, 20], [10, 20]) == 0


def test_the_state_of_an_index() -> None:
    assert [drift_state(v) for v in (0.1, 0.15, 0.2)] == ["steady", "watch", "refit"]
    assert [drift_state(v, chance=0.3) for v in (0.1, 0.3, 0.31)] == ["steady", "steady", "refit"]


@pytest.mark.parametrize(("before", "now"), [(900, 60), (300, 300)])
def test_unchanged_work_stays_within_chance_in_about_95_of_100(before: int, now: int) -> None:
    rng = np.random.default_rng(5)
    shares = [0.1] * 10
    within = [
        psi(r, c) <= psi_by_chance(r, c)
        for r, c in zip(
            rng.multinomial(before, shares, 2000), rng.multinomial(now, shares, 2000), strict=True
        )
    ]
    assert 0.93 < sum(within) / 2000 < 0.97


def test_chance_explains_nothing_of_one_bin_or_no_data() -> None:
    assert psi_by_chance([10, 0], [5, 0]) == 0.0
    assert psi_by_chance([10, 5], [0, 0]) == 0.0
