"""Turns as they are read: every character stays, masks and doubts are marked, quotes folded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from scorecards.reviews.reading import lines_of, unsure_words
from transcription.transcripts.models import Speaker, Turn

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def turn(text: str, position: int = 0, **others: Any) -> Turn:
    return Turn(id=position + 1, position=position, speaker=Speaker.AGENT, text=text, **others)


def pieces(text: str) -> list[tuple[str, str]]:
    (line,) = lines_of([turn(text)], layout="chat", zone=UTC)
    return [(piece.text, piece.mark) for piece in line.blocks[0].pieces]


def test_masks_are_marked_and_keep_their_words() -> None:
    assert pieces("To [email], or [phone].") == [
        ("To ", ""), ("[email]", "pii"), (", or ", ""), ("[phone]", "pii"), (".", "")
    ]  # fmt: skip


def test_unsure_words_are_found_in_order() -> None:
    words = [[0, 1, "the", 0.9], [1, 2, "pro", 0.3], [2, 3, "absent", 0.1], [3, 4, "the", 0.2]]
    assert unsure_words("the pro and the end", words) == [(4, 7), (12, 15)]


@given(st.text(), st.text())
def test_the_blocks_of_a_letter_hold_every_character_at_its_place(one: str, other: str) -> None:
    text = f"{one}\n> {other} [card]"
    (line,) = lines_of([turn(text)], layout="mail", zone=UTC)
    assert "".join(p.text for block in line.blocks for p in block.pieces) == text
    starts = [block.start for block in line.blocks]
    lengths = [sum(len(p.text) for p in block.pieces) for block in line.blocks]
    assert starts == [0, *[sum(lengths[:n]) for n in range(1, len(lengths))]]


def test_what_was_written_before_is_folded_in_letters_only() -> None:
    text = "Thank you.\nOn 3 March 2026 the customer wrote:\n> Hello"
    (letter,) = lines_of([turn(text)], layout="mail", zone=UTC)
    assert [(block.start, block.quoted) for block in letter.blocks] == [(0, False), (11, True)]
    (chat,) = lines_of([turn(text)], layout="chat", zone=UTC)
    assert len(chat.blocks) == 1


def test_a_silence_and_a_new_day_stand_before_their_turn() -> None:
    calls = [turn("a", 0, start_s=0.0, end_s=3.0), turn("b", 1, start_s=12.5, end_s=14.0)]
    lines = lines_of(calls, layout="call", zone=UTC)
    assert [line.silence for line in lines] == [None, (3.0, 9.5)]
    chats = [turn("a", 0, at=NOON), turn("b", 1, at=NOON + timedelta(hours=13))]
    lines = lines_of(chats, layout="chat", zone=UTC)
    assert [line.day is not None for line in lines] == [False, True]
    assert [line.continued for line in lines] == [False, True]


def test_a_turn_that_the_machine_was_unsure_of_is_told_apart() -> None:
    heard = [turn("a", 0, confidence=0.9), turn("b", 1, confidence=0.59), turn("c", 2)]
    lines = lines_of(heard, layout="call", zone=UTC)
    assert [line.is_uncertain for line in lines] == [False, True, False]


def test_a_subject_is_said_again_only_where_it_changes() -> None:
    subjects = ["Invoice", "Re: Invoice", "AW: RE: invoice", "Parcel", None]
    letters = [
        turn("x", place, beside={"from": "a", "subject": subject} if subject else None)
        for place, subject in enumerate(subjects)
    ]
    shown = [line.beside for line in lines_of(letters, layout="mail", zone=UTC)]
    assert shown == [
        {"from": "a", "subject": "Invoice"}, {"from": "a"}, {"from": "a"},
        {"from": "a", "subject": "Parcel"}, {},
    ]  # fmt: skip
