"""Reads of transcripts."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from transcription.interactions.models import Recording, RecordingState
from transcription.transcripts.models import Transcript


def current_transcript(session: Session, interaction_id: int) -> Transcript | None:
    """The transcript that is read and scored, with its turns in order; None where there is none."""
    return session.scalar(
        select(Transcript)
        .where(Transcript.interaction_id == interaction_id, Transcript.is_current.is_(True))
        .options(selectinload(Transcript.turns))
    )


def waiting_for_model(session: Session) -> dict[str, int]:
    """How many recordings wait for a speech model, by the reason that says what to do."""
    rows = session.execute(
        select(Recording.state_reason, func.count(Recording.id))
        .where(Recording.state == RecordingState.WAITING_MODEL)
        .group_by(Recording.state_reason)
        .order_by(Recording.state_reason)
    )
    return {reason or "": count for reason, count in rows}
