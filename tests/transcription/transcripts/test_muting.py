"""Which stretches are silenced: the words of a mask where they have times, else its whole turn."""

from __future__ import annotations

import pytest

from transcription.redaction.redacting import redact
from transcription.transcripts.engine import Word
from transcription.transcripts.masked_words import masked_words
from transcription.transcripts.muting import (
    KINDS,
    PAD_S,
    CannotMute,
    Mute,
    TimedText,
    adds_to,
    joined,
    muted_seconds,
    mutes_of,
)

SAID = "My card is 4111 1111 1111 1111, thanks. Call 415-555-2671."
TIMES = [(0.0, 0.2), (0.2, 0.5), (0.5, 0.6), (1.0, 1.8), (2.0, 2.8), (3.0, 3.8), (4.0, 4.8)]
TIMES += [(5.0, 5.4), (6.0, 6.4), (7.0, 9.0)]


def words() -> list[Word]:
    return [
        Word(text, start, end, 0.9) for text, (start, end) in zip(SAID.split(), TIMES, strict=True)
    ]


def test_words_of_a_mask_become_its_placeholder_with_their_time() -> None:
    rows = masked_words(SAID, words(), redact(SAID))
    assert rows is not None
    assert [row[2] for row in rows] == [
        "My", "card", "is", "[card]", "thanks.", "Call", "[phone]",
    ]  # fmt: skip
    assert rows[3] == [1.0, 4.8, "[card]", 0.9]
    assert not any("4111" in str(row) for row in rows)


def test_words_are_left_out_where_a_mask_hides_more_than_they_hold() -> None:
    assert masked_words(SAID, words()[:4] + words()[5:], redact(SAID)) is None
    assert masked_words(SAID, [Word("other", 0.0, 1.0, 0.9)], redact(SAID)) is None
    assert masked_words(SAID, [], redact(SAID)) is None


def test_words_alone_are_muted_where_they_have_times() -> None:
    said = redact(SAID)
    turn = TimedText(said.text, 0.0, 9.0, masked_words(SAID, words(), said))
    assert mutes_of([turn], KINDS["all"]) == [
        Mute(1.0 - PAD_S, 4.8 + PAD_S, ("card",)),
        Mute(7.0 - PAD_S, 9.0 + PAD_S, ("phone",)),
    ]
    assert mutes_of([turn], KINDS["destroyed"]) == [Mute(1.0 - PAD_S, 4.8 + PAD_S, ("card",))]


@pytest.mark.parametrize("given", [None, [], [[0.0, 1.0, "My", 0.9]], [[3.0, 4.0, "[phone]", 0.9]]])
def test_the_whole_turn_is_muted_where_words_have_none(given: list[list[object]] | None) -> None:
    turn = TimedText(redact(SAID).text, 2.0, 9.0, given)
    assert mutes_of([TimedText("Good morning.", 0.0, 1.5), turn], KINDS["all"]) == [
        Mute(2.0 - PAD_S, 9.0 + PAD_S, ("card", "phone"), whole_turn=True)
    ]


def test_a_masked_turn_without_times_cannot_be_muted_and_others_need_none() -> None:
    assert mutes_of([TimedText("Good morning.", None, None)], KINDS["all"]) == []
    assert mutes_of([TimedText("Write to [email].", None, None)], KINDS["destroyed"]) == []
    with pytest.raises(CannotMute, match="came without times"):
        mutes_of([TimedText("Write to [email].", None, None)], KINDS["all"])


def test_what_meets_is_one_and_what_is_stored_comes_back() -> None:
    one, two, far = (
        Mute(1.0, 3.0, ("card",)),
        Mute(2.0, 4.0, ("card_code", "card"), whole_turn=True),
        Mute(8.0, 9.0, ("email",)),
    )
    assert joined([far, two, one]) == [Mute(1.0, 4.0, ("card", "card_code"), True), far]
    assert [Mute.read(each.row()) for each in (one, two, far)] == [one, two, far]
    assert muted_seconds([one, two, far]) == pytest.approx(4.0)


def test_only_what_silences_more_adds_to_what_was_muted() -> None:
    old = [Mute(1.0, 3.0, ("card",))]
    assert not adds_to([], old)
    assert not adds_to([Mute(1.5, 2.0, ("email",))], old)
    assert adds_to([Mute(2.5, 3.5, ("card",))], old)
