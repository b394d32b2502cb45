"""Keeps the refused rows of a file as they were, to be mended and handed in again.

Cards, card codes, passwords and one-time codes are destroyed in them; the rest is encrypted, since
it was never masked, and kept for thirty days.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from qa_app.core.keys import keyring
from qa_app.core.storage import storage
from transcription.intake.models import Batch, BatchRemainder
from transcription.intake.parcels import Parcel
from transcription.intake.refusals import Refusal
from transcription.intake.remainder_rows import HowRead, has_rows, remainder, why_not

KEPT = timedelta(days=30)


@dataclass
class ToMend:
    """Gathers while a batch is read which lines of which file were refused."""

    read: dict[str, HowRead] = field(default_factory=dict)
    lines: dict[str, list[int]] = field(default_factory=dict)

    def note(self, name: str, refusals: Iterable[Refusal]) -> None:
        """Remember where refused rows stand; the rows themselves are read again at the end."""
        self.lines.setdefault(name, []).extend(each.line for each in refusals)

    def keep(
        self, session: Session, batch: Batch, parcel: Parcel, *, at: datetime
    ) -> Iterator[BatchRemainder]:
        """Keep what was refused of each file; commit after each that it gives."""
        for name, lines in self.lines.items():
            how = self.read.get(name)
            if how is None or not has_rows(how.format):
                continue
            with parcel.open(name) as stream:
                found = remainder(stream, how, lines)
            if found:
                yield keep_remainder(session, batch, _as_text(name), *found, at=at)

    def why_not(self) -> Iterator[tuple[str, str]]:
        """(file, why) of files of which refused parts can't be given out, and what to do."""
        for name in self.lines:
            how = self.read.get(name)
            if how is not None and not has_rows(how.format):
                yield name, why_not(how.format)


def _as_text(name: str) -> str:
    """The name of a file whose rows are given out as text: of a workbook a CSV."""
    path = PurePosixPath(name)
    return str(path.with_suffix(".csv")) if path.suffix.lower() == ".xlsx" else name


def delete_files(session: Session, keys: Iterable[str]) -> None:
    """Delete what no row names any more."""
    for key in keys:
        storage(session).delete(key)


def keep_remainder(
    session: Session, batch: Batch, file_name: str, text: str, rows: int, *, at: datetime
) -> BatchRemainder:
    """Encrypt the rows and put them into the store; flushes."""
    key = f"refused/{uuid4().hex}"
    storage(session).put(key, keyring(session).seal(text))
    name = f"refused-{batch.id}-{PurePosixPath(file_name).name}"[-180:]
    made = BatchRemainder(batch_id=batch.id, name=name, storage_key=key, rows=rows, created_at=at)
    session.add(made)
    session.flush()
    return made


def read_remainder(session: Session, found: BatchRemainder) -> str:
    """The rows as they were kept; Missing where they are no longer."""
    return keyring(session).unseal(storage(session).get(found.storage_key))


def drop_remainders(session: Session, batch: Batch) -> list[str]:
    """Forget what was kept of a batch; gives the keys to delete after the commit."""
    keys = session.scalars(
        select(BatchRemainder.storage_key).where(BatchRemainder.batch_id == batch.id)
    ).all()
    session.execute(delete(BatchRemainder).where(BatchRemainder.batch_id == batch.id))
    return list(keys)


def forget_old(session: Session, at: datetime) -> list[str]:
    """Forget what was kept for thirty days; gives the keys to delete after the commit."""
    old = BatchRemainder.created_at < at - KEPT
    keys = session.scalars(select(BatchRemainder.storage_key).where(old)).all()
    session.execute(delete(BatchRemainder).where(old))
    return list(keys)
