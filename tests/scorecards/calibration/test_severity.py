"""Reviewers' severity: recovered where it can be, refused with a reason where it cannot."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from scorecards.calibration.rows import Score
from scorecards.calibration.scores import Least
from scorecards.calibration.severity import severity
from scorecards.calibration.strictness import Adjusted, NotEstimable, Severity, Strictness
from tests.scorecards.calibration.centre import Centre, centre


def estimated(rows: list[Score]) -> Severity:
    found = severity(rows)
    assert isinstance(found, Severity)
    return found


def truth_held(one: Centre, found: Severity) -> list[bool]:
    """Whether each reviewer's interval holds how much stricter they truly are than their group."""
    held = []
    for group in found.groups:
        mean = np.mean([one.leniency[name] for name in group])
        for name in group:
            reviewer = found.reviewers[name]
            assert isinstance(reviewer, Strictness)
            held.append(reviewer.low <= mean - one.leniency[name] <= reviewer.high)
    return held


@pytest.mark.parametrize("by_strength", [False, True])
def test_known_severity_lies_in_its_interval(by_strength: bool) -> None:
    """Of 20 · 5 reviewers 91 to 99 do, even where agents are not given at random."""
    held = []
    for seed in range(20):
        one = centre(seed, by_strength=by_strength)
        held += truth_held(one, estimated(one.rows))
    assert len(held) == 100
    assert 91 <= sum(held) <= 99


def test_agents_adjusted_level_lies_in_its_interval() -> None:
    held, shrunk, count = 0, 0, 0
    for seed in range(20):
        one = centre(seed)
        found = estimated(one.rows)
        usual = np.mean(list(one.leniency.values()))
        for name, agent in found.agents.items():
            if isinstance(agent, Adjusted):
                true = one.level[name] + usual
                held += agent.adjusted.low <= true <= agent.adjusted.high
                shrunk += agent.shrunk.low <= true <= agent.shrunk.high
                count += 1
    assert 0.91 <= held / count <= 0.99
    assert 0.91 <= shrunk / count <= 0.99


def test_who_reviews_weak_agents_is_not_taken_for_strict() -> None:
    """Nobody differs in truth; reviewers of weak agents give 10 points less, and are not blamed."""
    one = centre(3, by_strength=True, spread=0.0, evaluations=400)
    found = estimated(one.rows)
    assert [r.verdict for r in found.reviewers.values() if isinstance(r, Strictness)] == [
        "cannot_tell"
    ] * 5


def test_a_strict_reviewer_is_named() -> None:
    rows = [
        replace(row, value=row.value - 25) if row.rater == "r2" else row
        for row in centre(4, spread=0.5).rows
    ]
    found = estimated(rows)
    verdicts = {
        name: one.verdict for name, one in found.reviewers.items() if isinstance(one, Strictness)
    }
    assert verdicts["r2"] == "stricter"
    strict = found.reviewers["r2"]
    assert isinstance(strict, Strictness)
    assert strict.points == pytest.approx(20, abs=4)


def test_strictness_adds_up_to_nothing_within_a_group() -> None:
    found = estimated(centre(5).rows)
    points = [one.points for one in found.reviewers.values() if isinstance(one, Strictness)]
    assert sum(points) == pytest.approx(0, abs=1e-9)


def test_order_of_rows_does_not_matter() -> None:
    rows = centre(6).rows
    shuffled = rows.copy()
    random.Random(1).shuffle(shuffled)
    assert repr(severity(shuffled)) == repr(severity(rows))


def test_balanced_work_needs_no_adjustment() -> None:
    """Every reviewer judged every agent once: raw and adjusted are the same."""
    rng = np.random.default_rng(7)
    rows = [
        Score(f"{a}-{r}", f"a{a}", f"r{r}", "card", 70 + 3 * a - 2 * r + float(rng.normal(0, 4)))
        for a in range(6)
        for r in range(10)
    ]
    found = severity(rows, Least(per_reviewer=6))
    assert isinstance(found, Severity)
    for agent in found.agents.values():
        assert isinstance(agent, Adjusted)
        assert agent.adjusted.value == pytest.approx(agent.raw)
        assert agent.own_reviewers == pytest.approx(0, abs=1e-9)


def test_the_adjustment_is_how_strict_the_own_reviewers_were() -> None:
    """One row an evaluation, so that there is no interaction to weigh rows by."""
    rows = [
        replace(row, value=row.value - 20) for row in centre(8, questions=1, evaluations=200).rows
    ]
    for agent in estimated(rows).agents.values():
        if isinstance(agent, Adjusted):
            assert agent.adjusted.value - agent.raw == pytest.approx(agent.own_reviewers)


