"""Takes uploaded files into the store under keys of our own, as one batch with its job."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import IO
from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import Refused
from qa_app.core.holding import Holding, holding
from qa_app.core.jobs.models import Job, JobState
from qa_app.core.jobs.queue import cancel, enqueue, jobs_of, retry
from qa_app.core.storage import StorageFull
from qa_app.core.text import clean
from transcription.intake.basis import set_basis
from transcription.intake.batches import create_batch
from transcription.intake.models import Batch, BatchFile, BatchState, Way
from transcription.intake.options import DEFAULT_SOURCE, Hints
from transcription.intake.parcels import UploadParcel

TASK = "intake.run_batch"
READING = (TASK, "intake.run_watched")
"""The tasks that read a batch."""
NO_HINTS = Hints()


@dataclass(frozen=True)
class Upload:
    """One file as the browser sends it: the name it gives, which may hold folders, and bytes."""

    name: str
    stream: IO[bytes]


@dataclass(frozen=True)
class Came:
    """How files came in: the way, the program's or folder's name, the actor for the audit."""

    way: Way
    name: str | None = None
    actor: str | None = None


UPLOADED = Came(Way.UPLOAD)


def receive(
    session: Session,
    uploads: Sequence[Upload],
    *,
    source: str = "",
    basis: str = "",
    agent_id: str = "",
    hints: Hints = NO_HINTS,
    scored: str = "",
    name: str | None = None,
    came: Came = UPLOADED,
    by: int | None,
    at: datetime,
) -> Batch:
    """Seal the files into the holding area and enqueue the batch that reads them.

    With `basis` the source's basis is remembered, so that it is asked once. Refused without files;
    StorageFull when the store takes not all of them, and then it keeps none.
    """
    named = named_uploads(uploads)
    if not named:
        raise Refused("Choose at least one file.", field="files")
    keys = store_all(holding(session), named)
    batch = create_batch(
        session,
        name or name_of(named),
        source=source or None,
        basis=basis or None,
        size_bytes=sum(size for _, size in keys),
        by=by,
        at=at,
        actor=came.actor,
        way=came.way,
        came_from=came.name,
    )
    if basis:
        set_basis(session, source or DEFAULT_SOURCE, basis, by=by, at=at)
    for (name, _), (key, size) in zip(named, keys, strict=True):
        session.add(BatchFile(batch_id=batch.id, name=name, storage_key=key, size_bytes=size))
    session.flush()
    args = {"batch_id": batch.id, "agent_id": agent_id or None, "hints": asdict(hints)}
    args |= {"scored": scored} if scored else {}
    enqueue(session, TASK, args, subject=("batch", batch.id), priority=5)
    return batch


def parcel_of(session: Session, batch: Batch) -> UploadParcel:
    """The files of a batch that wait in the store."""
    rows = session.scalars(select(BatchFile).where(BatchFile.batch_id == batch.id))
    files = {row.name: (row.storage_key, row.size_bytes) for row in rows}
    return UploadParcel(holding(session), files)


def discard_files(session: Session, batch: Batch) -> list[str]:
    """Forget the files of a batch that has been read; gives the keys to delete after the commit."""
    rows = session.scalars(select(BatchFile).where(BatchFile.batch_id == batch.id)).all()
    session.execute(delete(BatchFile).where(BatchFile.batch_id == batch.id))
    return [row.storage_key for row in rows]


def job_of(session: Session, batch: Batch) -> Job | None:
    """The newest job of a batch; None where it was run in the foreground."""
    return next(iter(jobs_of(session, ("batch", batch.id))), None)


def _reading_of(session: Session, batch: Batch) -> Job | None:
    """The newest job that reads a batch, whatever else was done with it since."""
    jobs = jobs_of(session, ("batch", batch.id))
    return next((job for job in jobs if job.task in READING), None)


def cancel_batch(session: Session, batch: Batch, *, by: int, at: datetime) -> None:
    """Stop reading; what was stored stays, and the batch can be gone on with."""
    job = _reading_of(session, batch)
    if job is None or batch.state not in {BatchState.RECEIVED, BatchState.RUNNING}:
        raise Refused("This import has ended already.")
    cancel(session, job, at)
    if job.state is JobState.CANCELLED:
        batch.state, batch.finished_at = BatchState.CANCELLED, at
    session.flush()
    record(session, "batch.cancel", ("batch", batch.id), by=by, at=at)


def resume_batch(session: Session, batch: Batch, *, by: int, at: datetime) -> None:
    """Read a cancelled or failed batch again; what it had stored is known by then."""
    job = _reading_of(session, batch)
    if job is None or job.state not in {JobState.CANCELLED, JobState.PARKED}:
        raise Refused("This import cannot be gone on with: hand the files in again.")
    retry(session, job, at)
    batch.state, batch.error, batch.finished_at = BatchState.RECEIVED, None, None
    session.flush()
    record(session, "batch.resume", ("batch", batch.id), by=by, at=at)


def named_uploads(uploads: Sequence[Upload]) -> list[tuple[str, Upload]]:
    """The uploads by clean names, unique within the batch; fields without a file fall away."""
    found: dict[str, Upload] = {}
    for upload in uploads:
        name = _shown(upload.name)
        if not name:
            continue
        unique, number = name, 2
        while unique in found:
            unique = f"{name} ({number})"
            number += 1
        found[unique] = upload
    return list(found.items())


def name_of(named: Sequence[tuple[str, Upload]]) -> str:
    """What people call files that came together."""
    return named[0][0] if len(named) == 1 else f"{len(named)} files"


def _shown(name: str) -> str:
    """A name to show and to match, never to open: folders kept, ways out of them dropped."""
    parts = PurePosixPath(clean(name, lines=False).replace("\\", "/")).parts
    return "/".join(part for part in parts if part not in {"/", "..", "."})[-180:]


def store_all(held: Holding, named: Sequence[tuple[str, Upload]]) -> list[tuple[str, int]]:
    """Seal them into the store: (key, size) of each; StorageFull if not all fit, and none stays."""
    kept: list[tuple[str, int]] = []
    try:
        for _, upload in named:
            key = f"uploads/{uuid4().hex}"
            upload.stream.seek(0)
            kept.append((key, held.put(key, upload.stream)))
    except StorageFull:
        for key, _ in kept:
            held.delete(key)
        raise
    return kept
