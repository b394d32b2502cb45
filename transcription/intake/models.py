"""Import batches and what they refused."""

from __future__ import annotations

import enum
from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from qa_app.core.orm import Base, Id, Short, reference, text_enum


class BatchState(enum.Enum):
    """Life of a batch."""

    RECEIVED = "received"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


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


class SourceScoring(Base):
    """Whom the interactions of a source are scored for where several agents took part."""

    __tablename__ = "source_scoring"

    id: Mapped[Id]
    source: Mapped[Short] = mapped_column(unique=True)
    rule: Mapped[Short]
    set_by: Mapped[int | None] = mapped_column(reference("user.id"))
    set_at: Mapped[datetime]
