"""Reads of transcripts."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from transcription.interactions.models import Recording, RecordingState
from transcription.transcripts.doubtful import is_uncertain
from transcription.transcripts.models import Transcript, Turn


def current_transcript(session: Session, interaction_id: int) -> Transcript | None:
    """The transcript that is read and scored, with its turns in order; None where there is none."""
    return session.scalar(
        select(Transcript)
        .where(Transcript.interaction_id == interaction_id, Transcript.is_current.is_(True))
        .options(selectinload(Transcript.turns))
    )


def current_transcript_id(session: Session, interaction_id: int) -> int | None:
    """The id of the transcript that is read and scored."""
    return session.scalar(
        select(Transcript.id).where(
            Transcript.interaction_id == interaction_id, Transcript.is_current.is_(True)
        )
    )


def uncertain_turns(session: Session, transcript: Transcript) -> list[tuple[int, int]]:
    """Id and position of each turn whose text is not to be relied on, in order."""
    words = [Turn.words] if transcript.has_word_times else []
    query = (
        select(Turn.id, Turn.position, Turn.text, Turn.confidence, *words)
        .where(Turn.transcript_id == transcript.id, Turn.confidence.is_not(None))
        .order_by(Turn.position)
    )
    return [
        (row.id, row.position)
        for row in session.execute(query)
        if is_uncertain(row.text, row.confidence, (row.words if words else None) or ())
    ]


def waiting_for_model(session: Session) -> dict[str, int]:
    """How many recordings wait for a speech model, by the reason that says what to do."""
    rows = session.execute(
        select(Recording.state_reason, func.count(Recording.id))
        .where(Recording.state == RecordingState.WAITING_MODEL)
        .group_by(Recording.state_reason)
        .order_by(Recording.state_reason)
    )
    return {reason or "": count for reason, count in rows}
