"""Keeps uploaded files while their uploader decides: look again, import, or take them back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from qa_app.core.db import reading
from qa_app.core.errors import Refused
from qa_app.core.holding import holding
from qa_app.core.jobs.queue import enqueue
from transcription.intake.basis import set_basis
from transcription.intake.batches import create_batch
from transcription.intake.models import Batch, BatchFile, Way
from transcription.intake.options import DEFAULT_SOURCE, Hints, ImportOptions
from transcription.intake.parcels import UploadParcel
from transcription.intake.preview.looking import Report, look_at
from transcription.intake.preview.models import WaitingFile, WaitingUpload
from transcription.intake.receiving import TASK, Upload, name_of, named_uploads, store_all

LOOK_TASK = "intake.look"
KEPT_FOR = timedelta(hours=24)
MOST_WAITING = 20


def waiting_of(owner_id: int) -> Select[WaitingUpload]:
    """The uploads that wait for this person's decision, the newest first; nobody else sees them."""
    query = select(WaitingUpload).where(WaitingUpload.owner_id == owner_id)
    return query.order_by(WaitingUpload.created_at.desc(), WaitingUpload.id.desc())


def hand_in(
    session: Session,
    uploads: Sequence[Upload],
    *,
    source: str = "",
    basis: str = "",
    agent_id: str = "",
    hints: Hints,
    scored: str = "",
    by: int,
    at: datetime,
) -> WaitingUpload:
    """Keep the files until the person has decided.

    Refused without files, and where too many uploads wait already; StorageFull keeps none.
    """
    named = named_uploads(uploads)
    if not named:
        raise Refused("Choose at least one file.", field="files")
    count = session.scalar(select(func.count(WaitingUpload.id)).where(WaitingUpload.owner_id == by))
    if (count or 0) >= MOST_WAITING:
        raise Refused(
            f"{MOST_WAITING} uploads wait for your decision already: import them or take them back "
            "first.",
            field="files",
        )
    keys = store_all(holding(session), named)
    said = {
        "source": source, "basis": basis, "agent_id": agent_id, "hints": asdict(hints),
        "scored": scored,
    }  # fmt: skip
    waiting = WaitingUpload(owner_id=by, name=name_of(named)[:200], said=said, created_at=at)
    session.add(waiting)
    session.flush()
    for (name, _), (key, size) in zip(named, keys, strict=True):
        session.add(WaitingFile(upload_id=waiting.id, name=name, storage_key=key, size_bytes=size))
    session.flush()
    return waiting


def files_of(session: Session, waiting: WaitingUpload) -> Sequence[WaitingFile]:
    """Its files, by name."""
    query = select(WaitingFile).where(WaitingFile.upload_id == waiting.id)
    return session.scalars(query.order_by(WaitingFile.name, WaitingFile.id)).all()


def parcel_of_waiting(session: Session, waiting: WaitingUpload) -> UploadParcel:
    """Its files, as the readers want them."""
    files = {each.name: (each.storage_key, each.size_bytes) for each in files_of(session, waiting)}
    return UploadParcel(holding(session), files)


def options_of(waiting: WaitingUpload) -> ImportOptions:
    """What the person said of the files."""
    said = waiting.said
    return ImportOptions(
        source=said["source"] or DEFAULT_SOURCE,
        basis=said["basis"] or None,
        agent_id=said["agent_id"] or None,
        hints=Hints.of_job(said["hints"]),
        scored=said["scored"] or None,
    )


def find_out(
    session: Session, waiting: WaitingUpload, *, at: datetime, may_go_on: Callable[[], bool]
) -> Report:
    """Look through the files without holding a transaction that writes; the caller keeps it."""
    with reading():
        report = look_at(
            session, parcel_of_waiting(session, waiting), options_of(waiting), at=at,
            may_go_on=may_go_on,
        )  # fmt: skip
        session.commit()
    return report


def keep_report(session: Session, waiting: WaitingUpload, report: Report) -> None:
    """Remember what was found; where time ran out, a worker counts the whole."""
    waiting.report = report.as_data()
    session.flush()
    if not report.is_whole:
        enqueue(session, LOOK_TASK, {"upload_id": waiting.id}, subject=("waiting", waiting.id))


def import_it(session: Session, waiting: WaitingUpload, *, by: int, at: datetime) -> Batch:
    """Make the upload a batch that a worker reads; the files change hands, none is copied."""
    said, files = waiting.said, files_of(session, waiting)
    batch = create_batch(
        session,
        waiting.name,
        source=said["source"] or None,
        basis=said["basis"] or None,
        size_bytes=sum(each.size_bytes for each in files),
        by=by,
        at=at,
        way=Way.UPLOAD,
    )
    if said["basis"]:
        set_basis(session, said["source"] or DEFAULT_SOURCE, said["basis"], by=by, at=at)
    for each in files:
        session.add(
            BatchFile(
                batch_id=batch.id,
                name=each.name,
                storage_key=each.storage_key,
                size_bytes=each.size_bytes,
            )  # fmt: skip
        )
    args: dict[str, Any] = {
        "batch_id": batch.id, "agent_id": said["agent_id"] or None, "hints": said["hints"],
        "scored": said["scored"] or None,
    }  # fmt: skip
    enqueue(session, TASK, args, subject=("batch", batch.id), priority=5)
    _forget(session, waiting)
    return batch


def take_back(session: Session, waiting: WaitingUpload) -> list[str]:
    """Drop an upload; gives the keys of its files, to delete after the commit."""
    keys = [each.storage_key for each in files_of(session, waiting)]
    _forget(session, waiting)
    return keys


def sweep(session: Session, *, at: datetime) -> list[str]:
    """Drop what has waited for longer than a day; the keys to delete after the commit."""
    old = session.scalars(select(WaitingUpload).where(WaitingUpload.created_at < at - KEPT_FOR))
    return [key for waiting in old.all() for key in take_back(session, waiting)]


def _forget(session: Session, waiting: WaitingUpload) -> None:
    for each in files_of(session, waiting):
        session.delete(each)
    session.flush()
    session.delete(waiting)
    session.flush()
