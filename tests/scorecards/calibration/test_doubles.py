"""Which reviews are doubled and by whom: the share, the prohibitions, the mixing of pairs."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecards.calibration.doubles import Doubling, Reviewed, Second, assign, choose

NAMES = ("ana", "ben", "cem", "dot")


def reviews(count: int, firsts: tuple[str, ...] = NAMES) -> list[Reviewed]:
    return [Reviewed(f"e{n:04}", f"agent{n % 7}", firsts[n % len(firsts)]) for n in range(count)]


@given(st.integers(0, 300), st.integers(0, 2**40), st.floats(0, 1))
def test_the_share_is_kept_to_within_one(count: int, seed: int, share: float) -> None:
    chosen = choose(reviews(count), seed=seed, share=share)
    exact = count * Fraction(share).limit_denominator(1_000_000)
    assert floor(exact) <= len(chosen) <= ceil(exact)


def test_every_review_has_the_share_as_its_chance() -> None:
    """Over 4,000 seeds each of 7 reviews is taken in a fifth of them, give or take 4 errors."""
    taken = Counter(
        one.key for seed in range(4000) for one in choose(reviews(7), seed=seed, share=0.2)
    )
    assert len(taken) == 7
    assert all(abs(count - 800) < 4 * (4000 * 0.2 * 0.8) ** 0.5 for count in taken.values())


def test_everybodys_work_is_doubled_in_its_share() -> None:
    chosen = choose(reviews(400), seed=1, share=0.05)
    assert Counter(one.first for one in chosen) == dict.fromkeys(NAMES, 5)


@given(st.integers(0, 2**40), st.permutations(range(30)))
def test_the_order_of_reviews_does_not_matter(seed: int, order: list[int]) -> None:
    given_reviews = reviews(30)
    shuffled = [given_reviews[place] for place in order]
    assert choose(shuffled, seed=seed, share=0.3) == choose(given_reviews, seed=seed, share=0.3)


def test_the_same_seed_chooses_the_same_for_ever() -> None:
    assert [one.key for one in choose(reviews(60), seed=7)] == ["e0000", "e0031", "e0058"]


def test_refusals() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        choose([], seed=1, share=1.1)
    with pytest.raises(ValueError, match="one key"):
        choose([*reviews(1), *reviews(1)], seed=1)
    with pytest.raises(ValueError, match="one name"):
        assign([], [Second("ana"), Second("ana")], seed=1, never_own_team=False)


teams = st.sampled_from(["red", "blue", None])
seconds = st.builds(
    Second,
    st.sampled_from(NAMES),
    st.integers(0, 3),
    st.sampled_from(["agent0", "agent1", None]),
    st.frozensets(st.sampled_from(["red", "blue"])),
    st.one_of(st.none(), st.frozensets(st.sampled_from(["red", "blue"]))),
)
given_reviews = st.builds(
    Reviewed,
    st.uuids().map(str),
    st.sampled_from(["agent0", "agent1", "agent2"]),
    st.sampled_from(NAMES),
    teams,
    st.frozensets(st.sampled_from(NAMES), max_size=2),
)


@given(
    st.lists(given_reviews, max_size=12, unique_by=lambda one: one.key),
    st.lists(seconds, max_size=4, unique_by=lambda one: one.name),
    st.integers(0, 2**40),
    st.booleans(),
)
def test_nobody_gets_what_they_must_not(
    chosen: list[Reviewed], people: list[Second], seed: int, never_own_team: bool
) -> None:
    found = assign(chosen, people, seed=seed, never_own_team=never_own_team)
    by_name = {one.name: one for one in people}
    assert sorted([*found.given, *found.not_given]) == sorted(one.key for one in chosen)
    for one in chosen:
        may = {
            person.name
            for person in people
            if person.name not in {one.first, *one.not_by}
            and person.agent != one.agent
            and (person.covers is None or one.team in person.covers)
            and not (never_own_team and one.team in person.teams)
        }
        assert (one.key in found.given) == bool(may)
        if one.key in found.given:
            assert by_name[found.given[one.key]].name in may


def test_load_is_shared_and_pairs_mix() -> None:
    """36 doubles of four people: 9 each, and each ordered pair of them 3 times."""
    chosen = reviews(36)
    found = assign(chosen, [Second(name) for name in NAMES], seed=3, never_own_team=False)
    assert Counter(found.given.values()) == dict.fromkeys(NAMES, 9)
    pairs = Counter(frozenset((one.first, found.given[one.key])) for one in chosen)
    assert sorted(pairs.values()) == [6] * 6


def test_who_has_had_more_waits() -> None:
    people = [Second("ben", load=2), Second("cem", load=0)]
    found = assign(reviews(2, ("ana",)), people, seed=1, never_own_team=False)
    assert set(found.given.values()) == {"cem"}


def test_pairs_of_before_count_in_either_order() -> None:
    people = [Second("ben"), Second("cem")]
    met = {("ben", "ana"): 3, ("ana", "cem"): 1}
    found = assign(reviews(1, ("ana",)), people, seed=1, never_own_team=False, met=met)
    assert found == Doubling({"e0000": "cem"}, {})


@pytest.mark.parametrize(
    ("person", "why"),
    [
        (Second("ben", covers=frozenset({"blue"})), "nobody_there"),
        (Second("ben", agent="agent0"), "own_interaction"),
        (Second("ana"), "reviewed_before"),
        (Second("cem"), "reviewed_before"),
        (Second("ben", teams=frozenset({"red"})), "own_team"),
    ],
)
def test_why_there_is_no_second_reviewer(person: Second, why: str) -> None:
    one = Reviewed("e1", "agent0", "ana", "red", frozenset({"cem"}))
    assert assign([one], [person], seed=1, never_own_team=True) == Doubling({}, {"e1": why})


def test_nobody_at_all() -> None:
    assert assign(reviews(1), [], seed=1, never_own_team=False) == Doubling(
        {}, {"e0000": "nobody_there"}
    )
