"""The agent's home: strengths, latest feedback, focus, and the trend against their own past."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from coaching.focus.evidence import question_texts
from coaching.plans.models import CoachingPlan, PlanState
from qa_app.people.models import User
from recognition.kudos.models import Kudos
from scorecards.design.models import Version
from scorecards.reviews.feedback import Feedback, feedback_view
from scorecards.reviews.models import SEEN_BY_AGENT, Evaluation
from scorecards.sampling.estimation import Estimate, NotEnoughEvidence
from scorecards.sampling.scores import Series, agent_score, agent_series, question_scores

PERIOD = timedelta(weeks=12)
STRENGTHS = 3


@dataclass(frozen=True)
class Strength:
    """A question that the agent does well."""

    text: str
    score: Estimate


@dataclass(frozen=True)
class AgentHome:
    """Everything on the page; nothing of colleagues."""

    strengths: tuple[Strength, ...]
    kudos: Kudos | None
    latest: Feedback | None
    earlier: Sequence[Evaluation]
    plan: CoachingPlan | None
    now: Estimate | NotEnoughEvidence
    before: Estimate | NotEnoughEvidence
    series: Series


def agent_home(session: Session, user: User, at: datetime, zone: ZoneInfo) -> AgentHome:
    """Read the page: released feedback only, figures of the last twelve weeks."""
    released = session.scalars(
        select(Evaluation)
        .options(
            selectinload(Evaluation.interaction),
            selectinload(Evaluation.version).selectinload(Version.scorecard),
        )
        .where(Evaluation.agent_id == user.id, Evaluation.state.in_(SEEN_BY_AGENT))
        .order_by(Evaluation.submitted_at.desc(), Evaluation.id.desc())
        .limit(6)
    ).all()
    month = timedelta(weeks=4)
    return AgentHome(
        strengths=_strengths(session, user, at),
        kudos=_latest_kudos(session, user),
        latest=feedback_view(session, released[0], at=at) if released else None,
        earlier=released[1:],
        plan=_open_plan(session, user),
        now=agent_score(session, user.id, since=at - month, until=at),
        before=agent_score(session, user.id, since=at - 3 * month, until=at - 2 * month),
        series=agent_series(session, user.id, since=at - PERIOD, until=at, zone=zone),
    )


def _strengths(session: Session, user: User, at: datetime) -> tuple[Strength, ...]:
    scores = question_scores(session, agent_ids=[user.id], since=at - PERIOD, until=at)
    known = [(one.key, one.score) for one in scores if isinstance(one.score, Estimate)]
    cards = session.scalars(select(Version.scorecard_id).distinct()).all()
    texts = {key: text for (_, key), text in question_texts(session, cards).items()}
    best = sorted(known, key=lambda pair: -pair[1].value)[:STRENGTHS]
    return tuple(Strength(texts.get(key, key), score) for key, score in best)


def _latest_kudos(session: Session, user: User) -> Kudos | None:
    return session.scalar(
        select(Kudos)
        .options(selectinload(Kudos.giver))
        .where(Kudos.to_id == user.id, Kudos.withdrawn_at.is_(None))
        .order_by(Kudos.given_at.desc(), Kudos.id.desc())
        .limit(1)
    )


def _open_plan(session: Session, user: User) -> CoachingPlan | None:
    return session.scalar(
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
