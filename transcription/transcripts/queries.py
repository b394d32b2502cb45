"""Reads of transcripts."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from transcription.transcripts.models import Transcript


def current_transcript(session: Session, interaction_id: int) -> Transcript | None:
    """The transcript that is read and scored, with its turns in order; None where there is none."""
    return session.scalar(
        select(Transcript)
        .where(Transcript.interaction_id == interaction_id, Transcript.is_current.is_(True))
        .options(selectinload(Transcript.turns))
    )
