"""Which turns of a heard text are not to be relied on."""

from __future__ import annotations

import pytest

from transcription.transcripts.doubtful import is_uncertain


@pytest.mark.parametrize(
    ("confidence", "uncertain"), [(None, False), (0.0, True), (0.599, True), (0.6, False)]
)
def test_a_turn_is_uncertain_below_the_threshold_and_never_where_a_person_wrote(
    confidence: float | None, uncertain: bool
) -> None:
    assert is_uncertain("Good morning", confidence) is uncertain


def test_a_turn_is_uncertain_where_a_quarter_of_it_stands_in_doubtful_words() -> None:
    words = [[0, 1, "one", 0.9], [1, 2, "two", 0.4], [2, 3, "three", 0.9]]
    assert is_uncertain("one two three", 0.9, words) is False  # 3 of 13 characters
    assert is_uncertain("one two four", 0.9, words[:2]) is True  # 3 of 12
