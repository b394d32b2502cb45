"""Prepares turns for a page: parts text at its masks, finds pauses and days between turns; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from transcription.redaction.kinds import PLACEHOLDERS
from transcription.transcripts.doubtful import is_uncertain
from transcription.transcripts.models import Speaker, Turn
from transcription.transcripts.sounding import SILENCE_S

_MASKS = re.compile("|".join(re.escape(each) for each in PLACEHOLDERS.values()))
CLASSES = {
    Speaker.AGENT: "ag",
    Speaker.CUSTOMER: "cu",
    Speaker.BOT: "bot",
    Speaker.SYSTEM: "sys",
    Speaker.UNKNOWN: "sys",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a turn's text; `is_mask` where it stands for something masked.

    `start` is the character of the turn's text at which it begins.
    """

    text: str
    is_mask: bool = False
    start: int = 0


@dataclass(frozen=True, slots=True)
class ShownTurn:
    """One turn as a page shows it; `pause_s` is the silence before it, `day` a new day's first."""

    turn: Turn
    pieces: tuple[Piece, ...]
    css: str
    continues: bool
    is_unsure: bool
    pause_s: float | None = None
    day: datetime | None = None


def pieces_of(text: str) -> tuple[Piece, ...]:
    """The text parted at its masks; brackets of a mask are left out."""
    pieces: list[Piece] = []
    at = 0
    for found in _MASKS.finditer(text):
        if found.start() > at:
            pieces.append(Piece(text[at : found.start()], start=at))
        pieces.append(Piece(found.group().strip("[]"), is_mask=True, start=found.start()))
        at = found.end()
    if at < len(text):
        pieces.append(Piece(text[at:], start=at))
    return tuple(pieces)


def shown_turns(turns: Sequence[Turn]) -> list[ShownTurn]:
    """The turns in order, with what stands between them."""
    shown: list[ShownTurn] = []
    before: Turn | None = None
    heard_until = 0.0
    for turn in turns:
        pause = turn.start_s - heard_until if turn.start_s is not None else 0.0
        is_new_day = turn.at is not None and (
            before is None or before.at is None or before.at.date() != turn.at.date()
        )
        shown.append(
            ShownTurn(
                turn=turn,
                pieces=pieces_of(turn.text),
                css=CLASSES[turn.speaker],
                continues=before is not None
                and (before.speaker, before.agent_id) == (turn.speaker, turn.agent_id),
                is_unsure=is_uncertain(turn.text, turn.confidence, turn.words or ()),
                pause_s=pause if pause >= SILENCE_S else None,
                day=turn.at if is_new_day and before is not None else None,
            )
        )
        before, heard_until = turn, max(heard_until, turn.end_s or 0.0)
    return shown
