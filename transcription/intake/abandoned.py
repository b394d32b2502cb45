"""Ends imports that nobody reads any more, since their command was killed or turned away."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from qa_app.core.jobs.models import Job, JobState
from transcription.intake.batches import give_up
from transcription.intake.models import Batch, BatchState

LONGEST_SILENCE = timedelta(minutes=30)
"""A chunk is stored every few seconds; decoding one long recording takes minutes at most."""
ABANDONED = (
    "The command that read it ended before its end. What was stored stays; import the same again."
)


def end_abandoned(session: Session, *, at: datetime) -> list[int]:
    """Give up batches whose command was killed or broke off; their ids.

    One that a job reads is left to the job, which begins again by itself.
    """
    is_read = exists().where(
        Job.subject_type == "batch",
        Job.subject_id == Batch.id,
        Job.state.in_((JobState.WAITING, JobState.RUNNING)),
    )
    silent = func.coalesce(Batch.read_at, Batch.created_at) < at - LONGEST_SILENCE
    query = select(Batch).where(Batch.state == BatchState.RUNNING, silent, ~is_read)
    found = session.scalars(query.with_for_update(skip_locked=True)).all()
    for batch in found:
        give_up(session, batch, ABANDONED, at=at)
    return [batch.id for batch in found]
