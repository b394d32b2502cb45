"""The table of mappings that people have made, every version of each."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from qa_app.core.orm import Base, Id, Short, reference


class SavedMapping(Base):
    """One version of a mapping; a change makes the next one, and the newest is used."""

    __tablename__ = "mapping"
    __table_args__ = (UniqueConstraint("name", "version"),)

    id: Mapped[Id]
    name: Mapped[Short]
    version: Mapped[int]
    source: Mapped[Short | None]
    signature: Mapped[Short] = mapped_column(index=True)
    """A digest of the header's columns, by which the next file is recognised."""
    document: Mapped[dict[str, Any]]
    created_by: Mapped[int | None] = mapped_column(reference("user.id"))
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    """When it was deleted, or replaced by its next version."""
