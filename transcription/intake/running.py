"""Reads a batch within a job: keeps its progress, waits for room, says why it could not end."""

from __future__ import annotations

import errno

from sqlalchemy.exc import OperationalError

from qa_app.core import clock
from qa_app.core.db import reading
from qa_app.core.errors import QualityDeskError
from qa_app.core.jobs.models import Job
from qa_app.core.jobs.queue import LeaseLost
from qa_app.core.jobs.runner import Cancelled, Postponed, TaskContext
from transcription.intake.batches import Edge, give_up, run_batch
from transcription.intake.models import Batch, BatchState
from transcription.intake.options import ImportOptions
from transcription.intake.parcels import Parcel
from transcription.intake.room import why_to_wait


def read_batch(
    context: TaskContext, batch: Batch, parcel: Parcel, options: ImportOptions
) -> list[str]:
    """Read all files of a batch; what cannot be read at any attempt ends it as failed.

    Gives the names of the tables whose columns nobody has explained yet.

    Postponed while there is no room. What goes wrong comes out, for the runner to try again.
    """
    batch_id = batch.id
    with_sound = any(file.is_named_sound for file in parcel.files())
    _wait_for_room(context, with_sound)

    def tell(done: int, total: int) -> None:
        _tell(context, done, total)
        _wait_for_room(context, with_sound)

    edge = Edge(context.commit, clock.now, tell)
    try:
        run_batch(context.session, batch, parcel, options, edge)
    except Cancelled:
        _end(context, batch_id, None)
        raise
    except (LeaseLost, Postponed):
        raise
    except Exception as error:
        # The runner stores and logs it, whatever it was, and the files stay for the next try.
        context.session.rollback()
        if _is_last_attempt(context):
            _end(context, batch_id, _why(error))
        raise
    return edge.unmapped


def _tell(context: TaskContext, done: int, total: int) -> None:
    percent = round(100 * done / total) if total else 100
    context.progress(min(100, percent), 100)


def _wait_for_room(context: TaskContext, with_sound: bool) -> None:
    """Postponed while the disk is nearly full or too many recordings wait for their text."""
    with context.other_session() as session, reading():
        reason = why_to_wait(session, with_sound=with_sound)
    if reason:
        raise Postponed(reason)


def _why(error: Exception) -> str:
    """What the page of a batch says of an error that came back at every attempt."""
    kept = "What was stored before stays; the rest can be gone on with here."
    if isinstance(error, QualityDeskError):
        return f"{error.message} {kept}"
    if isinstance(error, OperationalError):
        return f"The database refused: {error.orig}. {kept}"
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"The disk is full. {kept}"
    return f"An error of the product stopped this import ({type(error).__name__}). {kept}"


def _is_last_attempt(context: TaskContext) -> bool:
    with context.other_session() as session:
        job = session.get_one(Job, context.job_id)
        return job.attempts >= job.max_attempts


def _end(context: TaskContext, batch_id: int, reason: str | None) -> None:
    """End the batch as cancelled, or as failed for a reason."""
    context.session.rollback()
    with context.other_session() as session:
        batch = session.get_one(Batch, batch_id)
        if reason is None:
            batch.state, batch.finished_at = BatchState.CANCELLED, clock.now()
        else:
            give_up(session, batch, reason, at=clock.now())
