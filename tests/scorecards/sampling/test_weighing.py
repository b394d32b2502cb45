"""Weights of counting evaluations, by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecards.sampling.weighing import AgentCells, Cell, Scored, weigh, weights


def test_a_stratum_speaks_for_its_size_in_the_frame() -> None:
    scored = [
        Scored(60, 0.1, "w1 phone", "ann", 30),
        Scored(80, 0.1, "w1 phone", "ann", 30),
        Scored(100, 0.1, "w1 chat", "ann", 10),
    ]
    (ann,) = weigh(scored)
    assert ann == AgentCells("ann", (Cell((60, 80), (0.5, 0.5), 30.0), Cell((100,), (1.0,), 10.0)))
    assert ann.mean == pytest.approx(0.75 * 70 + 0.25 * 100)
    # (3/4)² · 1/2 and (1/4)² · 1; read are 2 of 30 and 1 of 10.
    assert ann.leverage(finite=False) == pytest.approx(9 / 32 + 1 / 16)
    assert ann.leverage(finite=True) == pytest.approx(9 / 32 * 28 / 30 + 1 / 16 * 9 / 10)


def test_without_a_size_the_weights_are_one_over_pi() -> None:
    (ann,) = weigh([Scored(50, 0.5, "s", "ann"), Scored(100, 0.25, "s", "ann")])
    assert ann.size == 6
    assert ann.mean == pytest.approx((2 * 50 + 4 * 100) / 6)


def test_a_skipped_item_hands_its_weight_to_its_own_stratum() -> None:
    scored = [
        Scored(40, 0.1, "phone", "ann"),
        Scored(None, 0.1, "phone", "ann"),
        Scored(100, 0.1, "chat", "ann"),
        Scored(100, 0.1, "chat", "ann"),
    ]
    (ann,) = weigh(scored)
    assert [cell.size for cell in ann.cells] == [20, 20]
    assert ann.mean == pytest.approx(70)


def test_a_stratum_without_any_answer_hands_its_size_to_the_others_of_its_agent() -> None:
    scored = [
        Scored(None, 0.1, "email", "ann", 10),
        Scored(50, 0.1, "chat", "ann", 10),
        Scored(80, 0.1, "phone", "ann", 20),
        Scored(90, 0.1, "phone", "ben", 40),
    ]
    ann, ben = weigh(scored)
    assert ann.size == pytest.approx(40)
    assert [cell.size for cell in ann.cells] == pytest.approx([40 / 3, 80 / 3])
    assert ben.size == 40


def test_the_order_of_the_evaluations_does_not_matter() -> None:
    scored = [Scored(v, 0.3, "s", "ann") for v in (0.1, 0.2, 0.3, 33.3)]
    assert [a.mean for a in weigh(scored)] == [a.mean for a in weigh(scored[::-1])]


def test_an_agent_without_any_value_is_not_there() -> None:
    assert weigh([Scored(None, 0.5, "s", "ann")]) == []


@pytest.mark.parametrize(
    ("scored", "message"),
    [
        (Scored(5, 0.0, "s", "a"), "inclusion probability"),
        (Scored(5, 1.1, "s", "a"), "inclusion probability"),
        (Scored(-1, 0.5, "s", "a"), "at least 0"),
    ],
)
def test_what_cannot_be_is_refused(scored: Scored, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        weigh([scored])


def test_each_weighs_as_many_as_it_speaks_for() -> None:
    scored = [
        Scored(50, 0.1, "chat", "ann", 10),
        Scored(90, 0.1, "phone", "ben", 40),
        Scored(None, 0.1, "email", "ann", 10),
        Scored(80, 0.1, "phone", "ann", 20),
        Scored(60, 0.1, "phone", "ann", 20),
    ]
    assert weights(scored) == pytest.approx([40 / 3, 40, 0, 40 / 3, 40 / 3])


SCORED = st.builds(
    Scored,
    st.none() | st.integers(0, 100).map(float),
    st.sampled_from([0.1, 0.25, 1.0]),
    st.sampled_from(["phone", "chat"]),
    st.sampled_from(["ann", "ben"]),
)


@given(st.lists(SCORED, min_size=1, max_size=20))
def test_the_weights_give_the_mean_of_everybody(scored: list[Scored]) -> None:
    agents = weigh(scored)
    total = sum(agent.size for agent in agents)
    each = weights(scored)
    assert sum(each) == pytest.approx(total)
    by_hand = sum(w * (one.value or 0) for w, one in zip(each, scored, strict=True))
    assert by_hand == pytest.approx(sum(agent.size * agent.mean for agent in agents))
