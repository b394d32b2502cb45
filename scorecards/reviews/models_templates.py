"""Templates of comments: a reviewer's own, and those that the centre shares."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from qa_app.core.orm import Base, Id, Short, reference


class CommentTemplate(Base):
    """Words that a reviewer inserts into a comment instead of writing them again."""

    __tablename__ = "comment_template"

    id: Mapped[Id]
    owner_id: Mapped[int | None] = mapped_column(
        reference("user.id", on_delete="CASCADE"), index=True
    )
    """Whose own it is; null for what the whole centre shares."""
    title: Mapped[Short]
    text: Mapped[str]
    """With the places of `comment_places.py`, filled in where it is inserted."""
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    """Since when it is out of use; it can be put back until it is forgotten."""
