"""Sharing items out: by shares, never against the rules, with the reason for what stays."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecards.handover.sharing import Item, Taker, share_out

DAY = date(2026, 3, 2)
ONE = Item(1, interaction=1, agent=10, team=5, reviewer=20)


def items(count: int) -> list[Item]:
    return [
        replace(ONE, id=number, interaction=number, agent=100 + number) for number in range(count)
    ]


def test_by_shares() -> None:
    sharing = share_out(items(9), [Taker(1, 2.0), Taker(2, 1.0)], on=DAY)
    assert Counter(to for _item, to in sharing.moves) == {1: 6, 2: 3}
    assert sharing.stay == ()


@pytest.mark.parametrize(
    ("item", "taker", "why"),
    [
        (replace(ONE, is_submitted=True), Taker(1), "submitted"),
        (ONE, Taker(10), "own_work"),
        (ONE, Taker(20), "had_it"),
        (replace(ONE, had_by=frozenset({1})), Taker(1), "had_it"),
        (ONE, Taker(1, teams=frozenset({5})), "own_team"),
        (ONE, Taker(1, covers=frozenset({6})), "other_team"),
    ],
)
def test_what_stays_says_why(item: Item, taker: Taker, why: str) -> None:
    sharing = share_out([item], [taker], on=DAY)
    assert (sharing.moves, sharing.stay) == ((), ((item, why),))


def test_own_team_where_the_plan_allows_it() -> None:
    item = replace(ONE, keeps_apart=False)
    assert share_out([item], [Taker(1, teams=frozenset({5}))], on=DAY).moves == ((item, 1),)


def test_two_reviews_of_one_interaction_go_to_two_people() -> None:
    pair = [replace(ONE, id=1), replace(ONE, id=2, reviewer=21)]
    alone = share_out(pair, [Taker(1)], on=DAY)
    assert (alone.moves, alone.stay) == (((pair[0], 1),), ((pair[1], "had_it"),))
    both = share_out(pair, [Taker(1), Taker(2)], on=DAY)
    assert [to for _item, to in both.moves] == [1, 2]


@given(
    st.lists(
        st.tuples(st.integers(1, 6), st.integers(1, 3), st.integers(1, 6), st.booleans()),
        max_size=12,
    ),
    st.dictionaries(st.integers(1, 6), st.floats(0.5, 3), min_size=1),
)
def test_every_item_is_named_once_and_no_rule_is_broken(
    rows: list[tuple[int, int, int, bool]], shares: dict[int, float]
) -> None:
    given_items = [
        Item(number, number // 2, agent, team, reviewer, keeps_apart=apart)
        for number, (agent, team, reviewer, apart) in enumerate(rows)
    ]
    takers = [Taker(who, share, frozenset({who % 3 + 1})) for who, share in shares.items()]
    sharing = share_out(given_items, takers, on=DAY)
    named = [item.id for item, _ in (*sharing.moves, *sharing.stay)]
    assert sorted(named) == [item.id for item in given_items]
    pairs = [(item.interaction, to) for item, to in sharing.moves]
    assert len(set(pairs)) == len(pairs)
    for item, to in sharing.moves:
        assert to in shares
        assert to not in {item.agent, item.reviewer}
        assert not (item.keeps_apart and to % 3 + 1 == item.team)
