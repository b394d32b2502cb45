"""Imports what arrives in the watched folder, each file once, whatever dies in between.

A look makes a batch and a job of each file that is whole, in one transaction with the row that
keeps it from being taken again. The job reads the file where it lies, then puts it away; every
step may be repeated. The row goes last, when the file is where it belongs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from qa_app.core.jobs.queue import enqueue
from transcription.intake.basis import set_basis
from transcription.intake.batches import create_batch
from transcription.intake.models import WatchedFile, WatchLook, Way
from transcription.intake.options import DEFAULT_SOURCE
from transcription.intake.watched_tree import Arrival, Inbox, is_whole, look

TASK = "intake.run_watched"
ACTOR = "folder"
EVERY = timedelta(seconds=10)


@dataclass(frozen=True)
class Watched:
    """What the import page says of the watched folder."""

    folder: str
    looked_at: datetime | None
    waiting: int
    reading: int
    trouble: str | None


def look_into_folder(session: Session, at: datetime) -> int:
    """Look, unless that was done within ten seconds; gives how many files are now being read.

    Flushes; the caller commits.
    """
    folder = session.info["settings"].watch_folder
    if not folder or not _is_due(session, at):
        return 0
    try:
        inboxes, troubles = look(Path(folder))
    except OSError as error:
        _note(session, at, 0, f"The folder cannot be read: {error.strerror}.")
        return 0
    # Of two schedulers that look at the same moment the second waits here and sees the first's.
    rows = session.scalars(select(WatchedFile).with_for_update())
    known = {row.path: row for row in rows}
    arrived = [(inbox, one) for inbox in inboxes for one in inbox.arrivals]
    _forget_gone(session, known, {one.path for _, one in arrived})
    taken = sum(_see(session, inbox, one, known.get(one.path), at) for inbox, one in arrived)
    read = sum(row.batch_id is not None for row in known.values())
    _note(session, at, max(0, len(arrived) - taken - read), " ".join(troubles[:5]) or None)
    return taken


def watched(session: Session) -> Watched | None:
    """What is watched and when it was last looked at; None where no folder is set."""
    folder = session.info["settings"].watch_folder
    if not folder:
        return None
    last = session.scalar(select(WatchLook).limit(1))
    reading = session.scalars(select(WatchedFile.id).where(WatchedFile.batch_id.is_not(None))).all()
    if last is None:
        return Watched(folder, None, 0, len(reading), None)
    return Watched(folder, last.looked_at, last.waiting, len(reading), last.trouble)


def _is_due(session: Session, at: datetime) -> bool:
    """Whether the last look, of whichever host, is long enough ago."""
    last = session.scalar(select(WatchLook.looked_at).limit(1))
    return last is None or not last <= at < last + EVERY


def _see(
    session: Session, inbox: Inbox, arrival: Arrival, known: WatchedFile | None, at: datetime
) -> bool:
    """Remember a file that is there; take it where it is whole. Whether it was taken now."""
    if known is not None and known.batch_id is not None:
        return False
    before = known.fingerprint if known else None
    since = known.same_since if known and before == arrival.fingerprint else at
    if known is None:
        known = _first_seen(session, arrival, at)
    if known is None:
        return False  # another scheduler was faster
    known.fingerprint, known.same_since = arrival.fingerprint, since
    if not is_whole(arrival, before, since, at):
        return False
    _take(session, inbox, known, at)
    return True


def _first_seen(session: Session, arrival: Arrival, at: datetime) -> WatchedFile | None:
    made = WatchedFile(path=arrival.path, fingerprint=arrival.fingerprint, same_since=at)
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        return None
    return made


def _take(session: Session, inbox: Inbox, known: WatchedFile, at: datetime) -> None:
    options = inbox.options
    batch = create_batch(
        session,
        known.path.removeprefix(f"{inbox.path}/"),
        format=options.format or "auto",
        source=options.source,
        basis=options.basis,
        by=None,
        at=at,
        actor=ACTOR,
        way=Way.FOLDER,
        came_from=inbox.path or None,
    )
    if options.basis:
        source = options.source or DEFAULT_SOURCE
        set_basis(session, source, options.basis, by=None, at=at)
    known.batch_id = batch.id
    args: dict[str, object] = {"batch_id": batch.id, "inbox": inbox.path, "path": known.path}
    args["fingerprint"] = known.fingerprint
    args |= {"options": options.model_dump(exclude_none=True)}
    enqueue(session, TASK, args, subject=("batch", batch.id), priority=3)


def _forget_gone(session: Session, known: dict[str, WatchedFile], there: set[str]) -> None:
    """Files that were taken away before they were read; those being read end by their job."""
    gone = [row.id for row in known.values() if row.batch_id is None and row.path not in there]
    if gone:
        session.execute(delete(WatchedFile).where(WatchedFile.id.in_(gone)))


def _note(session: Session, at: datetime, waiting: int, trouble: str | None) -> None:
    last = session.scalar(select(WatchLook).limit(1))
    if last is None:
        last = WatchLook(looked_at=at, waiting=0)
        session.add(last)
    last.looked_at, last.waiting, last.trouble = at, waiting, trouble
    session.flush()
