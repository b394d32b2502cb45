"""A transcript with its evidence marked, for those who read an evaluation after the score."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scorecards.reviews.models import Evaluation, Evidence
from scorecards.reviews.reading import SPEAKER_CLASS, layout_of
from transcription.interactions.models import Interaction
from transcription.transcripts.models import Speaker, Transcript, Turn
from transcription.transcripts.quoting import letter_parts

MOST_TURNS = 600
AROUND = 3
"""Of a longer text only the cited turns are shown, with so many before and after each."""


@dataclass(frozen=True)
class Stretch:
    """A piece of a turn; `cited` where evidence rests on it."""

    text: str
    cited: bool


@dataclass(frozen=True)
class ReadPart:
    """What is read in one go; `folded` where a letter repeats an earlier one without evidence."""

    stretches: tuple[Stretch, ...]
    folded: bool


@dataclass(frozen=True)
class EvidencedTurn:
    """One turn; `gap` where turns before it are left out."""

    id: int
    speaker: Speaker
    cls: str
    start_s: float | None
    at: datetime | None
    position: int
    stretches: tuple[Stretch, ...]
    parts: tuple[ReadPart, ...]
    """The same stretches, cut where quoted text begins and ends."""
    questions: tuple[str, ...]
    gap: bool
    beside: dict[str, Any] | None = None


@dataclass(frozen=True)
class EvidencedText:
    """The transcript that was scored; `is_excerpt` where it is too long to show whole."""

    turns: Sequence[EvidencedTurn]
    layout: str
    note: str | None
    is_excerpt: bool


def conversation_turns(session: Session, interaction: Interaction) -> EvidencedText:
    """The turns of a conversation as they are now, without any evidence."""
    # An evaluation that is never added to the session: nothing is scored, nothing is cited.
    nothing = Evaluation(interaction_id=interaction.id, evidence=[])
    return _text_of(session, nothing, layout_of(interaction.channel))


def evidenced_turns(session: Session, evaluation: Evaluation) -> EvidencedText:
    """The turns of the transcript that the reviewer saw, else of the current one."""
    return _text_of(session, evaluation, layout_of(evaluation.interaction.channel))


def _text_of(session: Session, evaluation: Evaluation, layout: str) -> EvidencedText:
    transcript = _transcript(session, evaluation)
    if transcript is None:
        return EvidencedText((), layout, None, is_excerpt=False)
    count = session.scalar(select(func.count(Turn.id)).where(Turn.transcript_id == transcript.id))
    query = select(Turn).where(Turn.transcript_id == transcript.id).order_by(Turn.position)
    is_excerpt = (count or 0) > MOST_TURNS
    if is_excerpt:
        query = query.where(Turn.position.in_(_near(session, evaluation)))
    shown = _turns(session.scalars(query).all(), evaluation.evidence, layout)
    return EvidencedText(tuple(shown), layout, transcript.note, is_excerpt)


def stretches_of(text: str, ranges: Iterable[tuple[int, int]]) -> tuple[Stretch, ...]:
    """The text cut where evidence begins and ends; overlapping ranges are one."""
    marked = sorted((max(0, start), min(end, len(text))) for start, end in ranges)
    pieces, cursor = [], 0
    for start, end in marked:
        begin = max(start, cursor)
        if end <= begin:
            continue
        if begin > cursor:
            pieces.append(Stretch(text[cursor:begin], cited=False))
        pieces.append(Stretch(text[begin:end], cited=True))
        cursor = end
    if cursor < len(text):
        pieces.append(Stretch(text[cursor:], cited=False))
    return tuple(pieces)


def parts_of(text: str, ranges: Sequence[tuple[int, int]]) -> tuple[ReadPart, ...]:
    """A letter in its own and its quoted parts; a quoted part with evidence stays open."""
    parts = []
    for part in letter_parts(text):
        moved = [(start - part.start, end - part.start) for start, end in ranges]
        stretches = stretches_of(text[part.start : part.end], moved)
        parts.append(ReadPart(stretches, part.quoted and not any(one.cited for one in stretches)))
    return tuple(parts)


def _turns(
    turns: Sequence[Turn], evidence: Sequence[Evidence], layout: str
) -> Iterable[EvidencedTurn]:
    before = -1
    for turn in turns:
        mine = [each for each in evidence if each.turn_id == turn.id]
        ranges = [(each.start_char, each.end_char) for each in mine]
        stretches = stretches_of(turn.text, ranges)
        is_letter = layout == "mail"
        yield EvidencedTurn(
            id=turn.id,
            speaker=turn.speaker,
            cls=SPEAKER_CLASS[turn.speaker],
            start_s=turn.start_s,
            at=turn.at,
            position=turn.position,
            stretches=stretches,
            parts=parts_of(turn.text, ranges)
            if is_letter
            else (ReadPart(stretches, folded=False),),
            questions=tuple(dict.fromkeys(each.question_key for each in mine)),
            gap=turn.position != before + 1,
            beside=turn.beside,
        )
        before = turn.position


def _near(session: Session, evaluation: Evaluation) -> list[int]:
    ids = [each.turn_id for each in evaluation.evidence]
    cited = session.scalars(select(Turn.position).where(Turn.id.in_(ids)))
    near = {place for at in cited for place in range(max(0, at - AROUND), at + AROUND + 1)}
    return sorted(near or range(2 * AROUND))


def _transcript(session: Session, evaluation: Evaluation) -> Transcript | None:
    if evaluation.transcript_id is not None:
        return session.get(Transcript, evaluation.transcript_id)
    current = select(Transcript).where(
        Transcript.interaction_id == evaluation.interaction_id, Transcript.is_current.is_(True)
    )
    return session.scalars(current.limit(1)).first()
