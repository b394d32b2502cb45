"""The cut gives reviewers no more than they can read."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecards.flagging.cut import MOST_SHARE, cut_for, share_for

FIVE = [0.9, 0.5, 0.4, 0.2, 0.1]


def test_capacity_for_two_of_five() -> None:
    cut = cut_for(FIVE, 2)
    assert (cut.share, cut.threshold) == (0.4, 0.5)
    assert [cut.flags(p) for p in FIVE] == [True, True, False, False, False]


def test_without_a_capacity_a_fifth() -> None:
    assert cut_for(FIVE, None).threshold == 0.9


def test_equal_chances_stand_or_fall_together() -> None:
    cut = cut_for([0.9, 0.5, 0.5, 0.1], 2)
    assert [cut.flags(p) for p in (0.9, 0.5, 0.1)] == [True, False, False]


def test_nothing_below_the_ordinary_chance() -> None:
    assert cut_for(FIVE, 2, base_rate=0.6).threshold == 0.6


def test_no_capacity_flags_nothing() -> None:
    assert cut_for(FIVE, 0).threshold == math.inf


def test_never_more_than_half() -> None:
    assert share_for(1000, 10) == MOST_SHARE
    assert share_for(3, 0) == 0.2
    with pytest.raises(ValueError, match="counts"):
        share_for(-1, 10)


@given(st.lists(st.floats(0, 1), max_size=50), st.integers(0, 60))
def test_capacity_is_kept(chances: list[float], capacity: int) -> None:
    cut = cut_for(chances, capacity)
    assert sum(cut.flags(p) for p in chances) <= min(capacity, MOST_SHARE * len(chances))
