"""Messages in a person's inbox."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from qa_app.core.orm import Base, Id, Short, reference


class Notification(Base):
    """One message to one person: what happened and where to look."""

    __tablename__ = "notification"
    __table_args__ = (Index("ix_notification_user_id_read_at", "user_id", "read_at", "id"),)

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(reference("user.id", on_delete="CASCADE"))
    kind: Mapped[Short]
    text: Mapped[str]
    path: Mapped[Short | None]
    """Path on this site."""
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
