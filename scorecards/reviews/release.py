"""Releases submitted evaluations to their agents: at once, at a set time, or as a lead approves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import Missing, Refused
from qa_app.core.events import emit
from scorecards.answering.calendars import calendar_of
from scorecards.answering.models import ReleaseMode
from scorecards.answering.policy import Policy, policy_for
from scorecards.answering.working_days import next_slot, window_end
from scorecards.reviews.models import Evaluation, EvaluationState, Pool

BATCH = 200

Holder = Callable[[Session, Evaluation, datetime], "datetime | None"]
_holders: list[Holder] = []


def hold_release_by(holder: Holder) -> None:
    """Let self-evaluation, which lies above this room, hold an evaluation back for a while."""
    _holders[:] = [holder]


def held_until(session: Session, evaluation: Evaluation, at: datetime) -> datetime | None:
    """Until when it must not be released; None where nothing holds it."""
    return _holders[0](session, evaluation, at) if _holders else None


def release(session: Session, evaluation: Evaluation, *, by: int | None, at: datetime) -> None:
    """Let the agent see a submitted evaluation, start the clock; announces `evaluation.released`.

    `by` is the lead who approved it, None where the policy releases it by itself; its own agent
    never does (Missing). Refused for any other state, for one that lies with its reviewer, for
    calibration (it is for reviewers) and for imported history.
    """
    if by is not None and by == evaluation.agent_id:
        raise Missing
    if evaluation.state is not EvaluationState.SUBMITTED:
        raise Refused(_("Only a submitted evaluation that is not released yet can be released."))
    if not goes_to_agent(evaluation):
        raise Refused(_("Calibration reviews and imported history are not released to agents."))
    if evaluation.returned_at is not None:
        raise Refused(_("It was sent back; the reviewer has not answered yet."))
    if held_until(session, evaluation, at) is not None:
        raise Refused(_("Its agent is asked for a self-evaluation first. Wait, or take that back."))
    calendar = calendar_of(session, evaluation.team_id)
    days = policy_of(session, evaluation).dispute_days
    evaluation.state = EvaluationState.RELEASED
    evaluation.released_at, evaluation.released_by = at, by
    evaluation.dispute_until = window_end(at, days, calendar.zone, calendar)
    session.flush()
    subject = ("evaluation", evaluation.id)
    record(session, "evaluation.release", subject, by=by, at=at, after={"state": "released"})
    emit(session, "evaluation.released", evaluation_id=evaluation.id)


def release_many(
    session: Session, evaluations: Iterable[Evaluation], *, by: int, at: datetime
) -> int:
    """Release all of them that still wait, leave the others alone; returns how many."""
    waiting = [
        each for each in evaluations if is_waiting(each) and held_until(session, each, at) is None
    ]
    for evaluation in waiting:
        release(session, evaluation, by=by, at=at)
    return len(waiting)


def release_at_once(session: Session, evaluation: Evaluation, *, at: datetime) -> bool:
    """Do with what was just submitted as its policy says; whether it is released now.

    Else it waits for a lead, or for the next set time, which is written down at once.
    """
    if not is_waiting(evaluation):
        return False
    policy = policy_of(session, evaluation)
    held = held_until(session, evaluation, at)
    if policy.release is ReleaseMode.NOW and held is None:
        release(session, evaluation, by=None, at=at)
        return True
    if policy.release is ReleaseMode.NOW:
        evaluation.release_at = held
    elif policy.release is ReleaseMode.AT:
        calendar = calendar_of(session, evaluation.team_id)
        slot = next_slot(at, policy.weekday, policy.at, calendar)
        evaluation.release_at = max(slot, held or slot)
    session.flush()
    return False


def release_again(session: Session, evaluation: Evaluation, *, at: datetime) -> None:
    """Do as the policy says once more, now that nothing holds it; what a lead waits for stays."""
    if evaluation.release_at is not None and is_waiting(evaluation):
        evaluation.release_at = None
        release_at_once(session, evaluation, at=at)


def release_due(session: Session, *, at: datetime) -> list[int]:
    """Release what was set for a time that has come; their ids.

    What another worker holds is left to it, what is released already is not found again.
    """
    due = session.scalars(
        select(Evaluation)
        .where(Evaluation.state == EvaluationState.SUBMITTED, Evaluation.release_at <= at)
        .where(Evaluation.returned_at.is_(None))
        .order_by(Evaluation.release_at, Evaluation.id)
        .limit(BATCH)
        .with_for_update(of=Evaluation, skip_locked=True)
    ).all()
    done = []
    for evaluation in due:
        held = held_until(session, evaluation, at)
        if held is not None:
            # Asked for a self-evaluation after its release was set.
            evaluation.release_at = held
        elif is_waiting(evaluation):
            release(session, evaluation, by=None, at=at)
            done.append(evaluation.id)
    session.flush()
    return done


def policy_of(session: Session, evaluation: Evaluation) -> Policy:
    """The rules that hold for an evaluation: those of its scorecard."""
    return policy_for(session, evaluation.version.scorecard_id)


def is_waiting(evaluation: Evaluation) -> bool:
    """Whether it is submitted, meant for the agent, not with its reviewer and not released yet."""
    is_free = evaluation.state is EvaluationState.SUBMITTED and evaluation.returned_at is None
    return is_free and goes_to_agent(evaluation)


def goes_to_agent(evaluation: Evaluation) -> bool:
    """Whether agents get this kind: not second reviews of calibration, not imported history."""
    return evaluation.pool is not Pool.CALIBRATION and not evaluation.imported
