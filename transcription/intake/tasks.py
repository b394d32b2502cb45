"""Background work of intake: reads an uploaded batch."""

from __future__ import annotations

import errno
from typing import Any

from sqlalchemy.exc import OperationalError

from qa_app.core import clock
from qa_app.core.errors import QualityDeskError
from qa_app.core.jobs.models import Job
from qa_app.core.jobs.queue import LeaseLost
from qa_app.core.jobs.registry import task
from qa_app.core.jobs.runner import Cancelled, TaskContext
from qa_app.core.storage import storage
from transcription.intake.abandoned import end_abandoned
from transcription.intake.batches import Edge, give_up, run_batch
from transcription.intake.exports.scored import Rule
from transcription.intake.models import Batch, BatchState
from transcription.intake.options import DEFAULT_SOURCE, Hints, ImportOptions
from transcription.intake.receiving import TASK, discard_files, parcel_of

_ENDED = {BatchState.DONE, BatchState.FAILED}


@task(TASK, lease_s=60)
def run(
    context: TaskContext,
    batch_id: int,
    agent_id: str | None = None,
    hints: dict[str, Any] | None = None,
    scored: Rule | None = None,
) -> None:
    """Read the files of a batch; killed at any moment it begins again and ends the same."""
    batch = context.session.get_one(Batch, batch_id)
    if batch.state not in _ENDED:
        options = ImportOptions(
            source=batch.source or DEFAULT_SOURCE,
            basis=batch.basis,  # type: ignore[arg-type]  # checked when it was received
            agent_id=agent_id,
            hints=Hints.of_job(hints or {}),
            scored=scored,
        )
        parcel = parcel_of(context.session, batch)
        edge = Edge(context.commit, clock.now, lambda done, total: _tell(context, done, total))
        try:
            run_batch(context.session, batch, parcel, options, edge)
        except Cancelled:
            _end(context, batch_id, None)
            raise
        except LeaseLost:
            raise
        except Exception as error:
            # The runner stores and logs it, whatever it was, and the files stay for the next try.
            context.session.rollback()
            if _is_last_attempt(context):
                _end(context, batch_id, _why(error))
            raise
    keys = discard_files(context.session, batch)
    context.commit()
    for key in keys:
        storage(context.session).delete(key)


@task("intake.end_abandoned")
def close_abandoned(context: TaskContext) -> None:
    """Say of imports whose command was killed that nobody reads them any more."""
    end_abandoned(context.session, at=clock.now())


def _tell(context: TaskContext, done: int, total: int) -> None:
    percent = round(100 * done / total) if total else 100
    context.progress(min(100, percent), 100)


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
