"""Makes an import batch, runs it and ends it.

accepted + rejected = total after every commit. A batch that was interrupted runs again from its
beginning and ends with the same counts, since what it had written is known by then.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.text import clean, shorten
from transcription.intake.batch_run import BatchRun, Edge
from transcription.intake.models import Batch, BatchState, Way
from transcription.intake.options import ImportOptions
from transcription.intake.parcels import Parcel

__all__ = ["Edge", "create_batch", "give_up", "run_batch"]


def create_batch(
    session: Session,
    name: str,
    *,
    format: str = "auto",  # noqa: A002 - the word of the command line
    source: str | None = None,
    basis: str | None = None,
    size_bytes: int | None = None,
    by: int | None,
    at: datetime,
    actor: str | None = None,
    way: Way | None = None,
    came_from: str | None = None,
) -> Batch:
    """A batch that has been received; `name` is what people call it."""
    batch = Batch(
        name=shorten(clean(name, lines=False) or "import", 200),
        format=format,
        source=source,
        basis=basis,
        size_bytes=size_bytes,
        state=BatchState.RECEIVED,
        created_by=by,
        created_at=at,
        way=way,
        came_from=shorten(clean(came_from, lines=False), 200) if came_from else None,
    )
    session.add(batch)
    session.flush()
    after = {"format": format, "source": source, "basis": basis}
    record(session, "batch.receive", ("batch", batch.id), by=by, at=at, actor=actor, after=after)
    return batch


def run_batch(
    session: Session, batch: Batch, parcel: Parcel, options: ImportOptions, edge: Edge
) -> Batch:
    """Read all files of a batch and store what is good; never raises for what is wrong in them.

    StorageFull and errors of the database come out and leave the batch RUNNING, with everything
    kept that was stored before: the edge tries again, or calls `give_up`.
    """
    run = BatchRun(session, batch, parcel, options, edge)
    run.begin()
    run.read_all()
    run.end()
    return batch


def give_up(session: Session, batch: Batch, reason: str, *, at: datetime) -> None:
    """End a batch that could not be read to its end; what was stored stays, the rest can follow."""
    batch.state, batch.error, batch.finished_at = BatchState.FAILED, reason, at
    session.flush()
