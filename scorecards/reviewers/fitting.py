"""Fits the model of severity to the stored reviews, keeps what it says, knows when it is due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from scorecards.calibration.strictness import NotEstimable, Severity
from scorecards.reviewers.feed import Feed, feed_of, in_measure
from scorecards.reviewers.keeping import kept
from scorecards.reviewers.models import Basis, SeverityFit
from scorecards.reviewers.span import MODEL_WEEKS
from scorecards.reviews.models import Assignment, Evaluation, EvaluationRevision

METHOD = "crossed-reml 1"
ENOUGH = 20
"""So many new or restated reviews ask for a new fit at once, fewer wait for the next day."""
LONGEST = timedelta(days=1)
MOST_KEPT = 60
"""Fits of one basis and period; older ones are deleted."""


@dataclass(frozen=True, slots=True)
class Found:
    """One fit that is not stored yet."""

    basis: Basis
    weeks: int
    feed: Feed
    severity: Severity | NotEstimable


def is_due(session: Session, *, at: datetime) -> bool:
    """Whether there is something to measure that the last fit did not see, or it is a day old."""
    last = session.scalar(select(func.max(SeverityFit.made_at)))
    if last is None:
        return _submitted_after(session, None) > 0
    if at - last >= LONGEST:
        return True
    return _submitted_after(session, last) + _restated_after(session, last) >= ENOUGH


def fit_all(session: Session, *, at: datetime) -> Iterator[Found]:
    """A fit of each basis and period up to `at`; reads and computes only."""
    for weeks in MODEL_WEEKS:
        for basis in Basis:
            feed = feed_of(session, basis, since=at - timedelta(weeks=weeks), until=at)
            yield Found(basis, weeks, feed, _fitted(feed))


def _fitted(feed: Feed) -> Severity | NotEstimable:
    if not feed.rows:
        return NotEstimable("no_scores")
    # Imported here because scipy holds 35 MB, which every process would pay.
    from scorecards.calibration.severity import severity

    return severity(feed.rows)


def keep(
    session: Session, found: list[Found], *, at: datetime, by: int | None, actor: str | None = None
) -> list[SeverityFit]:
    """Store the fits as of `at`, let go of the oldest; `by` asked for them, if anybody did."""
    rows = [_row(one, at, by) for one in found]
    session.add_all(rows)
    session.flush()
    for one in found:
        _forget(session, one.basis, one.weeks)
    record(
        session,
        "severity.fit",
        ("severity_fit", None),
        by=by,
        at=at,
        actor=actor,
        after={
            "fits": [row.id for row in rows],
            "evaluations": max((row.evaluations for row in rows), default=0),
            "estimable": sum(row.why_not is None for row in rows),
        },
    )
    return rows


def latest_fit(session: Session, basis: Basis, weeks: int) -> SeverityFit | None:
    """The newest fit of a basis and period."""
    query = select(SeverityFit).where(SeverityFit.basis == basis, SeverityFit.weeks == weeks)
    return session.scalars(query.order_by(SeverityFit.id.desc()).limit(1)).first()


def _row(one: Found, at: datetime, by: int | None) -> SeverityFit:
    missing = one.severity if isinstance(one.severity, NotEstimable) else None
    return SeverityFit(
        basis=one.basis,
        weeks=one.weeks,
        since=at - timedelta(weeks=one.weeks),
        until=at,
        made_at=at,
        asked_by=by,
        method=METHOD,
        evaluations=one.feed.evaluations,
        rows=len(one.feed.rows),
        left_out=one.feed.left_out,
        why_not=missing.why if missing else None,
        result=(
            kept(one.severity)
            if isinstance(one.severity, Severity)
            else {"n": one.severity.n, "needed": one.severity.needed}
        ),
    )


def _forget(session: Session, basis: Basis, weeks: int) -> None:
    query = select(SeverityFit.id).where(SeverityFit.basis == basis, SeverityFit.weeks == weeks)
    old = session.scalars(query.order_by(SeverityFit.id.desc())).all()[MOST_KEPT:]
    if old:
        session.execute(delete(SeverityFit).where(SeverityFit.id.in_(old)))


def _submitted_after(session: Session, moment: datetime | None) -> int:
    query = (
        select(func.count(Evaluation.id))
        .outerjoin(Assignment, Assignment.id == Evaluation.assignment_id)
        .where(in_measure())
    )
    if moment is not None:
        query = query.where(Evaluation.submitted_at > moment)
    return session.scalar(query) or 0


def _restated_after(session: Session, moment: datetime) -> int:
    query = select(func.count(EvaluationRevision.id))
    return session.scalar(query.where(EvaluationRevision.replaced_at > moment)) or 0
