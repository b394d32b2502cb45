"""Where a reviewer's evidence stands once the text is masked."""

from __future__ import annotations

import pytest

from qa_app.demo.judging import passage


@pytest.mark.parametrize(
    ("words", "cited"),
    [
        ("I am checking it now.", "I am checking it now."),
        (
            "The account runs on eva.holt@mail.example.com, right?",
            "The account runs on [email], right?",
        ),
        (
            "Never said here at all.",
            "Hello. The account runs on [email], right? I am checking it now.",
        ),
    ],
)
def test_passage(words: str, cited: str) -> None:
    text = "Hello. The account runs on [email], right? I am checking it now."
    start, end = passage(words, text)
    assert text[start:end] == cited
