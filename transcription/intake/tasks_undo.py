"""Background work that takes things out again: an undone batch, refused rows after a month."""

from __future__ import annotations

from qa_app.core import clock
from qa_app.core.errors import Refused
from qa_app.core.jobs.registry import task
from qa_app.core.jobs.runner import TaskContext
from transcription.intake.models import Batch, BatchState
from transcription.intake.pieces import sweep
from transcription.intake.remainders import delete_files, drop_remainders, forget_old
from transcription.intake.undoing import TASK, end_undo, left_of, remove_some


@task(TASK, lease_s=60)
def undo(context: TaskContext, batch_id: int) -> None:
    """Remove what came by a batch, 200 at a time; killed at any moment it goes on from there."""
    session = context.session
    batch = session.get_one(Batch, batch_id)
    if batch.state is not BatchState.UNDOING:
        return
    total = left_of(session, batch)
    while True:
        try:
            files = remove_some(session, batch)
        except Refused as error:
            session.rollback()
            _stop(context, batch_id, error.message)
            return
        if files is None:
            break
        context.commit()
        delete_files(session, files)
        context.progress(total - left_of(session, batch), total)
        context.commit()
    kept = drop_remainders(session, batch)
    end_undo(session, batch, at=clock.now())
    context.commit()
    delete_files(session, kept)


@task("intake.forget_refused")
def forget_refused(context: TaskContext) -> None:
    """Delete the refused rows that were kept to be mended, after thirty days."""
    keys = forget_old(context.session, clock.now())
    context.commit()
    delete_files(context.session, keys)


@task("intake.sweep_pieces")
def sweep_pieces(context: TaskContext) -> None:
    """Delete files that were begun and that nobody has gone on with for a day."""
    keys = sweep(context.session, clock.now())
    context.commit()
    delete_files(context.session, keys)


def _stop(context: TaskContext, batch_id: int, reason: str) -> None:
    batch = context.session.get_one(Batch, batch_id)
    batch.state, batch.error = BatchState.DONE, reason
    context.commit()
