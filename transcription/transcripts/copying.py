"""Copies of transcripts that people may change, with their turns and sealed originals."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from transcription.interactions.models import MaskedOriginal
from transcription.transcripts.models import Transcript, Turn

_OF_TURN = (
    "position", "speaker", "agent_id", "start_s", "end_s", "at", "text", "confidence", "words",
    "voice", "beside",
)  # fmt: skip
_OF_HEAD = ("interaction_id", "model", "note", "language", "confidence", "has_word_times")


def copy_of(session: Session, transcript: Transcript, *, by: int, at: datetime) -> Transcript:
    """A copy of a version with the next number, which is the one that is read from now on."""
    of_it = Transcript.interaction_id == transcript.interaction_id
    number = session.scalar(select(func.max(Transcript.number)).where(of_it)) or 0
    session.execute(update(Transcript).where(of_it).values(is_current=False))
    head = {name: getattr(transcript, name) for name in _OF_HEAD}
    copy = Transcript(
        **head, number=number + 1, is_current=True, origin="corrected",
        based_on=transcript.id, made_by=by, created_at=at,
    )  # fmt: skip
    copy.turns = [
        Turn(**{name: getattr(turn, name) for name in _OF_TURN}) for turn in transcript.turns
    ]
    session.add(copy)
    session.flush()
    session.refresh(transcript, ["is_current"])
    _copy_originals(session, transcript, copy)
    return copy


def restore_originals(session: Session, own: Transcript, turn: Turn) -> None:
    """Give a turn back what hangs on its words, where its text is that of the version before."""
    before = session.scalar(
        select(Turn)
        .where(Turn.transcript_id == own.based_on, Turn.position == turn.position)
        .where(Turn.text == turn.text)
    )
    if before is None:
        turn.words = None
        return
    turn.words, turn.confidence = before.words, before.confidence
    here = MaskedOriginal.turn_position == turn.position
    session.execute(delete(MaskedOriginal).where(MaskedOriginal.transcript_id == own.id, here))
    rows = session.scalars(
        select(MaskedOriginal).where(MaskedOriginal.transcript_id == own.based_on, here)
    )
    session.add_all(_originals_for(own, list(rows)))


def _copy_originals(session: Session, before: Transcript, copy: Transcript) -> None:
    of_it = MaskedOriginal.interaction_id == copy.interaction_id
    session.execute(update(MaskedOriginal).where(of_it).values(is_current=False))
    rows = session.scalars(
        select(MaskedOriginal).where(MaskedOriginal.transcript_id == before.id)
    ).all()
    session.add_all(_originals_for(copy, list(rows)))
    session.flush()


def _originals_for(copy: Transcript, rows: list[MaskedOriginal]) -> list[MaskedOriginal]:
    return [
        MaskedOriginal(
            interaction_id=copy.interaction_id, transcript_id=copy.id, is_current=True,
            turn_position=row.turn_position, start=row.start, kind=row.kind,
            placeholder=row.placeholder, ciphertext=row.ciphertext,
        )
        for row in rows
    ]  # fmt: skip
