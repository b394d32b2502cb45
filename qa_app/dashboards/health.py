"""How the programme itself does: pass rate, days to feedback, disputes, agreement, coaching."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from statistics import fmean, median, stdev

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from coaching.plans.models import ActionItem, CoachingPlan, PlanState
from qa_app.dashboards.periods import Period
from scorecards.reviews.models import (
    FINAL,
    SEEN_BY_AGENT,
    Dispute,
    DisputeState,
    Evaluation,
    Pool,
)
from scorecards.sampling.comparison import Comparison, compare
from scorecards.sampling.estimation import NEEDED, Estimate, NotEnoughEvidence, mean
from scorecards.sampling.intervals import critical, wilson
from scorecards.sampling.scores import pass_rate, scored_of
from transcription.interactions.models import Interaction

Figure = Estimate | NotEnoughEvidence


@dataclass(frozen=True)
class Share:
    """`count` of `n` with Wilson's interval, all three as shares of 1; None without any n."""

    count: int
    n: int
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Gap:
    """The mean distance of two reviews of the same interaction, in points, with its interval."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True)
class Health:
    """The programme's own figures, of one period."""

    score: Figure
    change: Comparison | NotEnoughEvidence
    """This period against the one of the same length before it."""
    passed: Figure
    feedback_days: float | None
    """Median days from the interaction to its release to the agent."""
    feedback_n: int
    disputed: Share
    """Disputes opened, of what was released in the period."""
    second: Gap | NotEnoughEvidence
    """Hidden second reviews against the first."""
    plans: int
    late_actions: int


def health(session: Session, period: Period, today: date) -> Health:
    """Read the figures; `today` tells which actions are late."""
    now = scored_of(session, since=period.since, until=period.until)
    before = scored_of(session, since=period.before, until=period.since)
    days = _days_to_feedback(session, period)
    return Health(
        score=mean(now),
        change=compare(now, before),
        passed=pass_rate(session, None, since=period.since, until=period.until),
        feedback_days=median(days) if days else None,
        feedback_n=len(days),
        disputed=share_of(_opened(session, period), len(days)),
        second=gap_of(_distances(session, period)),
        plans=session.scalar(_plans()) or 0,
        late_actions=session.scalar(_late(today)) or 0,
    )


def share_of(count: int, n: int) -> Share:
    """The share with its interval; more of them than `n` (opened earlier, say) count as all."""
    if not n:
        return Share(count, n, None, None, None)
    value = min(count / n, 1.0)
    low, high = wilson(value, n)
    return Share(count, n, value, low, high)


def gap_of(distances: Sequence[float]) -> Gap | NotEnoughEvidence:
    """The mean of the distances with Student's interval, not below 0."""
    n = len(distances)
    if n < NEEDED:
        return NotEnoughEvidence(n)
    middle = fmean(distances)
    arm = critical(n - 1) * stdev(distances) / sqrt(n)
    return Gap(middle, max(0.0, middle - arm), middle + arm, n)


def dispute_counts(session: Session, period: Period) -> dict[str, int]:
    """Disputes by state: those opened in the period, and all that are open still."""
    rows = session.execute(
        select(Dispute.state, func.count(Dispute.id))
        .where((Dispute.opened_at >= period.since) | (Dispute.state == DisputeState.OPEN))
        .group_by(Dispute.state)
    ).all()
    counts = {state.value: 0 for state in DisputeState}
    return counts | {state.value: count for state, count in rows}


def _days_to_feedback(session: Session, period: Period) -> list[float]:
    rows = session.execute(
        select(Interaction.started_at, Evaluation.released_at)
        .join(Interaction, Evaluation.interaction_id == Interaction.id)
        .where(
            Evaluation.state.in_(SEEN_BY_AGENT),
            Evaluation.released_at >= period.since,
            Evaluation.released_at < period.until,
        )
    )
    return [
        (released - started).total_seconds() / 86_400
        for started, released in rows
        if released is not None
    ]


def _opened(session: Session, period: Period) -> int:
    query = select(func.count(Dispute.evaluation_id.distinct())).join(
        Evaluation, Dispute.evaluation_id == Evaluation.id
    )
    within = (Evaluation.released_at >= period.since, Evaluation.released_at < period.until)
    return session.scalar(query.where(*within)) or 0


def _distances(session: Session, period: Period) -> list[float]:
    """Points between the counting review and each second one, on the same scorecard version."""
    first, second = aliased(Evaluation), aliased(Evaluation)
    rows = session.execute(
        select(first.percent, second.percent)
        .join(
            second,
            (second.interaction_id == first.interaction_id)
            & (second.version_id == first.version_id)
            & (second.reviewer_id != first.reviewer_id),
        )
        .where(
            first.counts.is_(True),
            first.state.in_(FINAL),
            second.state.in_(FINAL),
            second.pool == Pool.CALIBRATION,
            second.submitted_at >= period.since,
            second.submitted_at < period.until,
        )
    )
    return [
        abs(float(one) - float(two)) for one, two in rows if one is not None and two is not None
    ]


def _plans() -> Select[int]:
    return select(func.count(CoachingPlan.id)).where(CoachingPlan.state == PlanState.OPEN)


def _late(today: date) -> Select[int]:
    return (
        select(func.count(ActionItem.id))
        .join(CoachingPlan, ActionItem.plan_id == CoachingPlan.id)
        .where(
            CoachingPlan.state == PlanState.OPEN,
            ActionItem.done_at.is_(None),
            ActionItem.due_on < today,
        )
    )
