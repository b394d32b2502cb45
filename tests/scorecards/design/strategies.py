"""Random scorecards with answers and facts for hypothesis, which shrinks what fails."""

from hypothesis import strategies as st

from tests.scorecards.design.random_cards import Json, case


def cases() -> st.SearchStrategy[tuple[Json, Json, Json]]:
    """A scorecard, answers to it, and facts of the interaction."""
    return st.randoms(use_true_random=False).map(case)
