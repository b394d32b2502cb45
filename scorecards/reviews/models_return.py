"""An evaluation that a lead sent back to its reviewer before its agent saw it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.core.orm import Base, Id, reference
from qa_app.people.models import User


class EvaluationReturn(Base):
    """Why it was sent back, and what the reviewer did about it."""

    __tablename__ = "evaluation_return"

    id: Mapped[Id]
    evaluation_id: Mapped[int] = mapped_column(
        reference("evaluation.id", on_delete="CASCADE"), index=True
    )
    sent_by: Mapped[int | None] = mapped_column(reference("user.id"))
    sent_at: Mapped[datetime]
    reason: Mapped[str]
    answered_at: Mapped[datetime | None]
    note: Mapped[str | None]
    """What the reviewer says to it; the reason of the restatement where they changed something."""
    changed: Mapped[bool] = mapped_column(default=False)
    draft: Mapped[dict[str, Any] | None]
    """The answer as far as it is written, as `scorecards.reviews.draft.Draft` writes it."""
    revision: Mapped[int] = mapped_column(default=0)
    """Rises with every autosave; a window that holds an older one gets a conflict."""

    sender: Mapped[User | None] = relationship()
