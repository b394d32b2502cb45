"""The agent's home: strengths, thanks, latest feedback, focus, and the trend of their own past."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, selectinload

from coaching.plans.models import ActionItem, CoachingPlan, CoachingSession, FocusArea, PlanState
from coaching.plans.queries import next_session
from qa_app.dashboards.question_names import question_names
from qa_app.people.models import User
from recognition.badges.models import Badge
from recognition.kudos.models import Kudos
from scorecards.design.models import Version
from scorecards.reviewers.adjusted import AdjustedScore, adjusted_scores
from scorecards.reviews.feedback import Feedback, changed_from, feedback_view
from scorecards.reviews.feedback_lists import disputed_ids
from scorecards.reviews.models import SEEN_BY_AGENT, Evaluation, EvaluationState
from scorecards.sampling.comparison import Comparison, compare
from scorecards.sampling.estimation import Estimate, NotEnoughEvidence
from scorecards.sampling.rolling import RollingPoint, agent_rolling
from scorecards.sampling.scores import question_scores, scored_of

PERIOD = timedelta(weeks=12)
WINDOW = timedelta(weeks=4)
POINTS = 13
STRENGTHS = 3
MARK = 80.0
"""Where the released evaluations name no pass mark."""
EARLIER = 5


@dataclass(frozen=True)
class Strength:
    """A question whose score lies at the pass mark or above; `sure` where its interval does too."""

    text: str
    score: Estimate
    sure: bool


@dataclass(frozen=True)
class Focus:
    """The open plan with what comes next in it."""

    plan: CoachingPlan
    areas: Sequence[FocusArea]
    done: int
    next_action: ActionItem | None
    meeting: CoachingSession | None


@dataclass(frozen=True)
class AgentHome:
    """Everything on the page; nothing of colleagues."""

    strengths: tuple[Strength, ...]
    kudos: Kudos | None
    moment: int | None
    """The agent's own released evaluation of the interaction that they were thanked for."""
    badges: Sequence[Badge]
    latest: Feedback | None
    earlier: Sequence[Evaluation]
    released: int
    unread: int
    changed: Mapping[int, Decimal | None]
    disputed: set[int]
    focus: Focus | None
    mark: float
    trend: tuple[RollingPoint, ...]
    adjusted: AdjustedScore | None
    """What stands beside the last point, where their reviewers can be compared."""
    change: Comparison | NotEnoughEvidence
    """The last four weeks against the first four of the twelve."""


def agent_home(session: Session, user: User, at: datetime) -> AgentHome:
    """Read the page: released feedback only, figures of the last twelve weeks."""
    released, count, unread = _released(session, user), *_counts(session, user)
    # What is new comes first, though something read already may have been submitted later.
    first = min(released, key=lambda e: e.state is not EvaluationState.RELEASED, default=None)
    latest = feedback_view(session, first, at=at) if first else None
    earlier = [evaluation for evaluation in released if evaluation is not first]
    mark = latest.pass_percent if latest and latest.pass_percent is not None else MARK
    kudos = _latest_kudos(session, user)
    trend = agent_rolling(session, user.id, until=at, points=POINTS, window=WINDOW)
    return AgentHome(
        strengths=_strengths(session, user, at, mark),
        kudos=kudos,
        moment=_moment(session, user, kudos),
        badges=_badges(session, user),
        latest=latest,
        earlier=earlier,
        released=count,
        unread=unread,
        changed=changed_from(session, earlier),
        disputed=disputed_ids(session, [evaluation.id for evaluation in earlier]),
        focus=_focus(session, user),
        mark=mark,
        trend=trend,
        adjusted=adjusted_scores(
            session, {user.id: trend[-1].score}, since=at - WINDOW, until=at
        ).get(user.id),
        change=_change(session, user, at),
    )