def test_two_centres_without_shared_agents_are_two_groups() -> None:
    one, two = centre(9), centre(10)
    other = [
        Score(f"x{r.subject}", f"x{r.agent}", f"x{r.rater}", r.question, r.value) for r in two.rows
    ]
    found = estimated([*one.rows, *other])
    assert found.groups == (
        ("r0", "r1", "r2", "r3", "r4"),
        ("xr0", "xr1", "xr2", "xr3", "xr4"),
    )
    for group in found.groups:
        points = [found.reviewers[name] for name in group]
        assert sum(p.points for p in points if isinstance(p, Strictness)) == pytest.approx(
            0, abs=1e-9
        )


def test_who_shares_no_agents_is_left_out_with_the_reason() -> None:
    alone = [
        Score(f"z{n}", f"own{n % 6}", "loner", f"q{q}", 60.0 + n % 7 + q)
        for n in range(30)
        for q in range(3)
    ]
    found = estimated([*centre(11).rows, *alone])
    assert found.reviewers["loner"] == NotEstimable("shares_no_agents", 30)
    assert found.agents["own1"] == NotEstimable("reviewers_not_comparable", 5)


def test_who_alone_asks_their_questions_is_left_out_with_the_reason() -> None:
    alone = [
        Score(f"z{n}", f"a{n % 6}", "loner", f"own{q}", 60.0 + n % 7 + q)
        for n in range(30)
        for q in range(3)
    ]
    found = estimated([*centre(12).rows, *alone])
    assert found.reviewers["loner"] == NotEstimable("own_questions", 30)


def test_a_new_reviewer_waits() -> None:
    few = [Score(f"z{n}", "a1", "new", "q0", 60.0 + n) for n in range(4)]
    found = estimated([*centre(13).rows, *few])
    assert found.reviewers["new"] == NotEstimable("too_few_reviews", 4, 10)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], NotEstimable("no_scores")),
        (centre(1, reviewers=2).rows, NotEstimable("too_few_reviewers", 2, 3)),
        (centre(1, agents=3).rows, NotEstimable("too_few_agents", 3, 5)),
        (centre(1, evaluations=25).rows, NotEstimable("too_few_evaluations", 25, 30)),
        (
            [replace(row, value=80.0) for row in centre(1).rows],
            NotEstimable("no_variation", 150),
        ),
        (centre(1, reviewers=20, evaluations=60).rows, NotEstimable("too_few_reviews", 7, 10)),
    ],
)
def test_refused_with_its_reason(rows: list[Score], expected: NotEstimable) -> None:
    assert severity(rows) == expected


def test_each_reviewer_with_agents_of_their_own() -> None:
    rows = [
        Score(f"c{n}", f"a{n % 12}", f"r{n % 12 // 3}", "card", 60.0 + n % 13) for n in range(96)
    ]
    assert severity(rows) == NotEstimable("shares_no_agents", 24)


def test_scores_that_leave_nothing_to_chance() -> None:
    rows = [
        Score(f"c{n}", f"a{n % 6}", f"r{n % 5}", "card", 50.0 + 3 * (n % 6) + 2 * (n % 5))
        for n in range(90)
    ]
    assert severity(rows) == NotEstimable("not_settled", 90)


def test_refuses_rows_that_contradict_each_other() -> None:
    one = Score("c1", "a1", "r1", "q", 50.0)
    with pytest.raises(ValueError, match="c1 has two agents"):
        severity([one, replace(one, agent="a2", rater="r2")])
    with pytest.raises(ValueError, match="r1 answered q twice about c1"):
        severity([one, replace(one, value=60.0)])


def test_double_reviews_of_one_interaction_are_understood() -> None:
    """The same calls by all three: the interaction is told from the reviewers."""
    rng = np.random.default_rng(3)
    quality = rng.normal(75, 12, 60)
    rows = [
        Score(f"c{n}", f"a{n % 6}", f"r{r}", f"q{q}", quality[n] - 4 * r + float(rng.normal(0, 2)))
        for n in range(60)
        for r in range(3)
        for q in range(2)
    ]
    found = estimated(rows)
    points = [one.points for one in found.reviewers.values() if isinstance(one, Strictness)]
    assert points == pytest.approx([-4, 0, 4], abs=0.5)
    widths = [one.high - one.low for one in found.reviewers.values() if isinstance(one, Strictness)]
    assert max(widths) < 1.5
