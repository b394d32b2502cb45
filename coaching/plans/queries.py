"""Reads of coaching plans for lists and pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, case, select
from sqlalchemy.orm import Session, selectinload

from coaching.plans.models import CoachingPlan, CoachingSession, PlanEvidence, PlanState
from qa_app.core.paging import Page, page_of
from scorecards.reviews.models import SEEN_BY_AGENT, Evaluation, EvaluationState, Evidence
from transcription.interactions.models import Interaction
from transcription.transcripts.models import Turn


@dataclass(frozen=True)
class LinkedAnswer:
    """An evaluation that a plan points to, with the cited sentence."""

    evaluation_id: int
    interaction_id: int
    question_key: str | None
    title: str
    quote: str | None
    turn_id: int | None
    link_id: int
    note: str | None
    """Why somebody added it by hand; null where the figures proposed it."""


def with_details(query: Select[CoachingPlan]) -> Select[CoachingPlan]:
    """The query with everything that a page of plans shows."""
    return query.options(
        selectinload(CoachingPlan.agent),
        selectinload(CoachingPlan.coach),
        selectinload(CoachingPlan.focus_areas),
        selectinload(CoachingPlan.actions),
        selectinload(CoachingPlan.sessions),
    )


def plans_page(
    session: Session,
    scope: Select[CoachingPlan],
    *,
    state: PlanState | None,
    before: str | None,
    after: str | None,
) -> Page[CoachingPlan]:
    """Plans of a scope, the newest first."""
    query = with_details(scope)
    if state is not None:
        query = query.where(CoachingPlan.state == state)
    keys = [CoachingPlan.created_at, CoachingPlan.id]
    return page_of(session, query, keys, before=before, after=after, size=25)


def overdue_actions(plan: CoachingPlan, today: date) -> int:
    """How many actions are late."""
    return sum(
        1 for item in plan.actions if item.done_at is None and item.due_on and item.due_on < today
    )


def next_session(plan: CoachingPlan) -> CoachingSession | None:
    """The earliest session that has not taken place."""
    waiting = [meeting for meeting in plan.sessions if not meeting.done]
    return min(waiting, key=lambda meeting: meeting.held_at) if waiting else None


def linked_answers(
    session: Session, plan: CoachingPlan, *, released_only: bool = False
) -> Sequence[LinkedAnswer]:
    """What the plan points to, each with the sentence it rests on.

    `released_only` leaves out evaluations that their agent has not been given yet.
    """
    states = SEEN_BY_AGENT if released_only else tuple(EvaluationState)
    rows = session.execute(
        select(PlanEvidence, Interaction, Evidence.quote, Turn.text)
        .join(Evaluation, PlanEvidence.evaluation_id == Evaluation.id)
        .join(Interaction, Evaluation.interaction_id == Interaction.id)
        .outerjoin(Turn, PlanEvidence.turn_id == Turn.id)
        .outerjoin(
            Evidence,
            (Evidence.evaluation_id == Evaluation.id)
            & (Evidence.question_key == PlanEvidence.question_key)
            & (Evidence.turn_id == PlanEvidence.turn_id),
        )
        .where(PlanEvidence.plan_id == plan.id, Evaluation.state.in_(states))
        .order_by(case((PlanEvidence.turn_id.is_(None), 1), else_=0), PlanEvidence.id)
    ).all()
    found: dict[int, LinkedAnswer] = {}
    for link, interaction, quote, text in rows:
        found.setdefault(
            link.id,
            LinkedAnswer(
                link.evaluation_id,
                interaction.id,
                link.question_key,
                interaction.subject or interaction.topic or interaction.external_id,
                quote or text,
                link.turn_id,
                link.id,
                link.note,
            ),
        )
    return list(found.values())
