"""What the model of severity said each time it was fitted, and reviews that were graded."""

from __future__ import annotations

import enum
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from qa_app.core.orm import Base, Id, Short, reference, text_enum
from qa_app.people.models import User
from scorecards.design.models import Version
from scorecards.reviews.models import Evaluation, Percent


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


class GradingState(enum.Enum):
    """A review that is to be graded, or was: OPEN until the grader submits, then for good."""

    OPEN = "open"
    SUBMITTED = "submitted"


class Grading(Base):
    """A reviewer's evaluation, scored by a QA manager with a scorecard about reviews."""

    __tablename__ = "grading"
    __table_args__ = (
        UniqueConstraint("evaluation_id"),
        Index("ix_grading_reviewer_id_submitted_at", "reviewer_id", "submitted_at", "id"),
    )

    id: Mapped[Id]
    evaluation_id: Mapped[int] = mapped_column(reference("evaluation.id", on_delete="CASCADE"))
    version_id: Mapped[int] = mapped_column(reference("scorecard_version.id"), index=True)
    reviewer_id: Mapped[int] = mapped_column(reference("user.id"))
    """Whose work is graded."""
    grader_id: Mapped[int] = mapped_column(reference("user.id"))
    seed: Mapped[int | None]
    """Of the draw that chose it; null where a person did."""
    state: Mapped[GradingState] = mapped_column(text_enum(GradingState))
    revision: Mapped[int] = mapped_column(default=0)
    """Rises with every autosave; a window that holds an older one gets a conflict."""
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """By question key, as `scorecards.reviews.kept` writes entries."""
    comment: Mapped[str | None]
    percent: Mapped[Decimal | None] = mapped_column(Percent)
    passed: Mapped[bool | None]
    result: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    note: Mapped[str | None]
    """What the reviewer says to it."""
    noted_at: Mapped[datetime | None]

    evaluation: Mapped[Evaluation] = relationship()
    version: Mapped[Version] = relationship()
    reviewer: Mapped[User] = relationship(foreign_keys=[reviewer_id])
    grader: Mapped[User] = relationship(foreign_keys=[grader_id])
