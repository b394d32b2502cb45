"""Whether a plan changed anything: before and after, against uncoached colleagues."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from coaching.plans.models import CoachingPlan, FocusArea, PlanState
from scorecards.design.models import Version
from scorecards.reviews.models import FINAL, Answer, Evaluation
from scorecards.sampling.effect import Effect, effect
from scorecards.sampling.weighing import Scored

BEFORE = timedelta(weeks=12)


def effect_of(session: Session, plan: CoachingPlan, area: FocusArea, at: datetime) -> Effect:
    """The focus area's change since the plan was opened, beyond what colleagues changed.

    Colleagues are agents of the same team without a plan open in these weeks.
    """
    begun = plan.opened_at or at
    until = plan.closed_at or at
    coached = set(
        session.scalars(
            select(CoachingPlan.agent_id).where(
                CoachingPlan.team_id == plan.team_id,
                CoachingPlan.state.in_((PlanState.OPEN, PlanState.CLOSED)),
                CoachingPlan.opened_at < until,
                (CoachingPlan.closed_at.is_(None)) | (CoachingPlan.closed_at > begun - BEFORE),
            )
        )
    )
    before: dict[int, list[Scored]] = defaultdict(list)
    after: dict[int, list[Scored]] = defaultdict(list)
    for agent, submitted, item in _scored(session, plan, area, begun - BEFORE, until):
        (before if submitted < begun else after)[agent].append(item)
    colleagues = {
        str(agent): (before[agent], after[agent])
        for agent in sorted(set(before) | set(after))
        if agent != plan.agent_id and agent not in coached
    }
    return effect(before[plan.agent_id], after[plan.agent_id], colleagues=colleagues)


def _scored(
    session: Session, plan: CoachingPlan, area: FocusArea, since: datetime, until: datetime
) -> list[tuple[int, datetime, Scored]]:
    rows = session.execute(
        select(
            Evaluation.agent_id,
            Evaluation.submitted_at,
            Answer.fraction,
            Evaluation.inclusion_probability,
            Evaluation.draw_id,
            Evaluation.stratum,
        )
        .join(Answer, Answer.evaluation_id == Evaluation.id)
        .join(Version, Evaluation.version_id == Version.id)
        .where(
            Evaluation.team_id == plan.team_id,
            Evaluation.counts.is_(True),
            Evaluation.state.in_(FINAL),
            Evaluation.submitted_at >= since,
            Evaluation.submitted_at < until,
            Version.scorecard_id == area.scorecard_id,
            Answer.question_key == area.question_key,
            Answer.fraction.is_not(None),
        )
    )
    return [
        (
            agent,
            submitted,
            Scored(float(fraction) * 100, pi or 1.0, f"{draw}/{stratum}", str(agent)),
        )
        for agent, submitted, fraction, pi, draw, stratum in rows
        if submitted is not None and fraction is not None
    ]
