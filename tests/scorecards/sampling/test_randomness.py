"""Random keys: fixed for ever, and systematic picks with exact probabilities."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecards.sampling.randomness import Stream, systematic


def test_the_numbers_never_change() -> None:
    assert Stream(7, "Weekly", "agent", "Ü").keys(3) == [
        2152713767489875701,
        3113488834111823109,
        8017250243850158955,
    ]


def test_another_seed_or_name_gives_other_numbers() -> None:
    streams = [Stream(1, "a"), Stream(2, "a"), Stream(1, "b"), Stream(1, "a", ""), Stream(1)]
    assert len({tuple(stream.keys(2)) for stream in streams}) == 5


def test_names_do_not_run_together() -> None:
    assert Stream(1, "ab", "c").keys(1) != Stream(1, "a", "bc").keys(1)


def test_a_negative_seed_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 0"):
        Stream(-1)


def test_below_is_even() -> None:
    stream = Stream(5, "dice")
    counts = Counter(stream.below(6) for _ in range(6000))
    assert sorted(counts) == [0, 1, 2, 3, 4, 5]
    # 1000 expected, standard deviation 29: five of them either way.
    assert all(abs(count - 1000) < 145 for count in counts.values())


def test_systematic_by_hand() -> None:
    # 2 of 5: with start 0 the marks 0 2 4 6 8 10 over 5 step up at places 2 and 4.
    assert systematic(5, (2, 5), 0) == [2, 4]
    assert systematic(5, (2, 5), 1) == [1, 4]
    assert systematic(5, (2, 5), 4) == [0, 2]


@given(st.integers(1, 40), st.data())
def test_every_place_is_taken_for_exactly_n_of_the_starts(size: int, data: st.DataObject) -> None:
    n = data.draw(st.integers(0, size))
    taken = [systematic(size, (n, size), start) for start in range(size)]
    assert all(len(places) == n for places in taken)
    assert Counter(place for places in taken for place in places) == Counter(
        dict.fromkeys(range(size), n)
    )
