"""Quotas, the random part and merged strata, by hand."""

from __future__ import annotations

from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecards.sampling.allocation import Quota, allocate, merged_strata, random_part
from scorecards.sampling.plan_document import Amount
from scorecards.sampling.randomness import Stream

Sizes = dict[tuple[str, ...], int]
SIZES = {"ann": 40, "ben": 9, "cas": 1}


def quotas(**amount: float) -> dict[str, Quota]:
    return allocate(SIZES, Amount.model_validate(amount), Stream(3, "test"))


def test_per_agent_never_exceeds_what_there_is() -> None:
    assert quotas(per_agent=5) == {"ann": Quota(5), "ben": Quota(5), "cas": Quota(1)}


def test_a_share_is_rounded_up() -> None:
    assert quotas(share=0.1) == {"ann": Quota(4), "ben": Quota(1), "cas": Quota(1)}


def test_a_total_gives_each_one_and_the_rest_in_proportion() -> None:
    # 10 - 3 = 7 over 39 and 8 of 47: 5.81 and 1.19, so 5 and 1 and the last to the .81.
    assert quotas(total=10) == {"ann": Quota(7), "ben": Quota(2), "cas": Quota(1)}


def test_a_total_beyond_the_frame_takes_all() -> None:
    assert quotas(total=500) == {"ann": Quota(40), "ben": Quota(9), "cas": Quota(1)}


def test_a_total_below_the_number_of_agents_chooses_agents() -> None:
    result = quotas(total=2)
    assert sorted(quota.reviews for quota in result.values()) == [0, 1, 1]
    assert {quota.chance for quota in result.values()} == {Fraction(2, 3)}


@given(st.dictionaries(st.text(max_size=3), st.integers(1, 60), min_size=1), st.integers(1, 400))
def test_a_total_is_met_exactly(sizes: dict[str, int], total: int) -> None:
    result = allocate(sizes, Amount(total=total), Stream(1, "test"))
    assert sum(quota.reviews for quota in result.values()) == min(total, sum(sizes.values()))
    assert all(quota.reviews <= sizes[agent] for agent, quota in result.items())


@pytest.mark.parametrize(
    ("reviews", "size", "risk_share", "with_risk", "expected"),
    [
        (10, 100, 0.0, 100, 10),
        (10, 100, 0.7, 100, 3),
        (5, 100, 0.7, 100, 2),  # floor(3.5) by risk leaves 2 = ceil(1.5)
        (10, 100, 0.7, 0, 10),  # nothing has a risk: all random
        (10, 100, 0.7, 4, 6),
        (8, 8, 0.7, 8, 8),  # all are read anyway
        (1, 9, 0.7, 9, 1),
    ],
)
def test_random_part(
    reviews: int, size: int, risk_share: float, with_risk: int, expected: int
) -> None:
    assert random_part(reviews, size, risk_share, with_risk) == expected


@given(st.integers(0, 60), st.integers(1, 60), st.floats(0, 0.7), st.integers(0, 60))
def test_at_least_three_in_ten_are_random(n: int, size: int, share: float, with_risk: int) -> None:
    n = min(n, size)
    assert ceil(Fraction(3, 10) * n) <= random_part(n, size, share, with_risk) <= size


def test_strata_with_less_than_one_review_are_merged_and_named() -> None:
    sizes: Sizes = {("phone",): 60, ("chat",): 30, ("email",): 6, ("sms",): 4}
    # 5 of 100: 3, 1.5, 0.3 and 0.2 reviews; sms + email come to 0.5, so chat joins them.
    merged = merged_strata(sizes, 5)
    assert merged == {
        ("phone",): "phone",
        ("chat",): "chat + email + sms",
        ("email",): "chat + email + sms",
        ("sms",): "chat + email + sms",
    }


def test_small_strata_that_reach_one_together_stay_by_themselves() -> None:
    sizes: Sizes = {("phone",): 60, ("chat",): 20, ("email",): 10, ("sms",): 10}
    assert merged_strata(sizes, 5) == {
        ("phone",): "phone",
        ("chat",): "chat",
        ("email",): "email + sms",
        ("sms",): "email + sms",
    }


def test_one_review_merges_everything() -> None:
    assert set(merged_strata({("phone", "billing"): 3, ("chat", ""): 2}, 1).values()) == {
        "chat · ? + phone · billing"
    }


def test_many_merged_strata_are_counted_in_the_label() -> None:
    sizes: Sizes = {(f"topic number {number}",): 1 for number in range(20)}
    assert set(merged_strata(sizes, 1).values()) == {"20 small strata"}


def test_no_strata_is_one_stratum() -> None:
    assert merged_strata({(): 7}, 3) == {(): "all"}


@given(
    st.dictionaries(st.tuples(st.text(max_size=2)), st.integers(1, 30), min_size=1),
    st.integers(1, 50),
)
def test_after_merging_each_stratum_is_due_at_least_one(
    sizes: dict[tuple[str, ...], int], n: int
) -> None:
    labels = merged_strata(sizes, n)
    whole = sum(sizes.values())
    for name in set(labels.values()):
        assert sum(sizes[s] for s in sizes if labels[s] == name) * n >= whole
