"""Words with times and masked originals find their places in a mended text."""

from __future__ import annotations

import pytest

from transcription.transcripts.mended_text import kept_words, moved_originals

WORDS = [
    [0.0, 0.2, "My", 0.9],
    [0.2, 0.5, "cart", 0.4],
    [0.5, 0.6, "is", 0.9],
    [1.0, 4.8, "[card code]", 0.9],
    [5.0, 5.4, "thanks.", 0.9],
]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("My card is [card code], thanks.", ["My", "is", "[card code]", "thanks."]),
        ("my CART is [card code] Thanks!", ["My", "cart", "is", "[card code]", "thanks."]),
        ("thanks. My", ["My"]),
        ("Nothing of it", None),
    ],
)
def test_words_that_still_stand_there_keep_their_times(text: str, kept: list[str] | None) -> None:
    found = kept_words(text, WORDS)
    assert (found and [row[2] for row in found]) == kept
    assert kept_words(text, None) is None


def test_originals_follow_the_placeholders_of_their_kind() -> None:
    text = "Call [phone] or [phone], write to [email]."
    given = [(3, "[phone]"), (20, "[email]"), (40, "[phone]"), (60, "[phone]")]
    assert moved_originals(text, given) == [5, text.index("[email]"), 16, None]
    assert moved_originals("Nothing.", given) == [None] * 4
