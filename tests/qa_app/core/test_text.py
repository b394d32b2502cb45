"""Hostile text made safe, numbers of addresses, and plain data cleaned all the way down."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_app.core.text import clean, clean_all, is_unseen, shorten, whole_number


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a\0b", "ab"),
        ("a\u202eb\u2066c\u200f", "abc"),
        ("half \ud800 pair", "half  pair"),
        ("Z" + "\u0335" * 50, "Z" + "\u0335" * 3),
        ("e\u0301", "\u00e9"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("bell\x07 and \x9b31m", "bell and 31m"),
        ("emoji 👩\u200d👩\u200d👧 stay", "emoji 👩\u200d👩\u200d👧 stay"),
    ],
)
def test_what_nobody_can_see_is_taken_out(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


def test_a_name_is_one_line() -> None:
    assert clean(" A\tname\nof  two\x0b lines ", lines=False) == "A name of two lines"


@given(st.text())
def test_cleaning_twice_is_cleaning_once_and_can_be_stored(text: str) -> None:
    for lines in (True, False):
        once = clean(text, lines=lines)
        assert clean(once, lines=lines) == once
        assert once.encode().decode() == once
    assert not is_unseen(clean(text))


def test_plain_data_is_cleaned_and_keys_stay() -> None:
    data = {"k\0": ["a\0", {"b": "c\u202e"}], "n": 1, "none": None, "yes": True}
    assert clean_all(data) == {"k\0": ["a", {"b": "c"}], "n": 1, "none": None, "yes": True}


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("-3", -3), ("007", 7), ("", None), (None, None), ("²", None), ("٣", None),
     ("--5", None), ("1e9", None), ("9" * 16, None), ("1\n", None), (" 1", None)],
)  # fmt: skip
def test_only_short_plain_digits_are_a_number(text: str | None, number: int | None) -> None:
    assert whole_number(text) == number


def test_shortened_text_shows_that_it_was_cut() -> None:
    assert (shorten("abcdef", 6), shorten("abcdefg", 6), shorten("ab", 0)) == (
        "abcdef",
        "abcde…",
        "…",
    )
