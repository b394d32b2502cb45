"""What reviewers have before them and behind them: queues, reviews by week, disputes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from qa_app.dashboards.periods import Period
from qa_app.people.models import User
from scorecards.reviews.models import (
    FINAL,
    Assignment,
    AssignmentState,
    Dispute,
    DisputeState,
    Evaluation,
)

CHANGED = (DisputeState.ACCEPTED, DisputeState.PARTLY)


@dataclass(frozen=True)
class ReviewerLoad:
    """A reviewer's queue now, and what they did in the period."""

    reviewer_id: int
    name: str
    open: int
    overdue: int
    done: int
    skipped: int
    seconds: float | None
    """Mean active seconds per review, None before the first."""
    disputed: int
    """Disputes of their evaluations that were opened in the period."""
    changed: int
    """Of these: accepted, at least in part."""


@dataclass(frozen=True)
class ReviewWeek:
    """A reviewer's week, by its Monday: reviews, and the median active minutes (None for none)."""

    monday: date
    done: int
    minutes: float | None


@dataclass(frozen=True)
class _Queue:
    open: int = 0
    overdue: int = 0
    skipped: int = 0


@dataclass(frozen=True)
class _Done:
    count: int = 0
    seconds: float | None = None


@dataclass(frozen=True)
class _Disputed:
    opened: int = 0
    changed: int = 0


def reviewer_loads(session: Session, period: Period) -> tuple[ReviewerLoad, ...]:
    """Every reviewer with open or finished work, by name."""
    queues, done = _queues(session, period), _done(session, period)
    disputes = _disputes(session, period)
    ids = {reviewer for reviewer, queue in queues.items() if queue != _Queue()} | set(done)
    names = session.execute(select(User.id, User.name).where(User.id.in_(ids))).all()
    found = []
    for reviewer, name in sorted(names, key=lambda row: (row.name, row.id)):
        queue, work = queues.get(reviewer, _Queue()), done.get(reviewer, _Done())
        dispute = disputes.get(reviewer, _Disputed())
        found.append(
            ReviewerLoad(
                reviewer,
                name,
                queue.open,
                queue.overdue,
                work.count,
                queue.skipped,
                work.seconds,
                dispute.opened,
                dispute.changed,
            )
        )
    return tuple(found)


def review_weeks(
    session: Session, reviewer_id: int, *, until: datetime, weeks: int, zone: ZoneInfo
) -> tuple[ReviewWeek, ...]:
    """The last `weeks` weeks up to that of `until`, also those without a review."""
    today = until.astimezone(zone).date()
    last = today - timedelta(days=today.weekday())
    mondays = [last - timedelta(weeks=back) for back in range(weeks - 1, -1, -1)]
    since = datetime(mondays[0].year, mondays[0].month, mondays[0].day, tzinfo=zone)
    rows = session.execute(
        select(Evaluation.submitted_at, Evaluation.active_seconds).where(
            Evaluation.reviewer_id == reviewer_id,
            Evaluation.state.in_(FINAL),
            Evaluation.imported.is_(False),
            Evaluation.submitted_at >= since,
            Evaluation.submitted_at < until,
        )
    ).all()
    of_week: dict[date, list[int]] = defaultdict(list)
    for submitted_at, seconds in rows:
        if submitted_at is None:
            continue
        day = submitted_at.astimezone(zone).date()
        of_week[day - timedelta(days=day.weekday())].append(seconds)
    return tuple(_week(monday, of_week[monday]) for monday in mondays)


def _week(monday: date, seconds: Sequence[int]) -> ReviewWeek:
    measured = [each for each in seconds if each > 0]
    return ReviewWeek(monday, len(seconds), median(measured) / 60 if measured else None)


def _queues(session: Session, period: Period) -> Mapping[int, _Queue]:
    is_open = Assignment.state == AssignmentState.OPEN
    skipped = (Assignment.state == AssignmentState.SKIPPED) & (Assignment.closed_at >= period.since)
    rows = session.execute(
        select(
            Assignment.reviewer_id,
            func.count(case((is_open, 1))),
            func.count(case((is_open & (Assignment.due_at < period.until), 1))),
            func.count(case((skipped, 1))),
        ).group_by(Assignment.reviewer_id)
    )
    return {reviewer: _Queue(*counts) for reviewer, *counts in rows}


def _done(session: Session, period: Period) -> Mapping[int, _Done]:
    rows = session.execute(
        select(
            Evaluation.reviewer_id,
            func.count(Evaluation.id),
            func.avg(case((Evaluation.active_seconds > 0, Evaluation.active_seconds))),
        )
        .where(
            Evaluation.state.in_(FINAL),
            Evaluation.submitted_at >= period.since,
            Evaluation.imported.is_(False),
        )
        .group_by(Evaluation.reviewer_id)
    )
    return {
        reviewer: _Done(count, None if seconds is None else float(seconds))
        for reviewer, count, seconds in rows
    }


def _disputes(session: Session, period: Period) -> Mapping[int, _Disputed]:
    rows = session.execute(
        select(
            Evaluation.reviewer_id,
            func.count(Dispute.id),
            func.count(case((Dispute.state.in_(CHANGED), 1))),
        )
        .join(Evaluation, Dispute.evaluation_id == Evaluation.id)
        .where(Dispute.opened_at >= period.since)
        .group_by(Evaluation.reviewer_id)
    )
    return {reviewer: _Disputed(*counts) for reviewer, *counts in rows}
