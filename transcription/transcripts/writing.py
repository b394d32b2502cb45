"""Writes transcripts with their turns and sealed originals, many at once; text comes masked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from qa_app.core.keys import Keyring, keyring
from transcription.interactions.models import MaskedOriginal
from transcription.redaction.masks import Redacted
from transcription.transcripts.models import Speaker, Transcript, Turn


@dataclass(frozen=True, slots=True)
class NewTurn:
    """One turn: its masked text with its masks, and what is known of its time."""

    speaker: Speaker
    said: Redacted
    agent_id: int | None = None
    start_s: float | None = None
    end_s: float | None = None
    at: datetime | None = None
    confidence: float | None = None
    words: list[Any] | None = None
    beside: dict[str, Any] | None = None
    voice: str | None = None


@dataclass(frozen=True, slots=True)
class NewTranscript:
    """A transcript to be: `number` is given by the writer."""

    interaction_id: int
    turns: Sequence[NewTurn]
    origin: str
    model: str | None = None
    note: str | None = None
    language: str | None = None
    confidence: float | None = None
    based_on: int | None = None
    made_by: int | None = None


def add_first_transcripts(
    session: Session, transcripts: Sequence[NewTranscript], *, at: datetime
) -> None:
    """Write the first transcript of interactions that have none yet, in a few statements."""
    if not transcripts:
        return
    heads = [_head(each, number=1, at=at) for each in transcripts]
    ids = session.scalars(
        insert(Transcript).returning(Transcript.id, sort_by_parameter_order=True), heads
    ).all()
    _add_turns(session, zip(ids, transcripts, strict=True))


def add_next_transcript(
    session: Session, transcript: NewTranscript, *, at: datetime, aside: bool = False
) -> int:
    """Write one more transcript and make it the current one; earlier ones stay. Gives its id.

    What is masked in the earlier ones is revealed only once they are current again. `aside` leaves
    the current one as it is: the new one is there to be compared and chosen.
    """
    interaction_id = transcript.interaction_id
    of_it = Transcript.interaction_id == interaction_id
    originals = MaskedOriginal.interaction_id == interaction_id
    number = (session.scalar(select(func.max(Transcript.number)).where(of_it)) or 0) + 1
    if not aside:
        session.execute(update(MaskedOriginal).where(originals).values(is_current=False))
        session.execute(update(Transcript).where(of_it).values(is_current=False))
    head = _head(transcript, number=number, at=at, is_current=not aside)
    made = session.scalars(insert(Transcript).returning(Transcript.id), [head]).one()
    _add_turns(session, [(made, transcript)])
    if aside:
        sealed_aside = MaskedOriginal.transcript_id == made
        session.execute(update(MaskedOriginal).where(sealed_aside).values(is_current=False))
    return made


def make_current(session: Session, transcript: Transcript) -> None:
    """Let this version be the one that is read and scored; its originals can be revealed again."""
    others = Transcript.interaction_id == transcript.interaction_id
    session.execute(update(Transcript).where(others).values(is_current=False))
    originals = MaskedOriginal.interaction_id == transcript.interaction_id
    session.execute(
        update(MaskedOriginal)
        .where(originals)
        .values(is_current=func.coalesce(MaskedOriginal.transcript_id == transcript.id, False))
    )
    transcript.is_current = True
    session.flush()


def _head(
    transcript: NewTranscript, *, number: int, at: datetime, is_current: bool = True
) -> dict[str, Any]:
    return {
        "interaction_id": transcript.interaction_id,
        "number": number,
        "is_current": is_current,
        "origin": transcript.origin,
        "model": transcript.model,
        "note": transcript.note,
        "language": transcript.language,
        "confidence": transcript.confidence,
        "based_on": transcript.based_on,
        "made_by": transcript.made_by,
        "has_word_times": any(turn.words for turn in transcript.turns),
        "created_at": at,
    }


def _add_turns(session: Session, transcripts: Iterable[tuple[int, NewTranscript]]) -> None:
    turns: list[dict[str, Any]] = []
    originals: list[dict[str, Any]] = []
    keys = keyring(session)
    for transcript_id, transcript in transcripts:
        for position, turn in enumerate(transcript.turns):
            turns.append(_turn(transcript_id, position, turn))
            owner = (transcript.interaction_id, transcript_id)
            originals += sealed_originals(owner, position, turn.said, keys)
    if turns:
        session.execute(insert(Turn), turns)
    if originals:
        session.execute(insert(MaskedOriginal), originals)


def _turn(transcript_id: int, position: int, turn: NewTurn) -> dict[str, Any]:
    return {
        "transcript_id": transcript_id,
        "position": position,
        "speaker": turn.speaker,
        "agent_id": turn.agent_id,
        "start_s": turn.start_s,
        "end_s": turn.end_s,
        "at": turn.at,
        "text": turn.said.text,
        "confidence": turn.confidence,
        "words": turn.words,
        "beside": turn.beside,
        "voice": turn.voice,
    }


def sealed_originals(
    owner: tuple[int, int], position: int, said: Redacted, keys: Keyring
) -> Iterator[dict[str, Any]]:
    """One sealed row for each mask whose original may be kept at all.

    `owner` are the ids of interaction and transcript.
    """
    for mask in said.masks:
        if mask.original is not None and not mask.destroyed:
            yield {
                "interaction_id": owner[0],
                "transcript_id": owner[1],
                "is_current": True,
                "turn_position": position,
                "start": said.offset(mask.start),
                "kind": mask.kind.value,
                "placeholder": mask.placeholder,
                "ciphertext": keys.seal(mask.original),
            }
