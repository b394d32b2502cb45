"""What waits for a team lead: releases, disputes, questions, coaching, whom to thank."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session, selectinload

from coaching.plans.models import CoachingPlan, PlanState
from coaching.plans.models_suggested import CoachingSuggestion, SuggestionState
from coaching.plans.queries import next_session
from qa_app.people.models import Team
from recognition.kudos.models import Kudos
from scorecards.reviews.models import (
    FINAL,
    Dispute,
    DisputeState,
    Evaluation,
    EvaluationState,
    FeedbackMessage,
    Pool,
)
from transcription.interactions.models import Interaction

MOST = 6
THANKS = 3
LATELY = timedelta(weeks=2)
SOON = timedelta(days=8)
GOOD, DELIGHTED = 97, 5
"""Percent of an evaluation, or the best survey answer: a reason to say thank you."""

CoachingKind = Literal["late", "session", "new"]


@dataclass(frozen=True)
class CoachingTodo:
    """A plan that needs its coach: late actions since a day, a session soon, or a new proposal."""

    kind: CoachingKind
    plan: CoachingPlan
    text: str = ""
    since: date | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class LeadTodo:
    """Everything that waits, each group with the most urgent first."""

    release: Sequence[Evaluation]
    disputes: Sequence[Dispute]
    questions: Sequence[FeedbackMessage]
    coaching: Sequence[CoachingTodo]
    suggested: Sequence[CoachingSuggestion]
    thanks: Sequence[Evaluation]

    @property
    def count(self) -> int:
        """How much there is in all."""
        groups = (
            self.release,
            self.disputes,
            self.questions,
            self.coaching,
            self.suggested,
            self.thanks,
        )
        return sum(map(len, groups))

    def late(self, at: datetime) -> int:
        """How much of it is over its time."""
        disputes = sum(dispute.due_at < at for dispute in self.disputes)
        return disputes + sum(each.kind == "late" for each in self.coaching)


def lead_todo(
    session: Session, team: Team, plans: Iterable[CoachingPlan], at: datetime, today: date
) -> LeadTodo:
    """Read what waits for the lead of a team; `plans` are its open and proposed ones."""
    return LeadTodo(
        release=_to_release(session, team),
        disputes=_open_disputes(session, team),
        questions=_questions(session, team),
        coaching=coaching_todo(plans, at, today),
        suggested=_suggested(session, team),
        thanks=_thanks(session, team, at),
    )


def coaching_todo(
    plans: Iterable[CoachingPlan], at: datetime, today: date
) -> tuple[CoachingTodo, ...]:
    """What the plans ask for: late actions first, then sessions of the coming week, then new."""
    late, soon, new = [], [], []
    for plan in plans:
        if plan.state is PlanState.PROPOSED:
            new.append(CoachingTodo("new", plan))
            continue
        overdue = [
            item
            for item in plan.actions
            if item.done_at is None and item.due_on is not None and item.due_on < today
        ]
        if overdue:
            first = min(overdue, key=lambda item: item.due_on or today)
            late.append(CoachingTodo("late", plan, first.text, first.due_on))
        meeting = next_session(plan)
        if meeting is not None and meeting.held_at < at + SOON:
            soon.append(CoachingTodo("session", plan, at=meeting.held_at))
    late.sort(key=lambda each: each.since or today)
    soon.sort(key=lambda each: each.at or at)
    return (*late[:MOST], *soon[:MOST], *new[:MOST])


def _to_release(session: Session, team: Team) -> Sequence[Evaluation]:
    return session.scalars(
        select(Evaluation)
        .options(selectinload(Evaluation.agent))
        .where(
            Evaluation.team_id == team.id,
            Evaluation.state == EvaluationState.SUBMITTED,
            # Reviews of reviewers and imported history never go to the agent.
            Evaluation.pool != Pool.CALIBRATION,
            Evaluation.imported.is_(False),
        )
        .order_by(Evaluation.submitted_at)
        .limit(MOST)
    ).all()


def _open_disputes(session: Session, team: Team) -> Sequence[Dispute]:
    return session.scalars(
        select(Dispute)
        .join(Evaluation, Dispute.evaluation_id == Evaluation.id)
        .options(
            selectinload(Dispute.evaluation).selectinload(Evaluation.agent),
            selectinload(Dispute.items),
        )
        .where(Evaluation.team_id == team.id, Dispute.state == DisputeState.OPEN)
        .order_by(Dispute.due_at)
        .limit(MOST)
    ).all()


def _questions(session: Session, team: Team) -> Sequence[FeedbackMessage]:
    """Conversations in which the agent said the last word."""
    last = select(func.max(FeedbackMessage.id)).group_by(FeedbackMessage.evaluation_id)
    return session.scalars(
        select(FeedbackMessage)
        .join(Evaluation, FeedbackMessage.evaluation_id == Evaluation.id)
        .options(selectinload(FeedbackMessage.author))
        .where(
            FeedbackMessage.id.in_(last),
            FeedbackMessage.author_id == Evaluation.agent_id,
            Evaluation.team_id == team.id,
        )
        .order_by(FeedbackMessage.id)
        .limit(MOST)
    ).all()


def _suggested(session: Session, team: Team) -> Sequence[CoachingSuggestion]:
    """What reviewers think worth coaching and nobody has answered, the oldest first."""
    return session.scalars(
        select(CoachingSuggestion)
        .options(selectinload(CoachingSuggestion.agent), selectinload(CoachingSuggestion.suggester))
        .where(
            CoachingSuggestion.team_id == team.id,
            CoachingSuggestion.state == SuggestionState.OPEN,
        )
        .order_by(CoachingSuggestion.id)
        .limit(MOST)
    ).all()


def _thanks(session: Session, team: Team, at: datetime) -> Sequence[Evaluation]:
    """Outstanding work of the last two weeks that nobody has thanked for, one per agent."""
    thanked = exists().where(
        Kudos.interaction_id == Evaluation.interaction_id, Kudos.withdrawn_at.is_(None)
    )
    delighted = and_(Interaction.csat == DELIGHTED, Evaluation.passed.is_(True))
    rows = session.scalars(
        select(Evaluation)
        .join(Interaction, Evaluation.interaction_id == Interaction.id)
        .options(selectinload(Evaluation.agent), selectinload(Evaluation.interaction))
        .where(
            Evaluation.team_id == team.id,
            Evaluation.state.in_(FINAL),
            Evaluation.submitted_at >= at - LATELY,
            Evaluation.failed.is_(False),
            or_(Evaluation.percent >= GOOD, delighted),
            ~thanked,
        )
        .order_by(Evaluation.percent.desc(), Evaluation.submitted_at.desc(), Evaluation.id)
        .limit(50)
    )
    first: dict[int, Evaluation] = {}
    for evaluation in rows:
        first.setdefault(evaluation.agent_id, evaluation)
    return list(first.values())[:THANKS]
