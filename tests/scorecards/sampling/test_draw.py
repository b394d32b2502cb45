"""The draw: exact probabilities, the same result every time, and what risk may and may not do."""

from __future__ import annotations

import random
from collections import Counter
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecards.sampling.draw import AgentCount, DrawResult, StratumCount, draw
from scorecards.sampling.frame import FrameItem
from tests.scorecards.sampling.plans import frame_of_counts, ids, plan_of

ANN = frame_of_counts("ann", {"phone": 12, "chat": 6, "email": 2})
BEN = frame_of_counts("ben", {"phone": 3})


def randoms(result: DrawResult) -> list[str]:
    return sorted(d.item.external_id for d in result.items if d.pool == "random")


def test_a_known_draw_stays_as_it_is() -> None:
    result = draw(ANN + BEN, plan=plan_of(), seed=11, left_out={"quarantined": 2})
    assert ids(result.items) == [
        "ben-phone-001",
        "ann-phone-004",
        "ann-phone-009",
        "ben-phone-000",
        "ann-phone-011",
        "ben-phone-002",
        "ann-chat-004",
        "ann-email-001",
    ]
    assert result.strata == (
        # 5 of 20: phone is due 3, chat 1.5, email 0.5, so email joins chat.
        StratumCount("ann", "chat + email", 8, 2, (("chat",), ("email",))),
        StratumCount("ann", "phone", 12, 3),
        StratumCount("ben", "phone", 3, 3),
    )
    assert result.agents == (AgentCount("ann", 20, 5, 0), AgentCount("ben", 3, 3, 0))
    assert result.frame_size == 23
    assert result.left_out == {"quarantined": 2}
    assert (result.method, result.method_version, result.generator, result.risk_method) == (
        "stratified-systematic",
        1,
        "PCG64",
        None,
    )


def test_every_item_of_an_agent_has_the_same_chance() -> None:
    result = draw(ANN + BEN, plan=plan_of(), seed=1)
    chances = {(d.agent, d.inclusion_probability) for d in result.items}
    assert chances == {("ann", Fraction(1, 4)), ("ben", Fraction(1))}
    assert result.items[0].probability in (0.25, 1.0)


def test_over_all_starts_each_item_comes_equally_often() -> None:
    # 2000 seeds, 1/4 each: standard deviation 19.4; five of them is a chance of 1 in 10^5 for 20.
    plan = plan_of()
    counts = Counter(i for seed in range(2000) for i in ids(draw(ANN, plan=plan, seed=seed).items))
    assert len(counts) == 20
    assert all(abs(count - 500) < 97 for count in counts.values())


def test_risk_does_not_touch_the_random_part() -> None:
    plan = plan_of(risk_share=0.5, amount={"per_agent": 6})
    risk = {item.key: (number + 1) / 100 for number, item in enumerate(ANN)}
    other = {item.key: 1 - value for item, value in zip(ANN, risk.values(), strict=True)}
    one, two = (draw(ANN, plan=plan, seed=4, risk=r) for r in (risk, other))
    assert randoms(one) == randoms(two)
    assert {d.inclusion_probability for d in one.items if d.pool == "random"} == {Fraction(3, 20)}


def test_the_risk_part_takes_the_highest_of_what_is_left() -> None:
    plan = plan_of(risk_share=0.5, amount={"per_agent": 6})
    risk = {item.key: (number + 1) / 100 for number, item in enumerate(ANN)}
    result = draw(ANN, plan=plan, seed=4, risk=risk)
    taken = set(randoms(result))
    left = [item.external_id for item in reversed(ANN) if item.external_id not in taken]
    targeted = [d for d in result.items if d.pool == "targeted"]
    assert sorted(d.item.external_id for d in targeted) == sorted(left[:3])
    assert {d.inclusion_probability for d in targeted} == {None}
    assert {d.probability for d in targeted} == {None}
    assert result.risk_method == "highest-risk-first"
    assert result.agents == (AgentCount("ann", 20, 3, 3),)


def test_what_has_no_risk_is_never_targeted_and_a_shortage_is_told() -> None:
    plan = plan_of(risk_share=0.7, amount={"per_agent": 18}, double_share=0)
    risk = {item.key: 0.5 for item in ANN[:12]}
    result = draw(ANN, plan=plan, seed=4, risk=risk)
    # floor(0.7 * 18) = 12 by risk and 6 random; the random part takes some of the 12.
    (count,) = result.agents
    assert (count.random, count.targeted + count.short) == (6, 12)
    assert count.short == len({i.external_id for i in ANN[:12]} & set(randoms(result)))
    assert {d.item.key for d in result.items if d.pool == "targeted"} <= set(risk)


def test_without_a_model_all_is_random() -> None:
    result = draw(ANN, plan=plan_of(risk_share=0.7), seed=4)
    assert result.agents == (AgentCount("ann", 20, 5, 0),)


def test_when_all_are_read_the_probability_is_one() -> None:
    risk = {item.key: 0.9 for item in BEN}
    result = draw(BEN, plan=plan_of(risk_share=0.7), seed=4, risk=risk)
    assert [(d.pool, d.inclusion_probability) for d in result.items] == [
        ("random", Fraction(1))
    ] * 3
    assert result.reserve == ()


