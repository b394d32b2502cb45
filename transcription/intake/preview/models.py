"""Uploads that wait for their uploader's decision: looked at, nothing of them stored yet."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from qa_app.core.orm import Base, Id, Short, reference


class WaitingUpload(Base):
    """Files that one person has handed in to look at; gone when decided, or after a day."""

    __tablename__ = "waiting_upload"

    id: Mapped[Id]
    owner_id: Mapped[int] = mapped_column(reference("user.id", on_delete="CASCADE"), index=True)
    name: Mapped[Short]
    said: Mapped[dict[str, Any]]
    """What the person said of the files: source, basis, agent_id, hints."""
    report: Mapped[dict[str, Any] | None] = mapped_column(JSON())
    """What was found (looking.Report); None while it is being looked at."""
    created_at: Mapped[datetime] = mapped_column(index=True)


class WaitingFile(Base):
    """One of these files, in the store under a key of our own."""

    __tablename__ = "waiting_file"

    id: Mapped[Id]
    upload_id: Mapped[int] = mapped_column(
        reference("waiting_upload.id", on_delete="CASCADE"), index=True
    )
    name: Mapped[Short]
    storage_key: Mapped[Short]
    size_bytes: Mapped[int]
