"""Which labels test a version: the order of preference, and what must never mix."""

from collections import Counter

import pytest

from scorecards.flagging.example import Label
from scorecards.flagging.split import choose, enough, grouped_folds
from tests.scorecards.flagging.made import centre


def test_by_time_with_agents_apart() -> None:
    chats, labels = centre(400, pi=0.2)
    split = choose(chats, labels, 7)
    assert (split.arm, split.by_time, split.agents_apart) == ("random", True, True)
    assert len(split.folds) == 5
    for train, test in split.folds:
        assert max(chats[i].started_at for i in train) < min(chats[i].started_at for i in test)
        assert not {chats[i].agent for i in train} & {chats[i].agent for i in test}
    tested = Counter(int(i) for _, test in split.folds for i in test)
    assert sorted(tested) == list(range(280, 400))
    assert set(tested.values()) == {1}
    assert split.sentence == "By time, agents kept apart"
    assert split.heading == "Random arm only, 2026-01-17 to 2026-01-22"


def test_one_agent_cannot_be_kept_apart() -> None:
    chats, labels = centre(400, agents=1, pi=0.2)
    split = choose(chats, labels, 7)
    assert (split.by_time, split.agents_apart, len(split.folds)) == (True, False, 1)


def test_a_small_random_arm_is_cross_validated() -> None:
    chats, labels = centre(120, low=0.2, noise=0.0, pi=0.2)
    split = choose(chats, [*[Label(x.low) for x in labels[:40]], *labels[40:]], 7)
    assert (split.arm, split.by_time) == ("random", False)
    assert sorted(int(i) for _, test in split.folds for i in test) == list(range(40, 120))


def test_without_a_random_arm_all_labels_test_and_it_says_so() -> None:
    chats, labels = centre(100)
    split = choose(chats, labels, 7)
    assert split.arm == "all"
    assert split.agents_apart
    assert split.heading.startswith("Cross-validated over all labels, 2026-01-05 to 2026-01-09")
    assert sorted(int(i) for _, test in split.folds for i in test) == list(range(100))


def test_random_without_a_probability_is_no_arm() -> None:
    chats, labels = centre(100)
    assert choose(chats, [Label(x.low, "random") for x in labels], 7).arm == "all"


def test_enough() -> None:
    assert enough([Label(i < 8) for i in range(50)])
    assert not enough([Label(i < 8) for i in range(49)])
    assert not enough([Label(i < 7) for i in range(100)])
    assert not enough([Label(i >= 7) for i in range(100)])


def test_folds_need_two_of_each() -> None:
    with pytest.raises(ValueError, match="at least two"):
        grouped_folds([True, False, False], ["a", "b", "c"], 1)
