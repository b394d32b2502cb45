"""Lists of words that a centre wants to find again in its conversations."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from qa_app.core.orm import Base, Id, Short, reference


class KeywordList(Base):
    """A named list of phrases, said by one side or anyone; `removed_at` takes it out of use."""

    __tablename__ = "keyword_list"

    id: Mapped[Id]
    title: Mapped[Short]
    side: Mapped[Short]
    """`agent`, `customer` or `anyone`."""
    phrases: Mapped[list[Any]]
    changed_by: Mapped[int | None] = mapped_column(reference("user.id"))
    changed_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
