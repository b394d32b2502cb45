"""Makes submissions final: scores them, decides whether they count, tells the other rooms."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.events import emit
from scorecards.reviews.models import (
    FINAL,
    Assignment,
    AssignmentState,
    Evaluation,
    EvaluationState,
    Pool,
)
from scorecards.reviews.opinions import note_final
from scorecards.reviews.release import release_at_once
from scorecards.reviews.results import write_score
from transcription.interactions.models import Interaction

TASK = "reviews.finalise_pending"
BATCH = 200
LONGEST_UNDO = timedelta(minutes=30)


def finalise_due(session: Session, *, at: datetime) -> list[int]:
    """Finalise every submission whose time to be taken back is over; their ids.

    What another worker holds is left to it.
    """
    due = session.scalars(
        select(Evaluation)
        .where(Evaluation.state == EvaluationState.PENDING)
        # One that is to wait longer than anybody may set was submitted before a clock was set back.
        .where(or_(Evaluation.pending_until <= at, Evaluation.pending_until > at + LONGEST_UNDO))
        .order_by(Evaluation.pending_until, Evaluation.id)
        .limit(BATCH)
        .with_for_update(of=Evaluation, skip_locked=True)
    ).all()
    for evaluation in due:
        finalise(session, evaluation, at=at)
    return [evaluation.id for evaluation in due]


def finalise(session: Session, evaluation: Evaluation, *, at: datetime) -> Evaluation:
    """PENDING → SUBMITTED with its score; does nothing to one that is not pending.

    It is submitted as of the moment when its time ran out, however late this is done.
    """
    if evaluation.state is not EvaluationState.PENDING:
        return evaluation
    # Two reviews of one interaction that end together must not both count.
    session.execute(
        select(Interaction.id).where(Interaction.id == evaluation.interaction_id).with_for_update()
    )
    write_score(evaluation)
    evaluation.state = EvaluationState.SUBMITTED
    evaluation.submitted_at = min(evaluation.pending_until or at, at)
    assignment = _close(session, evaluation, at)
    _decide_counting(session, evaluation, assignment)
    record(
        session,
        "evaluation.final",
        ("evaluation", evaluation.id),
        by=evaluation.reviewer_id,
        at=at,
        after={
            "percent": None if evaluation.percent is None else str(evaluation.percent),
            "failed": evaluation.failed,
            "pool": evaluation.pool.value,
            "counts": evaluation.counts,
        },
    )
    session.flush()
    emit(session, "evaluation.submitted", evaluation_id=evaluation.id)
    note_final(session, evaluation, at=at)
    release_at_once(session, evaluation, at=at)
    return evaluation


def _close(session: Session, evaluation: Evaluation, at: datetime) -> Assignment | None:
    if evaluation.assignment_id is None:
        return None
    assignment = session.get_one(Assignment, evaluation.assignment_id)
    assignment.state, assignment.closed_at = AssignmentState.DONE, at
    return assignment


def _decide_counting(
    session: Session, evaluation: Evaluation, assignment: Assignment | None
) -> None:
    """Only the first submitted review of a random item counts; a later one is calibration."""
    evaluation.counts = False
    if evaluation.pool is not Pool.RANDOM:
        return
    earlier = session.scalar(
        select(
            exists().where(
                Evaluation.interaction_id == evaluation.interaction_id,
                Evaluation.id != evaluation.id,
                Evaluation.counts.is_(True),
                Evaluation.state.in_(FINAL),
            )
        )
    )
    if earlier or (assignment is not None and assignment.is_second):
        evaluation.pool = Pool.CALIBRATION
        evaluation.inclusion_probability = None
        return
    evaluation.counts = True
