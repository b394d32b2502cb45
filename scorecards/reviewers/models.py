"""What the model of severity said each time it was fitted."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from qa_app.core.orm import Base, Id, Short, reference, text_enum


class Basis(enum.Enum):
    """What a row of the model is: a score of an evaluation, or the points of one answer."""

    SCORES = "scores"
    ANSWERS = "answers"


class SeverityFit(Base):
    """One fit over the random reviews of interactions of some weeks, or why there is none."""

    __tablename__ = "severity_fit"
    __table_args__ = (Index("ix_severity_fit_basis_weeks", "basis", "weeks", "id"),)

    id: Mapped[Id]
    basis: Mapped[Basis] = mapped_column(text_enum(Basis))
    weeks: Mapped[int]
    since: Mapped[datetime]
    until: Mapped[datetime]
    """The interactions began from `since` to before `until`."""
    made_at: Mapped[datetime]
    asked_by: Mapped[int | None] = mapped_column(reference("user.id"))
    method: Mapped[Short]
    """Name and version of the model, such as `crossed-reml 1`."""
    evaluations: Mapped[int]
    rows: Mapped[int]
    left_out: Mapped[int] = mapped_column(default=0)
    """Older evaluations of the period that were left out because there were too many."""
    why_not: Mapped[Short | None]
    """A reason of `strictness.Why` where nothing can be said at all; then `result` has `n`,
    `needed` alone."""
    result: Mapped[dict[str, Any]]
    """As `keeping.kept` writes it; reviewers by their ids."""