def test_agents_do_not_disturb_each_other() -> None:
    alone = draw(ANN, plan=plan_of(), seed=9)
    together = draw(ANN + BEN, plan=plan_of(), seed=9)
    assert set(ids(alone.items)) == set(ids(together.items)) - {i.external_id for i in BEN}


def test_the_reserve_is_the_rest_of_the_same_random_order() -> None:
    result = draw(ANN, plan=plan_of(), seed=2)
    assert not set(ids(result.reserve)) & set(ids(result.items))
    places = {(r.stratum, r.place) for r in result.reserve}
    # Three for each review, as far as the stratum goes: 8 - 2 = 6 of 6, 12 - 3 = 9 of 9.
    assert places == {("chat + email", n) for n in range(1, 7)} | {
        ("phone", n) for n in range(1, 10)
    }
    assert {r.inclusion_probability for r in result.reserve} == {Fraction(1, 4)}


def test_the_reserve_ignores_risk() -> None:
    plan = plan_of(risk_share=0.5, amount={"per_agent": 6})
    risk = {item.key: 0.5 for item in ANN}
    low = draw(ANN, plan=plan, seed=2, risk=risk)
    high = draw(ANN, plan=plan, seed=2, risk=risk | {ANN[0].key: 0.9})
    assert low.reserve == high.reserve


def test_a_skipped_item_and_its_stand_in_are_exchangeable() -> None:
    # The first reserve of a stratum is a uniform choice among its items: 2000 seeds, 1 of 12.
    counts = Counter(
        next(r.item.external_id for r in draw(ANN, plan=plan_of(), seed=s).reserve
             if r.stratum == "phone")
        for s in range(2000)
    )  # fmt: skip
    assert len(counts) == 12
    assert all(abs(count - 2000 / 12) < 62 for count in counts.values())


def test_second_reviews_come_at_the_set_share_and_only_for_random_items() -> None:
    plan = plan_of(risk_share=0.5, amount={"per_agent": 10}, double_share=0.2)
    frame = [i for n in range(20) for i in frame_of_counts(f"a{n}", {"chat": 40})]
    result = draw(frame, plan=plan, seed=5, risk={item.key: 0.5 for item in frame})
    double = [d for d in result.items if d.double]
    assert len(double) == 20  # a fifth of 100 random ones
    assert {d.pool for d in double} == {"random"}


def test_small_draws_reach_the_double_share_over_time() -> None:
    plan = plan_of(amount={"per_agent": 5}, double_share=0.05)
    hits = sum(d.double for seed in range(2000) for d in draw(BEN, plan=plan, seed=seed).items)
    # 2000 draws of 3 at 5 %: 300 expected, standard deviation below 17.
    assert abs(hits - 300) < 85


def test_a_total_below_the_number_of_agents_keeps_true_probabilities() -> None:
    plan = plan_of(amount={"total": 1})
    result = draw(ANN + BEN, plan=plan, seed=3)
    (item,) = result.items
    assert item.inclusion_probability == {"ann": Fraction(1, 40), "ben": Fraction(1, 6)}[item.agent]
    assert sum(count.random for count in result.agents) == 1


def test_an_empty_frame_draws_nothing() -> None:
    result = draw([], plan=plan_of(), seed=1)
    assert (result.items, result.reserve, result.agents, result.frame_size) == ((), (), (), 0)


def test_other_strata_than_the_plan_has_are_refused() -> None:
    with pytest.raises(ValueError, match="a 1 has 0 strata, the plan has 1"):
        draw([FrameItem("a", "1", "x")], plan=plan_of(), seed=1)


def test_a_risk_that_is_no_probability_is_refused() -> None:
    with pytest.raises(ValueError, match="risk of desk ann-phone-000 is not between 0 and 1"):
        draw(ANN, plan=plan_of(), seed=1, risk={ANN[0].key: float("nan")})


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["p", "c", "e"])), max_size=60),
    st.integers(1, 12),
    st.sampled_from([0.0, 0.3, 0.7]),
    st.integers(0, 10**12),
    st.randoms(use_true_random=False),
)
def test_laws(
    rows: list[tuple[str, str]], n: int, share: float, seed: int, shuffler: random.Random
) -> None:
    frame = [FrameItem("s", str(i), agent, (channel,)) for i, (agent, channel) in enumerate(rows)]
    risk = {item.key: shuffler.random() for item in frame if shuffler.random() < 0.8}
    plan = plan_of(amount={"per_agent": n}, risk_share=share)
    result = draw(frame, plan=plan, seed=seed, risk=risk)
    mixed = list(frame)
    shuffler.shuffle(mixed)
    assert draw(mixed, plan=plan, seed=seed, risk=risk) == result
    assert len({d.item.key for d in result.items}) == len(result.items)
    assert [d.order for d in result.items] == list(range(1, len(result.items) + 1))
    for count in result.agents:
        own = [d for d in result.items if d.agent == count.agent]
        picked = [d for d in own if d.pool == "random"]
        assert len(own) == min(n, count.frame_size) - count.short
        assert len(picked) == count.random >= ceil(Fraction(3, 10) * len(own))
        # The probabilities of all in the agent's frame add up to the number drawn.
        chance = picked[0].inclusion_probability
        assert chance is not None
        assert chance * count.frame_size == count.random
        for stratum in (s for s in result.strata if s.agent == count.agent):
            due = Fraction(count.random * stratum.size, count.frame_size)
            assert abs(stratum.drawn - due) < 1
