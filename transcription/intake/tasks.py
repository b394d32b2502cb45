"""Background work of intake: reads an uploaded batch."""

from __future__ import annotations

from sqlalchemy.exc import OperationalError

from qa_app.core import clock
from qa_app.core.jobs.models import Job
from qa_app.core.jobs.registry import task
from qa_app.core.jobs.runner import Cancelled, TaskContext
from qa_app.core.storage import storage
from transcription.intake.batches import Edge, run_batch
from transcription.intake.models import Batch, BatchState
from transcription.intake.options import DEFAULT_SOURCE, ImportOptions
from transcription.intake.receiving import TASK, discard_files, parcel_of

_ENDED = {BatchState.DONE, BatchState.FAILED}


@task(TASK, lease_s=60)
def run(context: TaskContext, batch_id: int, agent_id: str | None = None) -> None:
    """Read the files of a batch; killed at any moment it begins again and ends the same."""
    batch = context.session.get_one(Batch, batch_id)
    if batch.state not in _ENDED:
        options = ImportOptions(
            source=batch.source or DEFAULT_SOURCE,
            basis=batch.basis,  # type: ignore[arg-type]  # checked when it was received
            agent_id=agent_id,
        )
        parcel = parcel_of(context.session, batch)
        edge = Edge(context.commit, clock.now, lambda done, total: _tell(context, done, total))
        try:
            run_batch(context.session, batch, parcel, options, edge)
        except Cancelled:
            _end(context, batch_id, BatchState.CANCELLED, None)
            raise
        except OperationalError as error:
            context.session.rollback()
            if _is_last_attempt(context):
                _end(context, batch_id, BatchState.FAILED, f"The database refused: {error.orig}")
            raise
    keys = discard_files(context.session, batch)
    context.commit()
    for key in keys:
        storage(context.session).delete(key)


def _tell(context: TaskContext, done: int, total: int) -> None:
    percent = round(100 * done / total) if total else 100
    context.progress(min(100, percent), 100)


def _is_last_attempt(context: TaskContext) -> bool:
    with context.other_session() as session:
        job = session.get_one(Job, context.job_id)
        return job.attempts >= job.max_attempts


def _end(context: TaskContext, batch_id: int, state: BatchState, error: str | None) -> None:
    context.session.rollback()
    with context.other_session() as session:
        batch = session.get_one(Batch, batch_id)
        batch.state, batch.error, batch.finished_at = state, error, clock.now()
