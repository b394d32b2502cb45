"""Takes a file in piece by piece, as the tus protocol 1.0 has it: begin, add, look, put together.

A piece is here whole or not at all. A file belongs to whoever began it, and what nobody has gone on
with for a day is swept away.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from typing import IO, cast
from uuid import uuid4

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from qa_app.core.errors import Conflict, Missing, QualityDeskError, Refused, TooLarge
from qa_app.core.storage import storage
from qa_app.core.text import clean, shorten
from transcription.intake.models import PartialPiece, PartialUpload
from transcription.intake.receiving import Upload

KEPT = timedelta(days=1)
PIECE_BYTES = 8 << 20
MOST_AT_ONCE = 500
_IN_MEMORY = 8 << 20


class Damaged(QualityDeskError):
    """A piece is not what its checksum says; nothing of it was kept (tus: 460)."""

    status = 460


def begin(session: Session, name: str, size: int, *, by: int, at: datetime) -> PartialUpload:
    """Begin a file of that many bytes; TooLarge or Refused before anything is sent."""
    most: int = session.info["settings"].max_upload_mb << 20
    if size > most:
        raise TooLarge(f"A file may have {most >> 20:,} MB at most.")
    shown = shorten(clean(name, lines=False), 180)
    if not shown or size <= 0:
        raise Refused("A file needs a name and must not be empty.")
    mine = select(func.count(PartialUpload.id)).where(PartialUpload.user_id == by)
    if (session.scalar(mine) or 0) >= MOST_AT_ONCE:
        raise Refused(f"At most {MOST_AT_ONCE} files at once: hand in what is here first.")
    made = PartialUpload(
        token=secrets.token_urlsafe(24), user_id=by, name=shown, size_bytes=size, changed_at=at
    )
    session.add(made)
    session.flush()
    return made


def find(session: Session, token: str, *, by: int) -> PartialUpload:
    """A file that this person began; else Missing."""
    query = select(PartialUpload).where(PartialUpload.token == token, PartialUpload.user_id == by)
    found = session.scalar(query)
    if found is None:
        raise Missing
    return found


def add(
    session: Session,
    found: PartialUpload,
    start: int,
    data: bytes,
    *,
    sha256: bytes | None = None,
    at: datetime,
) -> int:
    """Add the piece that begins at `start`; gives how many bytes are here now.

    Conflict where another byte is due, Damaged by its checksum, TooLarge beyond the file's end.
    """
    if start != found.arrived:
        raise Conflict(f"Byte {found.arrived} is due, not {start}.")
    if start + len(data) > found.size_bytes or len(data) > PIECE_BYTES:
        raise TooLarge("This piece is larger than what is left of the file, or than 8 MB.")
    if sha256 is not None and not hmac.compare_digest(hashlib.sha256(data).digest(), sha256):
        raise Damaged("This piece was damaged on the way.")
    if not data:
        return found.arrived
    key = f"pieces/{uuid4().hex}"
    storage(session).put(key, data)
    moved = session.scalars(
        update(PartialUpload)
        .where(PartialUpload.id == found.id, PartialUpload.arrived == start)
        .values(arrived=start + len(data), changed_at=at)
        .returning(PartialUpload.arrived)
        .execution_options(synchronize_session=False)
    ).all()
    if not moved:
        storage(session).delete(key)
        raise Conflict("Another request added this piece at the same moment.")
    session.add(
        PartialPiece(upload_id=found.id, start=start, size_bytes=len(data), storage_key=key)
    )
    session.flush()
    return moved[0]


@contextmanager
def whole(session: Session, tokens: Sequence[str], *, by: int) -> Iterator[list[Upload]]:
    """The files of these tokens put together, to be received; Refused where one is not whole."""
    with ExitStack() as files:
        uploads = []
        for token in dict.fromkeys(tokens):
            found = find(session, token, by=by)
            if found.arrived < found.size_bytes:
                raise Refused(f"“{found.name}” is not here whole yet.", field="files")
            stream = files.enter_context(tempfile.SpooledTemporaryFile(_IN_MEMORY))
            for key in _keys(session, found):
                stream.write(storage(session).get(key))
            stream.seek(0)
            uploads.append(Upload(found.name, cast(IO[bytes], stream)))
        yield uploads


def drop(session: Session, tokens: Sequence[str], *, by: int) -> list[str]:
    """Forget files that were handed in or are not wanted; the keys to delete after the commit."""
    found = session.scalars(
        select(PartialUpload).where(PartialUpload.token.in_(tokens), PartialUpload.user_id == by)
    ).all()
    return _forget(session, found)


def sweep(session: Session, at: datetime) -> list[str]:
    """Forget what nobody has gone on with for a day; the keys to delete after the commit."""
    old = select(PartialUpload).where(PartialUpload.changed_at < at - KEPT)
    return _forget(session, session.scalars(old).all())


def _forget(session: Session, found: Sequence[PartialUpload]) -> list[str]:
    keys = [key for each in found for key in _keys(session, each)]
    session.execute(delete(PartialUpload).where(PartialUpload.id.in_([each.id for each in found])))
    return keys


def _keys(session: Session, found: PartialUpload) -> Sequence[str]:
    query = select(PartialPiece.storage_key).where(PartialPiece.upload_id == found.id)
    return session.scalars(query.order_by(PartialPiece.start)).all()
