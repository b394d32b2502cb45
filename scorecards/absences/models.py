"""The days on which a reviewer is away; why is nobody's business and stored nowhere."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.core.orm import Base, Id, reference
from qa_app.people.models import User


class ReviewerAbsence(Base):
    """First to last day, both included; `removed_at` takes it back and keeps the row."""

    __tablename__ = "reviewer_absence"
    __table_args__ = (Index(None, "user_id", "last_day"),)

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(reference("user.id", on_delete="CASCADE"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    entered_by: Mapped[int | None] = mapped_column(reference("user.id"))
    entered_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    person: Mapped[User] = relationship(foreign_keys=[user_id])
    writer: Mapped[User | None] = relationship(foreign_keys=[entered_by])

    @property
    def days(self) -> int:
        """How many days it covers."""
        return (self.last_day - self.first_day).days + 1
