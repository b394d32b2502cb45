"""Tries the recordings of a batch again whose text could not be made."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from qa_app.core.audit import record
from transcription.intake.models import Batch
from transcription.interactions.models import (
    Interaction,
    InteractionState,
    Recording,
    RecordingState,
)
from transcription.transcripts.transcribing import enqueue_transcription


def transcribe_batch_again(session: Session, batch: Batch, *, by: int, at: datetime) -> int:
    """Enqueue every failed recording of a batch once more; how many. Those after all others."""
    failed = session.scalars(
        select(Recording)
        .join(Recording.interaction)
        .where(
            Interaction.batch_id == batch.id,
            Recording.state == RecordingState.FAILED,
            or_(Recording.storage_key != "", Recording.playback_key.is_not(None)),
        )
        .options(selectinload(Recording.interaction))
        .order_by(Recording.id)
    ).all()
    for recording in failed:
        recording.state, recording.state_reason = RecordingState.WAITING, None
        if recording.interaction.state is InteractionState.FAILED:
            recording.interaction.state = InteractionState.WAITING
            recording.interaction.state_reason = None
        enqueue_transcription(session, recording)
    session.flush()
    after = {"recordings": len(failed)}
    record(session, "batch.transcribe", ("batch", batch.id), by=by, at=at, after=after)
    return len(failed)