def strengths_of(
    known: Sequence[tuple[str, Estimate]], mark: float, most: int = STRENGTHS
) -> tuple[Strength, ...]:
    """What the evidence carries: at the mark or above, those whose whole interval is first."""
    good = [(text, score) for text, score in known if score.value >= mark]
    best = sorted(good, key=lambda pair: (pair[1].low < mark, -pair[1].value, -pair[1].low))
    return tuple(Strength(text, score, score.low >= mark) for text, score in best[:most])


def _released(session: Session, user: User) -> Sequence[Evaluation]:
    return session.scalars(
        select(Evaluation)
        .options(
            selectinload(Evaluation.interaction),
            selectinload(Evaluation.version).selectinload(Version.scorecard),
        )
        .where(Evaluation.agent_id == user.id, Evaluation.state.in_(SEEN_BY_AGENT))
        .order_by(Evaluation.submitted_at.desc(), Evaluation.id.desc())
        .limit(EARLIER + 1)
    ).all()


def _counts(session: Session, user: User) -> tuple[int, int]:
    """How many evaluations were released to the agent, and how many of them are new."""
    released, unread = session.execute(
        select(
            func.count(Evaluation.id),
            func.count(case((Evaluation.state == EvaluationState.RELEASED, 1))),
        ).where(Evaluation.agent_id == user.id, Evaluation.state.in_(SEEN_BY_AGENT))
    ).one()
    return released, unread


def _moment(session: Session, user: User, kudos: Kudos | None) -> int | None:
    if kudos is None or kudos.interaction_id is None:
        return None
    return session.scalar(
        select(Evaluation.id)
        .where(
            Evaluation.interaction_id == kudos.interaction_id,
            Evaluation.agent_id == user.id,
            Evaluation.state.in_(SEEN_BY_AGENT),
        )
        .limit(1)
    )


def _change(session: Session, user: User, at: datetime) -> Comparison | NotEnoughEvidence:
    first, last = at - PERIOD, at - WINDOW
    now = scored_of(session, agent_ids=[user.id], since=last, until=at)
    before = scored_of(session, agent_ids=[user.id], since=first, until=first + WINDOW)
    return compare(now, before)


def _strengths(session: Session, user: User, at: datetime, mark: float) -> tuple[Strength, ...]:
    since = at - PERIOD
    scores = question_scores(session, agent_ids=[user.id], since=since, until=at)
    names = question_names(session, agent_ids=[user.id], since=since, until=at)
    known = [
        (names.get(one.key, one.key), one.score)
        for one in scores
        if isinstance(one.score, Estimate)
    ]
    return strengths_of(known, mark)


def _latest_kudos(session: Session, user: User) -> Kudos | None:
    return session.scalar(
        select(Kudos)
        .options(selectinload(Kudos.giver))
        .where(Kudos.to_id == user.id, Kudos.withdrawn_at.is_(None))
        .order_by(Kudos.given_at.desc(), Kudos.id.desc())
        .limit(1)
    )


def _badges(session: Session, user: User) -> Sequence[Badge]:
    return session.scalars(
        select(Badge)
        .where(Badge.agent_id == user.id, Badge.withdrawn_at.is_(None))
        .order_by(Badge.given_at.desc(), Badge.id.desc())
        .limit(3)
    ).all()


def _focus(session: Session, user: User) -> Focus | None:
    plan = session.scalar(
        select(CoachingPlan)
        .options(
            selectinload(CoachingPlan.focus_areas),
            selectinload(CoachingPlan.actions),
            selectinload(CoachingPlan.sessions),
            selectinload(CoachingPlan.coach),
        )
        .where(CoachingPlan.agent_id == user.id, CoachingPlan.state == PlanState.OPEN)
        .order_by(CoachingPlan.opened_at.desc())
        .limit(1)
    )
    if plan is None:
        return None
    todo = [item for item in plan.actions if item.done_at is None]
    own = [item for item in todo if item.owner_id == user.id]
    return Focus(
        plan,
        [area for area in plan.focus_areas if not area.is_strength],
        len(plan.actions) - len(todo),
        next(iter(own or todo), None),
        next_session(plan),
    )
