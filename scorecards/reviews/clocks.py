"""Runs the clocks of disputes: reminders, windows that close, decisions that are late."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, aliased

from qa_app.core.audit import record
from qa_app.core.jobs.queue import enqueue
from scorecards.answering.calendars import calendar_of
from scorecards.answering.working_days import days_left
from scorecards.reviews.deciders import replace_absent
from scorecards.reviews.models import (
    SEEN_BY_AGENT,
    Dispute,
    DisputeState,
    Evaluation,
    EvaluationState,
)
from scorecards.reviews.release import policy_of

BATCH = 500
LOOK_AHEAD = timedelta(days=60)
"""The longest reminder, ten working days, lies within it whatever the holidays."""


@dataclass(frozen=True)
class Ran:
    """How many clocks were moved on, by kind."""

    agents_reminded: int
    windows_closed: int
    deciders_reminded: int
    late: int
    replaced: int
    appeals_reminded: int = 0


def run_clocks(session: Session, *, at: datetime) -> Ran:
    """Move every clock on to `at`. What was done is marked in its row, so it is done once.

    Deciders who are not there any more are replaced first, so that the reminder finds somebody.
    """
    replaced = replace_absent(session, at=at)
    return Ran(
        _remind_agents(session, at),
        _close_windows(session, at),
        _remind_deciders(session, at),
        _mark_late(session, at),
        replaced,
        _remind_of_appeals(session, at),
    )


def _remind_agents(session: Session, at: datetime) -> int:
    """Unread feedback whose window ends soon."""
    found = session.scalars(
        select(Evaluation)
        .where(
            Evaluation.state == EvaluationState.RELEASED,
            Evaluation.dispute_until > at,
            Evaluation.dispute_until < at + LOOK_AHEAD,
            Evaluation.dispute_closed_at.is_(None),
            Evaluation.dispute_reminded_at.is_(None),
            ~exists().where(Dispute.evaluation_id == Evaluation.id),
        )
        .order_by(Evaluation.dispute_until, Evaluation.id)
        .limit(BATCH)
        .with_for_update(of=Evaluation, skip_locked=True)
    ).all()
    soon = [each for each in found if _is_soon(session, each, each.dispute_until, at)]
    for evaluation in soon:
        evaluation.dispute_reminded_at = at
        enqueue(session, "feedback.remind_agent", {"evaluation_id": evaluation.id})
    session.flush()
    return len(soon)


def _close_windows(session: Session, at: datetime) -> int:
    """First windows that ran out without a dispute that waits."""
    waits = exists().where(
        Dispute.evaluation_id == Evaluation.id, Dispute.state == DisputeState.OPEN
    )
    found = session.scalars(
        select(Evaluation)
        .where(
            Evaluation.dispute_until < at,
            Evaluation.dispute_closed_at.is_(None),
            Evaluation.state.in_(SEEN_BY_AGENT),
            ~waits,
        )
        .order_by(Evaluation.dispute_until, Evaluation.id)
        .limit(BATCH)
        .with_for_update(of=Evaluation, skip_locked=True)
    ).all()
    for evaluation in found:
        evaluation.dispute_closed_at = at
        record(session, "evaluation.window_closed", ("evaluation", evaluation.id), by=None, at=at)
    session.flush()
    return len(found)


def _remind_deciders(session: Session, at: datetime) -> int:
    waiting = _open(session, Dispute.due_at > at, Dispute.reminded_at.is_(None))
    soon = [each for each in waiting if _is_soon(session, each.evaluation, each.due_at, at)]
    for dispute in soon:
        dispute.reminded_at = at
        enqueue(session, "feedback.remind_decider", {"dispute_id": dispute.id})
    session.flush()
    return len(soon)


def _remind_of_appeals(session: Session, at: datetime) -> int:
    """Decided rounds after which the agent may go on, and has not, while their time runs out."""
    later = aliased(Dispute)
    gone_on = exists().where(
        later.evaluation_id == Dispute.evaluation_id,
        later.id > Dispute.id,
        later.state != DisputeState.WITHDRAWN,
    )
    found = session.scalars(
        select(Dispute)
        .where(
            Dispute.state.not_in((DisputeState.OPEN, DisputeState.WITHDRAWN)),
            Dispute.appeal_until > at,
            Dispute.appeal_until < at + LOOK_AHEAD,
            Dispute.appeal_reminded_at.is_(None),
            ~gone_on,
        )
        .order_by(Dispute.appeal_until, Dispute.id)
        .limit(BATCH)
        .with_for_update(of=Dispute, skip_locked=True)
    ).all()
    soon = [each for each in found if _is_soon(session, each.evaluation, each.appeal_until, at)]
    for dispute in soon:
        dispute.appeal_reminded_at = at
        enqueue(session, "feedback.remind_of_appeal", {"dispute_id": dispute.id})
    session.flush()
    return len(soon)


def _mark_late(session: Session, at: datetime) -> int:
    late = list(_open(session, Dispute.due_at < at, Dispute.overdue_at.is_(None)))
    for dispute in late:
        dispute.overdue_at = at
        record(session, "dispute.overdue", ("dispute", dispute.id), by=None, at=at)
        enqueue(session, "feedback.tell_late", {"dispute_id": dispute.id})
    session.flush()
    return len(late)


def _open(session: Session, *conditions: ColumnElement[bool]) -> Iterable[Dispute]:
    return session.scalars(
        select(Dispute)
        .where(Dispute.state == DisputeState.OPEN, *conditions)
        .order_by(Dispute.due_at, Dispute.id)
        .limit(BATCH)
        .with_for_update(of=Dispute, skip_locked=True)
    ).all()


def _is_soon(
    session: Session, evaluation: Evaluation, until: datetime | None, at: datetime
) -> bool:
    """Whether no more working days are left than the policy's reminder wants; never for 0."""
    wanted = policy_of(session, evaluation).remind_days
    if not wanted or until is None:
        return False
    calendar = calendar_of(session, evaluation.team_id)
    return days_left(at, until, calendar.zone, calendar) <= wanted
