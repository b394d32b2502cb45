"""Rows as codes: evaluations counted once, factors only where they can be told apart."""

from __future__ import annotations

import numpy as np

from scorecards.calibration.rows import Score
from scorecards.calibration.scores import Coded

ROWS = [
    Score("c1", "ana", "rob", "greeting", 100.0),
    Score("c1", "ana", "rob", "solution", 50.0),
    Score("c1", "ana", "sue", "greeting", 100.0),
    Score("c2", "ana", "rob", "greeting", 0.0),
    Score("c3", "ben", "sue", "greeting", 75.0),
]


def test_codes_follow_sorted_names() -> None:
    coded = Coded(reversed(ROWS))
    assert (coded.agents, coded.reviewers) == (["ana", "ben"], ["rob", "sue"])
    assert (coded.questions, coded.subjects) == (["greeting", "solution"], ["c1", "c2", "c3"])
    assert coded.values.tolist() == [100.0, 50.0, 100.0, 0.0, 75.0]
    assert coded.agent.tolist() == [0, 0, 0, 0, 1]
    assert coded.reviewer.tolist() == [0, 0, 1, 0, 1]


def test_an_evaluation_counts_once_whatever_its_questions() -> None:
    coded = Coded(ROWS)
    agent, reviewer = coded.evaluations
    assert sorted(zip(agent.tolist(), reviewer.tolist(), strict=True)) == [
        (0, 0),
        (0, 0),
        (0, 1),
        (1, 1),
    ]
    assert coded.evaluations_of_agents.tolist() == [3, 1]
    assert coded.linked_evaluations.tolist() == [2, 1]


def test_factors() -> None:
    calls = [
        Score(f"c{n}", f"a{n % 3}", "rob", question, float(n))
        for n in range(10)
        for question in ("greeting", "solution")
    ]
    found = Coded(calls).factors(agents_fixed=True)
    assert [f.name for f in found] == ["agent", "reviewer", "question", "interaction"]
    assert [f.fixed for f in found] == [True, False, False, False]


def test_nine_interactions_of_several_rows_are_too_few_for_a_part_of_their_own() -> None:
    """Of 40 interactions n are reviewed twice."""
    for doubled, names in ((9, []), (10, ["interaction"])):
        rows = [Score(f"c{n}", f"a{n % 3}", "rob", "card", float(n)) for n in range(40)]
        rows += [Score(f"c{n}", f"a{n % 3}", "sue", "card", float(n)) for n in range(doubled)]
        found = Coded(rows).factors(agents_fixed=False)
        assert [f.name for f in found] == ["agent", "reviewer", *names]


def test_one_row_an_interaction_leaves_it_to_the_rest() -> None:
    once = [Score(f"c{n}", f"a{n % 2}", "rob", "card", float(n)) for n in range(6)]
    assert [f.name for f in Coded(once).factors(agents_fixed=False)] == ["agent", "reviewer"]


def test_one_interaction_an_agent_is_the_agent() -> None:
    same = [Score(f"c{n}", f"a{n}", r, "card", float(n)) for n in range(12) for r in ("x", "y")]
    assert [f.name for f in Coded(same).factors(agents_fixed=False)] == ["agent", "reviewer"]


def test_nothing() -> None:
    coded = Coded([])
    assert len(coded.evaluations[0]) == 0
    assert np.array_equal(coded.values, np.array([]))
