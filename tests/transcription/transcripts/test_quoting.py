"""Letters in parts: own words stay open, repeated ones fold, every character keeps its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcription.transcripts.quoting import letter_parts

LINES = st.sampled_from(
    ["Hello", "", "> Hi", ">> Hi", "On 1 March 2026 they wrote:", "-- Original Message --", " "]
)


def told(text: str) -> list[tuple[str, bool]]:
    return [(text[part.start : part.end], part.quoted) for part in letter_parts(text)]


@pytest.mark.parametrize("text", ["", "Thank you.", "One\n\nTwo\n", "From here: nothing quoted"])
def test_a_letter_of_own_words_is_one_part(text: str) -> None:
    assert told(text) == [(text, False)]


def test_an_answer_between_quoted_lines_stays_open() -> None:
    text = "Hi,\n\n> When?\nTomorrow.\n> Where?\n\nAt home.\n"
    assert told(text) == [
        ("Hi,\n\n", False), ("> When?\n", True), ("Tomorrow.\n", False),
        ("> Where?\n\n", True), ("At home.\n", False),
    ]  # fmt: skip


def test_an_answer_below_what_it_quotes_stays_open() -> None:
    assert told("> Hello\n\nGood morning.") == [("> Hello\n\n", True), ("Good morning.", False)]


@pytest.mark.parametrize(
    "above",
    [
        "On 3 March 2026 the customer wrote:",
        "Am 3. März 2026 um 10:12 schrieb Erika Muster:",
        "Le 3 mars 2026 à 10:12, le client a écrit :",
        "El 3 mar 2026, el cliente escribió:",
    ],
)
def test_the_line_above_a_quotation_folds_with_it(above: str) -> None:
    quoted = f"{above}\n> Hello"
    assert told(f"Thanks.\n{quoted}") == [("Thanks.\n", False), (quoted, True)]


@pytest.mark.parametrize(
    "begins",
    [
        "-----Original Message-----",
        "-----Ursprüngliche Nachricht-----",
        "________________________________",
        "From: somebody [email]\nSent: Tuesday",
        "Von: jemand\nGesendet: Dienstag",
    ],
)
def test_all_below_the_head_of_a_repeated_letter_folds(begins: str) -> None:
    quoted = f"{begins}\nSubject: Hello\n\nWhere is it?\n"
    assert told(f"Thanks.\n{quoted}") == [("Thanks.\n", False), (quoted, True)]


def test_a_letter_that_begins_with_the_word_from_is_no_head() -> None:
    assert told("From: Monday on\nDate: 3 March") == [("From: Monday on\nDate: 3 March", False)]


@given(st.lists(LINES).map("\n".join))
def test_the_parts_take_turns_and_hold_every_character(text: str) -> None:
    parts = letter_parts(text)
    assert "".join(text[part.start : part.end] for part in parts) == text
    assert all(one.end == two.start for one, two in zip(parts, parts[1:], strict=False))
    assert all(one.quoted != two.quoted for one, two in zip(parts, parts[1:], strict=False))
