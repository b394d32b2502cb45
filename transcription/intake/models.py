"""Import batches and what they refused."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from qa_app.core.orm import Base, Id, Short, reference, text_enum


class BatchState(enum.Enum):
    """Life of a batch."""

    RECEIVED = "received"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNDOING = "undoing"
    """Everything that came by it is being taken out again."""
    UNDONE = "undone"


class Way(enum.Enum):
    """How a batch came in."""

    UPLOAD = "upload"
    COMMAND = "command"
    API = "api"
    FOLDER = "folder"


class Batch(Base):
    """One file or folder that was handed in; accepted + rejected = total, always."""

    __tablename__ = "batch"

    id: Mapped[Id]
    name: Mapped[Short]
    """The file's name as shown to people, never a path."""
    format: Mapped[Short]
    source: Mapped[Short | None]
    basis: Mapped[Short | None]
    size_bytes: Mapped[int | None]
    state: Mapped[BatchState] = mapped_column(text_enum(BatchState))
    error: Mapped[str | None]
    note: Mapped[str | None]
    """What the reader found out: encoding, separator."""
    total: Mapped[int] = mapped_column(default=0)
    accepted: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)
    """Of the accepted: those that were here already and changed nothing."""
    quarantined: Mapped[int] = mapped_column(default=0)
    created_by: Mapped[int | None] = mapped_column(reference("user.id"))
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    """When whoever reads it last stored something; long ago while RUNNING: nobody does any more."""
    finished_at: Mapped[datetime | None]
    way: Mapped[Way | None] = mapped_column(text_enum(Way))
    came_from: Mapped[Short | None]
    """The name of the integration, or the watched folder, that it came by."""
    undone_at: Mapped[datetime | None]


class BatchFile(Base):
    """An uploaded file while it waits to be read; removed from the store afterwards."""

    __tablename__ = "batch_file"

    id: Mapped[Id]
    batch_id: Mapped[int] = mapped_column(reference("batch.id", on_delete="CASCADE"), index=True)
    name: Mapped[Short]
    """Its name below the folder that was handed in; shown and matched, never used as a path."""
    storage_key: Mapped[Short]
    size_bytes: Mapped[int]


class BatchRefusal(Base):
    """A row of a batch that was not taken, where it stands and why."""

    __tablename__ = "batch_refusal"

    id: Mapped[Id]
    batch_id: Mapped[int] = mapped_column(reference("batch.id", on_delete="CASCADE"), index=True)
    file_name: Mapped[Short | None]
    """Which file of a batch of several."""
    line: Mapped[int]
    column: Mapped[int | None]
    field: Mapped[Short | None]
    message: Mapped[str]
    excerpt: Mapped[str | None]


class SourceBasis(Base):
    """The basis on which recordings of a source are processed, asked once per source."""

    __tablename__ = "source_basis"

    id: Mapped[Id]
    source: Mapped[Short] = mapped_column(unique=True)
    basis: Mapped[Short]
    set_by: Mapped[int | None] = mapped_column(reference("user.id"))
    set_at: Mapped[datetime]


class BatchRemainder(Base):
    """The refused rows of one file as they were, encrypted in the store, to mend and hand in."""

    __tablename__ = "batch_remainder"

    id: Mapped[Id]
    batch_id: Mapped[int] = mapped_column(reference("batch.id", on_delete="CASCADE"), index=True)
    name: Mapped[Short]
    """What the download is called."""
    storage_key: Mapped[Short]
    rows: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(index=True)


class WatchedFile(Base):
    """A file or folder in the watched folder: looked at until it is whole, then being read."""

    __tablename__ = "watched_file"

    id: Mapped[Id]
    path: Mapped[str] = mapped_column(unique=True)
    """Below the watched folder."""
    fingerprint: Mapped[Short]
    """Sizes and times of what is there; the same twice in a row means that it is whole."""
    same_since: Mapped[datetime]
    batch_id: Mapped[int | None] = mapped_column(reference("batch.id", on_delete="CASCADE"))
    """Set once it is being read; the row goes when the file has been put away."""


class WatchLook(Base):
    """The last look at the watched folder; one row."""

    __tablename__ = "watch_look"

    id: Mapped[Id]
    looked_at: Mapped[datetime]
    waiting: Mapped[int] = mapped_column(default=0)
    """Files that are there and not whole yet."""
    trouble: Mapped[str | None]


class SourceScoring(Base):
    """Whom the interactions of a source are scored for where several agents took part."""

    __tablename__ = "source_scoring"

    id: Mapped[Id]
    source: Mapped[Short] = mapped_column(unique=True)
    rule: Mapped[Short]
    set_by: Mapped[int | None] = mapped_column(reference("user.id"))
    set_at: Mapped[datetime]


class PartialUpload(Base):
    """A file on its way in, piece by piece, so that a broken connection costs one piece only."""

    __tablename__ = "partial_upload"

    id: Mapped[Id]
    token: Mapped[Short] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(reference("user.id", on_delete="CASCADE"), index=True)
    name: Mapped[Short]
    size_bytes: Mapped[int]
    arrived: Mapped[int] = mapped_column(default=0)
    """Bytes that are here, from the beginning on."""
    changed_at: Mapped[datetime] = mapped_column(index=True)


class PartialPiece(Base):
    """One piece of a file on its way in."""

    __tablename__ = "partial_piece"
    __table_args__ = (UniqueConstraint("upload_id", "start"),)

    id: Mapped[Id]
    upload_id: Mapped[int] = mapped_column(reference("partial_upload.id", on_delete="CASCADE"))
    start: Mapped[int]
    size_bytes: Mapped[int]
    storage_key: Mapped[Short]
