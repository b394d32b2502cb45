"""How the mean of a replay moves, in words that do not contradict their own figures."""

from __future__ import annotations

import pytest

from scorecards.replay.reading import mean_digits, mean_words, signed

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("before", "after", "difference", "words"),
    [
        (79.451811, 79.547383, 0.095572, "from 79.45 % to 79.55 % (+0.10 points)"),
        (79.451811, 79.4499, -0.001911, "from 79.45 % to 79.45 % (0.00 points)"),
        (79.4, 81.1, 1.7, "from 79.4 % to 81.1 % (+1.7 points)"),
        (81.1, 79.4, -1.7, "from 81.1 % to 79.4 % (−1.7 points)"),
    ],
)
def test_a_mean_that_moved_little_is_shown_so_that_it_moved(
    before: float, after: float, difference: float, words: str
) -> None:
    mean = {"before": before, "after": after, "difference": difference}
    said = mean_words({"mean": mean}).replace(NBSP, " ")
    assert said == f"The mean goes {words}."


def test_a_mean_that_did_not_move_needs_one_decimal() -> None:
    assert mean_digits({"before": 80.0, "after": 80.0, "difference": 0}) == 1
    assert mean_digits({"before": None, "after": None, "difference": None}) == 1
    assert (signed(0.04), signed(-0.04, 2), signed(0)) == ("0.0", "−0.04", "0.0")
