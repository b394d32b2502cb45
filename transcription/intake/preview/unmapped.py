"""Keeps what an import could not take for whoever handed it in: to map it, or to look at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_app.core.jobs.queue import enqueue, jobs_of
from transcription.intake.models import Batch, BatchFile, BatchRemainder
from transcription.intake.options import Hints
from transcription.intake.preview.deciding import (
    LOOK_TASK,
    MOST_WAITING,
    files_of,
    hand_in,
    waiting_of,
)
from transcription.intake.preview.models import WaitingFile, WaitingUpload
from transcription.intake.receiving import TASK, Upload

FROM = "from_batch"
"""The key under which an upload says which batch it comes from."""


def wait_for_mapping(
    session: Session,
    batch: Batch,
    names: Sequence[str],
    said: dict[str, Any],
    *,
    at: datetime,
) -> WaitingUpload | None:
    """Keep tables that nobody has explained for whoever handed them in, for a day; flushes.

    `said` holds agent_id, hints and scored. The files change hands, none is copied. None where
    nobody is known who handed them in, or where too much waits for them already.
    """
    files = session.scalars(
        select(BatchFile).where(BatchFile.batch_id == batch.id, BatchFile.name.in_(names))
    ).all()
    owner = batch.created_by
    if not files or owner is None or _count(session, owner) >= MOST_WAITING:
        return None
    name = files[0].name if len(files) == 1 else f"{len(files)} tables of {batch.name}"
    told = {"source": batch.source or "", "basis": batch.basis or "", FROM: batch.id}
    hints = asdict(Hints.of_job(said["hints"]))
    waiting = WaitingUpload(
        owner_id=owner, name=name[:200], said=said | told | {"hints": hints}, created_at=at
    )
    session.add(waiting)
    session.flush()
    for each in files:
        session.add(
            WaitingFile(upload_id=waiting.id, name=each.name, storage_key=each.storage_key,
                        size_bytes=each.size_bytes)
        )  # fmt: skip
        session.delete(each)
    session.flush()
    enqueue(session, LOOK_TASK, {"upload_id": waiting.id}, subject=("waiting", waiting.id))
    return waiting


def unmapped_of(session: Session, batch: Batch, owner_id: int) -> Sequence[WaitingFile]:
    """The tables of a batch that wait for this person to say what their columns hold."""
    waiting = [
        each for each in session.scalars(waiting_of(owner_id)) if each.said.get(FROM) == batch.id
    ]
    return [file for each in waiting for file in files_of(session, each)]


def hand_in_refused(
    session: Session,
    batch: Batch,
    kept: BatchRemainder,
    text: str,
    *,
    zone: str,
    by: int,
    at: datetime,
) -> WaitingUpload:
    """Hand the refused rows of a file in to be looked at, with what was said of them; flushes.

    `zone` is that of times without one where nothing was said. Refused where too many uploads wait
    already; StorageFull keeps none.
    """
    name, said = PurePosixPath(kept.name).name, _said_of(session, batch)
    return hand_in(
        session, [Upload(name, BytesIO(text.encode()))], source=batch.source or "",
        basis=batch.basis or "", agent_id=said.get("agent_id") or "",
        hints=Hints.of_job(said.get("hints") or {"time_zone": zone}),
        scored=said.get("scored") or "", by=by, at=at,
    )  # fmt: skip


def _said_of(session: Session, batch: Batch) -> dict[str, Any]:
    """What was said of the files of a batch as they were handed in; nothing of a command's."""
    jobs = jobs_of(session, ("batch", batch.id))
    return next((dict(job.args) for job in jobs if job.task == TASK), {})


def _count(session: Session, owner_id: int) -> int:
    query = select(func.count(WaitingUpload.id)).where(WaitingUpload.owner_id == owner_id)
    return session.scalar(query) or 0
