"""Phrases that a model repeats without end are kept once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcription.transcripts.loops import without_loops


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thank you. " * 5, ("Thank you.", True)),
        ("I see, i see. I SEE I see then call me", ("I see, then call me", True)),
        ("no " * 7, ("no", True)),
        ("a b c a b c a b c a b", ("a b c a b c a b c a b", False)),
        ("no no no no", ("no no no no", False)),
        ("The number is 5 5 5 5 1 2", ("The number is 5 5 5 5 1 2", False)),
        (
            "well " + "you know what I mean " * 4 + "right",
            ("well you know what I mean right", True),
        ),
        ("", ("", False)),
        ("  kept  as it is ", ("  kept  as it is ", False)),
    ],
)
def test_a_loop_is_said_once(text: str, expected: tuple[str, bool]) -> None:
    assert without_loops(text) == expected


@given(st.lists(st.sampled_from("ab"), max_size=60))
def test_nothing_is_added_or_reordered(words: list[str]) -> None:
    text, was_loop = without_loops(" ".join(words))
    kept = iter(words)
    assert all(word in kept for word in text.split())
    assert was_loop == (len(text.split()) < len(words))


@given(st.lists(st.sampled_from(["one", "two", "three"]), min_size=1, max_size=6, unique=True))
def test_any_phrase_eight_times_over_becomes_one(words: list[str]) -> None:
    assert without_loops(" ".join(words * 8)) == (" ".join(words), True)
