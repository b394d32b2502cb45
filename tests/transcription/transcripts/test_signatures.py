"""Signatures of letters: where they begin, what is none, and that nothing of a letter is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcription.transcripts.quoting import ending_of, letter_parts

BLOCK = "Kind regards\nRosa Field\nBilling, Lakeside\n"
LINES = st.sampled_from(["Hello", "", "> Hi", "--", "Sent from my phone", "Rosa", "Kind regards"])


def signed(text: str, *earlier: str) -> list[str]:
    return [text[p.start : p.end] for p in letter_parts(text, earlier) if p.signature]


@pytest.mark.parametrize(
    "end",
    [
        "-- \nRosa Field\nLakeside\n",
        "--\nRosa",
        "Sent from my iPhone",
        "Von meinem iPhone gesendet\n",
        "Gesendet mit der Mail-App\n",
        "Envoyé de mon téléphone",
        "Enviado desde mi móvil",
        "Get Outlook for iOS\n",
    ],
)
def test_below_the_usual_sign_or_by_a_telephone(end: str) -> None:
    assert signed(f"Where is it?\n\n{end}") == [end]


def test_before_what_is_quoted() -> None:
    text = "Thanks!\n-- \nRosa\n\nOn 1 March 2026 they wrote:\n> Hello\n"
    assert signed(text) == ["-- \nRosa\n\n"]
    assert [part.quoted for part in letter_parts(text)] == [False, False, True]


def test_an_ending_that_comes_again() -> None:
    first = f"Your refund is on its way.\n\n{BLOCK}"
    assert signed(first) == []
    assert signed(f"It was paid on Monday.\n\n{BLOCK}", first) == [BLOCK]
    quoted = f"It was paid.\n{BLOCK}\nOn 1 March 2026 they wrote:\n> Hello\n"
    assert signed(quoted, first) == [BLOCK + "\n"]


def test_two_lines_that_come_again_are_a_greeting() -> None:
    assert signed("It was paid.\nBest\nRosa", "On its way.\nBest\nRosa") == []


@pytest.mark.parametrize(
    "text",
    [
        "-- \nRosa",
        "Sent from my iPhone",
        "Sent from my desk was the parcel\nyesterday\nand not today",
        "Choose:\n--\n" + "line\n" * 20,
        "It costs 5 -- or 6.\nBye",
    ],
)
def test_what_is_no_signature(text: str) -> None:
    assert signed(text) == []


def test_the_ending_leaves_out_what_is_quoted() -> None:
    assert ending_of("Hi\n\nRosa\n\nOn 1 March 2026 they wrote:\n> Hello\n") == ["Hi", "Rosa"]


@given(st.lists(LINES).map("\n".join), st.lists(st.lists(LINES).map("\n".join), max_size=2))
def test_every_character_stays_and_own_words_come_first(text: str, earlier: list[str]) -> None:
    parts = letter_parts(text, earlier)
    assert "".join(text[part.start : part.end] for part in parts) == text
    signatures = [place for place, part in enumerate(parts) if part.signature]
    assert len(signatures) <= 1
    for place in signatures:
        before = parts[place - 1]
        assert not before.quoted
        assert text[before.start : before.end].strip()
