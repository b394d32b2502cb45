"""Who can be compared: chains of agents, and questions that break them."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scorecards.calibration.comparable import comparable, linked


def test_chains_of_shared_agents() -> None:
    """0 and 1 share agent 0, 1 and 2 share agent 1; 3 and 4 share agent 2 only with each other."""
    agents, reviewers = np.array([0, 0, 1, 1, 2, 2]), np.array([0, 1, 1, 2, 3, 4])
    assert linked(agents, reviewers) == [(0, 1, 2), (3, 4)]


def test_own_questions_break_a_chain() -> None:
    """Reviewer 2 shares agents with the others, but asks only question 1, and nobody else does."""
    agents = np.array([0, 0, 1, 1, 0, 1])
    reviewers = np.array([0, 1, 0, 1, 2, 2])
    questions = np.array([0, 0, 0, 0, 1, 1])
    assert linked(agents, reviewers) == [(0, 1, 2)]
    assert comparable(agents, reviewers, questions) == [(0, 1), (2,)]


def test_one_shared_question_is_enough() -> None:
    agents = np.array([0, 0, 1, 1, 0, 1, 1])
    reviewers = np.array([0, 1, 0, 1, 2, 2, 2])
    questions = np.array([0, 0, 0, 0, 1, 1, 0])
    assert comparable(agents, reviewers, questions) == [(0, 1, 2)]


@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 3), st.integers(0, 2)), min_size=1, max_size=25
    )
)
def test_equals_the_rank_of_the_design(cells: list[tuple[int, int, int]]) -> None:
    """A difference is estimable if and only if it adds nothing to the rank of the design."""
    agents, reviewers, questions = (
        np.unique(column, return_inverse=True)[1] for column in zip(*cells, strict=True)
    )
    groups = comparable(agents, reviewers, questions)
    count = int(reviewers.max()) + 1
    blocks = [np.eye(int(c.max()) + 1)[c] for c in (reviewers, agents, questions)]
    design = np.hstack(blocks)
    rank = np.linalg.matrix_rank(design)
    for one in range(count):
        for two in range(one):
            difference = np.zeros(design.shape[1])
            difference[one], difference[two] = 1, -1
            together = any(one in group and two in group for group in groups)
            whole = np.vstack([design, difference])
            assert together == (np.linalg.matrix_rank(whole) == rank)
    assert sorted(number for group in groups for number in group) == list(range(count))
