"""Releases submitted evaluations to their agents."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import Refused
from qa_app.core.events import emit
from scorecards.reviews.models import Evaluation, EvaluationState, Pool

AT_ONCE = "now"
"""The value of QA_RELEASE that releases without a lead's approval."""


def release(session: Session, evaluation: Evaluation, *, by: int | None, at: datetime) -> None:
    """Let the agent see a submitted evaluation; announces `evaluation.released`.

    `by` is the lead who approved it, None where QA_RELEASE releases at once. Refused for any
    other state, for calibration (it is for reviewers) and for imported history.
    """
    if evaluation.state is not EvaluationState.SUBMITTED:
        raise Refused("Only a submitted evaluation that is not released yet can be released.")
    if not goes_to_agent(evaluation):
        raise Refused("Calibration reviews and imported history are not released to agents.")
    evaluation.state = EvaluationState.RELEASED
    evaluation.released_at, evaluation.released_by = at, by
    session.flush()
    subject = ("evaluation", evaluation.id)
    record(session, "evaluation.release", subject, by=by, at=at, after={"state": "released"})
    emit(session, "evaluation.released", evaluation_id=evaluation.id)


def release_many(
    session: Session, evaluations: Iterable[Evaluation], *, by: int, at: datetime
) -> int:
    """Release all of them that still wait, leave the others alone; returns how many."""
    waiting = [each for each in evaluations if is_waiting(each)]
    for evaluation in waiting:
        release(session, evaluation, by=by, at=at)
    return len(waiting)


def release_at_once(session: Session, evaluation: Evaluation, *, at: datetime) -> bool:
    """Release what was just submitted where QA_RELEASE asks for no approval; whether it was."""
    if session.info["settings"].release != AT_ONCE or not is_waiting(evaluation):
        return False
    release(session, evaluation, by=None, at=at)
    return True


def is_waiting(evaluation: Evaluation) -> bool:
    """Whether it is submitted, meant for the agent and not released yet."""
    return evaluation.state is EvaluationState.SUBMITTED and goes_to_agent(evaluation)


def goes_to_agent(evaluation: Evaluation) -> bool:
    """Whether agents get this kind: not second reviews of calibration, not imported history."""
    return evaluation.pool is not Pool.CALIBRATION and not evaluation.imported
