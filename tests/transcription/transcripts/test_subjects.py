"""The line by which lists name an interaction: without greetings, in whole words."""

from __future__ import annotations

import pytest

from transcription.transcripts.subjects import MOST, subject_of


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("It is about a missing refund.", "It is about a missing refund"),
        ("Hello Lakeside Home,\n\nHow long is the guarantee?", "How long is the guarantee?"),
        ("Hi, a question: I want to cancel the fan.", "I want to cancel the fan"),
        ("Hello, I need help. The app is gone.", "I need help. The app is gone"),
        (
            "Hello, my name is James Miller. I was charged twice for my kettle. I saw it Monday.",
            "I was charged twice for my kettle",
        ),
        ("Sehr geehrte Damen und Herren, meine Rechnung ist falsch.", "Meine Rechnung ist falsch"),
        ("Hello I want to cancel my order, please.", "Hello I want to cancel my order, please"),
        ("Hello!", "Hello!"),
        ("Wait...", "Wait..."),
        ("A" * 200, "A" * (MOST - 1) + "…"),
        (
            "The invoice for order 19465 has my old address on it and my employer does not"
            " take it like that. Could you help?",
            "The invoice for order 19465 has my old address on it and my employer does not…",
        ),
    ],
)
def test_subject_of(said: str, name: str) -> None:
    assert subject_of([said]) == name


def test_the_first_text_with_words_names_it() -> None:
    assert subject_of(["  \n", "The wrong item", "Another thing"]) == "The wrong item"
    assert subject_of(["", " "]) is None
    assert subject_of([]) is None


def test_a_name_is_never_longer_than_its_line() -> None:
    for length in range(1, 300):
        name = subject_of([("word " * length).strip()])
        assert name is not None
        assert len(name) <= MOST
        assert set(name.rstrip("…").split()) == {"word"}
