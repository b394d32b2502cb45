"""Turns as a reviewer reads them: speakers, times, pauses, masked and doubtful words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

from transcription.interactions.models import Channel
from transcription.redaction.kinds import PLACEHOLDERS
from transcription.transcripts.doubtful import is_uncertain, unsure_words
from transcription.transcripts.models import Speaker, Turn
from transcription.transcripts.quoting import Part, letter_parts
from transcription.transcripts.sounding import SILENCE_S

LAYOUTS = {Channel.PHONE: "call", Channel.EMAIL: "mail"}
SPEAKER_CLASS = {
    Speaker.AGENT: "ag",
    Speaker.CUSTOMER: "cu",
    Speaker.BOT: "bot",
    Speaker.SYSTEM: "sys",
    Speaker.UNKNOWN: "sys",
}
# "Re:", "AW:", "Fwd:" and the like, however often.
_ANSWER = re.compile(r"^(?:\s*(?:re|aw|fwd?|wg|sv|tr|rv)\s*:)*\s*", re.IGNORECASE)
EARLIER = 3
"""With so many letters of the same writer an ending is compared."""
_MASK = re.compile("|".join(re.escape(text) for text in PLACEHOLDERS.values()))


@dataclass(frozen=True)
class Piece:
    """A stretch of text; `mark` is "pii" (masked), "lowc" (the machine was unsure) or nothing."""

    text: str
    mark: str


@dataclass(frozen=True)
class Block:
    """Consecutive text of a turn that begins at character `start`.

    `quoted` is folded away, and so is how the writer signs (`signature`).
    """

    start: int
    pieces: tuple[Piece, ...]
    quoted: bool
    signature: bool = False


@dataclass(frozen=True)
class Line:
    """One turn on the page, with what stands before it (a new day, a silence)."""

    id: int
    position: int
    speaker: Speaker
    cls: str
    continued: bool
    start_s: float | None
    end_s: float | None
    at: datetime | None
    day: datetime | None
    silence: tuple[float, float] | None
    """Where a silence before this turn begins and how long it is, in seconds."""
    is_uncertain: bool
    """Whether its text as a whole is not to be relied on."""
    blocks: tuple[Block, ...]
    beside: Mapping[str, Any]
    """Attachments, and of a letter from, to and a subject that the one before did not have."""


def layout_of(channel: Channel) -> str:
    """call, mail, or chat for everything written to and fro."""
    return LAYOUTS.get(channel, "chat")


def lines_of(
    turns: Sequence[Turn], *, layout: str, zone: tzinfo, before: Turn | None = None
) -> list[Line]:
    """The turns in reading order; `before` is the turn just ahead of the first, if any."""
    lines = []
    letters: dict[Speaker, list[str]] = defaultdict(list)
    if layout == "mail" and before is not None:
        letters[before.speaker].append(before.text)
    for turn in turns:
        earlier = letters[turn.speaker][-EARLIER:]
        lines.append(_line(turn, before, layout, zone, earlier))
        if layout == "mail":
            letters[turn.speaker].append(turn.text)
        before = turn
    return lines


def _line(
    turn: Turn, before: Turn | None, layout: str, zone: tzinfo, earlier: Sequence[str]
) -> Line:
    same = before is not None and before.speaker is turn.speaker
    return Line(
        id=turn.id,
        position=turn.position,
        speaker=turn.speaker,
        cls=SPEAKER_CLASS[turn.speaker],
        continued=same and layout == "chat",
        start_s=turn.start_s,
        end_s=turn.end_s,
        at=turn.at,
        day=turn.at if layout == "chat" and _new_day(turn, before, zone) else None,
        silence=_silence(turn, before) if layout == "call" else None,
        is_uncertain=is_uncertain(turn.text, turn.confidence, turn.words or ()),
        blocks=tuple(_blocks(turn, fold=layout == "mail", earlier=earlier)),
        beside=_beside(turn, before),
    )


def _beside(turn: Turn, before: Turn | None) -> dict[str, Any]:
    shown = dict(turn.beside or {})
    if before is not None and _bare(shown) == _bare(before.beside or {}):
        shown.pop("subject", None)
    return shown


def _bare(beside: Mapping[str, Any]) -> str:
    """A subject without what answering and passing on put before it."""
    return _ANSWER.sub("", str(beside.get("subject", ""))).casefold()


def _new_day(turn: Turn, before: Turn | None, zone: tzinfo) -> bool:
    if turn.at is None or before is None or before.at is None:
        return False
    days: list[date] = [moment.astimezone(zone).date() for moment in (turn.at, before.at)]
    return days[0] != days[1]


def _silence(turn: Turn, before: Turn | None) -> tuple[float, float] | None:
    if before is None or before.end_s is None or turn.start_s is None:
        return None
    length = turn.start_s - before.end_s
    return (before.end_s, length) if length >= SILENCE_S else None


def _blocks(turn: Turn, *, fold: bool, earlier: Sequence[str]) -> Iterable[Block]:
    text = turn.text
    unsure = unsure_words(text, turn.words or ())
    parts = letter_parts(text, earlier) if fold else [Part(0, len(text), quoted=False)]
    for part in parts:
        pieces = tuple(_pieces(text, part.start, part.end, unsure))
        yield Block(part.start, pieces, part.quoted, part.signature)


def _pieces(text: str, start: int, end: int, unsure: Sequence[tuple[int, int]]) -> Iterable[Piece]:
    masks = [(m.start(), m.end(), "pii") for m in _MASK.finditer(text, start, end)]
    taken = {place for begin, stop, _ in masks for place in range(begin, stop)}
    doubts = [
        (begin, stop, "lowc")
        for begin, stop in unsure
        if start <= begin and stop <= end and not taken & set(range(begin, stop))
    ]
    cursor = start
    for begin, stop, mark in sorted(masks + doubts):
        if begin > cursor:
            yield Piece(text[cursor:begin], "")
        yield Piece(text[begin:stop], mark)
        cursor = stop
    if cursor < end:
        yield Piece(text[cursor:end], "")
