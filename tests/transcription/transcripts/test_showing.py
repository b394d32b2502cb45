"""Turns are parted at their masks, and what stands between them is found."""

from __future__ import annotations

from datetime import UTC, datetime

from transcription.transcripts.models import Speaker, Turn
from transcription.transcripts.showing import Piece, pieces_of, shown_turns


def test_text_is_parted_at_masks() -> None:
    assert pieces_of("Card [card], code [card code] [other]") == (
        Piece("Card "), Piece("card", True, 5), Piece(", code ", start=11),
        Piece("card code", True, 18), Piece(" [other]", start=29),
    )  # fmt: skip
    assert pieces_of("") == ()


def test_pauses_days_and_doubts_are_found() -> None:
    turns = [
        Turn(speaker=Speaker.AGENT, text="a", start_s=0.0, end_s=9.0, confidence=0.9),
        Turn(speaker=Speaker.AGENT, text="b", start_s=2.0, end_s=3.0, confidence=0.5),
        Turn(speaker=Speaker.CUSTOMER, text="c", start_s=14.0, end_s=15.0),
    ]
    shown = shown_turns(turns)
    assert [each.pause_s for each in shown] == [None, None, 5.0]
    assert [each.continues for each in shown] == [False, True, False]
    assert [each.is_unsure for each in shown] == [False, True, False]
    moments = [datetime(2026, 5, day, tzinfo=UTC) for day in (4, 4, 5)]
    written = [Turn(speaker=Speaker.AGENT, text="x", at=moment) for moment in moments]
    assert [each.day for each in shown_turns(written)] == [None, None, moments[2]]


def test_another_agent_does_not_go_on_with_what_the_first_said() -> None:
    said = [(Speaker.AGENT, 1), (Speaker.AGENT, 1), (Speaker.AGENT, 2), (Speaker.BOT, None)]
    turns = [Turn(speaker=speaker, text="x", agent_id=agent) for speaker, agent in said]
    assert [each.continues for each in shown_turns(turns)] == [False, True, False, False]
