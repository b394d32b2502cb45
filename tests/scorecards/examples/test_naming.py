"""The agent's name in what colleagues read."""

from __future__ import annotations

import pytest

from scorecards.examples.naming import without_name


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hello, this is Mei Tan.", "Hello, this is [x] [x]."),
        ("MEI joined the chat.", "[x] joined the chat."),
        ("A meister of tango.", "A meister of tango."),
        ("Mei's desk", "[x]'s desk"),
    ],
)
def test_every_word_of_the_name_goes_and_no_part_of_a_word(text: str, said: str) -> None:
    assert without_name(text, "Mei Tan", instead="[x]") == said


def test_a_name_of_marks_alone_changes_nothing() -> None:
    assert without_name("A. B.", "A .", instead="[x]") == "A. B."


def test_a_name_is_no_pattern() -> None:
    assert without_name("O'Neil (aka)", "O'Neil (aka)", instead="x") == "O'x (x)"
