"""Who may bring an evaluation into coaching, and who reads and answers suggestions."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true
from sqlalchemy.orm import Session

from coaching.plans.models_suggested import CoachingSuggestion, SuggestionState
from qa_app.core.permissions import Permission
from qa_app.people.actor import Actor
from scorecards.reviews.models import Evaluation, Pool
from scorecards.reviews.visibility import readable_evaluations


def coachable_evaluations(actor: Actor) -> Select[Evaluation]:
    """Final first reviews that the actor gave or whose team they lead, never of their own work."""
    return readable_evaluations(actor).where(
        Evaluation.agent_id != actor.id, Evaluation.pool != Pool.CALIBRATION
    )


def coaches(actor: Actor, evaluation: Evaluation) -> bool:
    """Whether the actor may change the plan of the evaluation's agent."""
    teams = actor.teams_with(Permission.COACH)
    return evaluation.agent_id != actor.id and (teams is None or evaluation.team_id in teams)


def readable_suggestions(actor: Actor) -> Select[CoachingSuggestion]:
    """One's own, and those about agents whom one coaches."""
    own = CoachingSuggestion.suggested_by == actor.id
    return select(CoachingSuggestion).where(or_(own, _coached(actor)))


def decidable_suggestions(actor: Actor) -> Select[CoachingSuggestion]:
    """Those about agents whom the actor coaches; never about the actor."""
    return select(CoachingSuggestion).where(_coached(actor))


def own_suggestions(actor: Actor) -> Select[CoachingSuggestion]:
    """What the actor suggested."""
    return select(CoachingSuggestion).where(CoachingSuggestion.suggested_by == actor.id)


def _coached(actor: Actor) -> ColumnElement[bool]:
    teams = actor.teams_with(Permission.COACH)
    column = CoachingSuggestion.team_id
    inside = true() if teams is None else column.in_(teams) if teams else false()
    return and_(inside, CoachingSuggestion.agent_id != actor.id)


def waiting_suggestions(session: Session, actor: Actor) -> int:
    """How many wait for the actor's answer."""
    query = decidable_suggestions(actor).where(CoachingSuggestion.state == SuggestionState.OPEN)
    return session.scalar(query.with_only_columns(func.count(CoachingSuggestion.id))) or 0
