"""What waits for a QA manager: each kind with its number, nothing where nothing waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from qa_app.core.jobs.models import Job, JobState
from scorecards.reviews.models import (
    Assignment,
    AssignmentState,
    Dispute,
    DisputeState,
    Evaluation,
    EvaluationState,
    Pool,
)
from scorecards.sampling.models import Draw
from transcription.intake.models import Batch
from transcription.interactions.models import Recording, RecordingState

Kind = Literal[
    "late_disputes",
    "disputes",
    "overdue",
    "unassigned",
    "to_release",
    "quarantined",
    "waiting_model",
    "refused",
    "parked",
]
RECENT = timedelta(weeks=1)
"""Refused rows and stopped work are pointed out for so long."""


@dataclass(frozen=True)
class Waiting:
    """One kind of thing that waits; `target` is the id of the page it leads to, where one is."""

    kind: Kind
    count: int
    target: int | None = None


def attention(session: Session, at: datetime) -> tuple[Waiting, ...]:
    """What waits now, the most pressing kind first."""
    is_open = Dispute.state == DisputeState.OPEN
    in_queue = Assignment.state == AssignmentState.OPEN
    found = [
        Waiting("late_disputes", _count(session, Dispute.id, is_open, Dispute.due_at < at)),
        Waiting("disputes", _count(session, Dispute.id, is_open, Dispute.due_at >= at)),
        Waiting("overdue", _count(session, Assignment.id, in_queue, Assignment.due_at < at)),
        _unassigned(session),
        Waiting("to_release", _count(session, Evaluation.id, *_to_release())),
        Waiting("quarantined", _recordings(session, RecordingState.QUARANTINED)),
        Waiting("waiting_model", _recordings(session, RecordingState.WAITING_MODEL)),
        _refused(session, at),
        Waiting("parked", _count(session, Job.id, *_parked(at))),
    ]
    return tuple(each for each in found if each.count)


def _count(session: Session, column: object, *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count(column)).where(*conditions)) or 0  # type: ignore[arg-type]  # any table's id


def _recordings(session: Session, state: RecordingState) -> int:
    return _count(session, Recording.id, Recording.state == state)


def _to_release() -> tuple[ColumnElement[bool], ...]:
    # Reviews of reviewers and imported history never go to the agent.
    return (
        Evaluation.state == EvaluationState.SUBMITTED,
        Evaluation.pool != Pool.CALIBRATION,
        Evaluation.imported.is_(False),
    )


def _parked(at: datetime) -> tuple[ColumnElement[bool], ...]:
    return Job.state == JobState.PARKED, Job.finished_at >= at - RECENT


def _unassigned(session: Session) -> Waiting:
    """Reviews of the newest draw that nobody may or can do."""
    newest = session.execute(
        select(Draw.id, Draw.unassigned)
        .where(Draw.undone_at.is_(None))
        .order_by(Draw.drawn_at.desc(), Draw.id.desc())
        .limit(1)
    ).first()
    if newest is None:
        return Waiting("unassigned", 0)
    return Waiting("unassigned", sum(len(ids) for ids in newest.unassigned.values()), newest.id)


def _refused(session: Session, at: datetime) -> Waiting:
    """Rows that imports of the last days did not take; the batch where only one refused any."""
    found = session.execute(
        select(func.count(Batch.id), func.sum(Batch.rejected), func.max(Batch.id)).where(
            Batch.rejected > 0, Batch.created_at >= at - RECENT
        )
    ).one()
    batches, rows, newest = found
    return Waiting("refused", int(rows or 0), newest if batches == 1 else None)
