"""Who may see and decide which evaluations and disputes: the scopes of lists and details."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true

from qa_app.core.permissions import Permission
from qa_app.people.actor import Actor
from scorecards.reviews.models import (
    FINAL,
    SEEN_BY_AGENT,
    Assignment,
    AssignmentState,
    Dispute,
    DisputeDecider,
    Evaluation,
    EvaluationState,
    Pool,
)
from transcription.interactions.models import Interaction

BlindBecause = Callable[[Actor, Any], ColumnElement[bool]]
_blind_because: list[BlindBecause] = []


def also_blind_by(condition: BlindBecause) -> None:
    """Let a higher room say on which interactions, by the column of their ids, one is blind."""
    if condition not in _blind_because:
        _blind_because.append(condition)


def is_blind(actor: Actor, interaction_id: Any) -> ColumnElement[bool]:
    """Whether the actor has still to judge the interaction of that column, so sees no judgement."""
    to_score = exists().where(
        Assignment.interaction_id == interaction_id,
        Assignment.reviewer_id == actor.id,
        Assignment.state == AssignmentState.OPEN,
    )
    return or_(to_score, *(because(actor, interaction_id) for because in _blind_because))


def readable_evaluations(actor: Actor) -> Select[Evaluation]:
    """Final evaluations that the actor scored, or of teams that they lead or manage.

    Whoever still has the same interaction to score is blind to what others gave it.
    """
    own = Evaluation.reviewer_id == actor.id
    led = and_(
        in_teams(actor, Permission.EVALUATIONS_RELEASE),
        ~is_blind(actor, Evaluation.interaction_id),
    )
    return select(Evaluation).where(Evaluation.state.in_(FINAL), or_(own, led))


def releasable_evaluations(actor: Actor) -> Select[Evaluation]:
    """Submitted evaluations of the actor's teams that wait for release to their agents."""
    return unreleased_evaluations(actor).where(Evaluation.returned_at.is_(None))


def unreleased_evaluations(actor: Actor) -> Select[Evaluation]:
    """The same with those that were sent back to their reviewer; never the actor's own work."""
    return readable_evaluations(actor).where(
        Evaluation.state == EvaluationState.SUBMITTED,
        Evaluation.agent_id != actor.id,
        Evaluation.pool != Pool.CALIBRATION,
        Evaluation.imported.is_(False),
        in_teams(actor, Permission.EVALUATIONS_RELEASE),
    )


def returned_evaluations(actor: Actor) -> Select[Evaluation]:
    """What was sent back to the actor, who scored it."""
    return select(Evaluation).where(
        Evaluation.reviewer_id == actor.id,
        Evaluation.state == EvaluationState.SUBMITTED,
        Evaluation.returned_at.is_not(None),
    )


def own_feedback(actor: Actor) -> Select[Evaluation]:
    """What has been released to the actor as the agent who was scored."""
    return select(Evaluation).where(
        Evaluation.agent_id == actor.id, Evaluation.state.in_(SEEN_BY_AGENT)
    )


def heard_by_own_agent(actor: Actor) -> ColumnElement[bool]:
    """On Interaction: feedback on it was released to the actor, who may then hear it too."""
    return exists().where(
        Evaluation.interaction_id == Interaction.id,
        Evaluation.agent_id == actor.id,
        Evaluation.state.in_(SEEN_BY_AGENT),
    )


def readable_disputes(actor: Actor) -> Select[Dispute]:
    """Disputes of the teams in which the actor decides them, and those they were chosen for.

    Never those about the actor's own work.
    """
    chosen = exists().where(
        DisputeDecider.dispute_id == Dispute.id,
        DisputeDecider.user_id == actor.id,
        DisputeDecider.ended_at.is_(None),
    )
    mine = and_(chosen, true() if actor.can(Permission.DISPUTES_SECOND) else false())
    return (
        select(Dispute)
        .join(Evaluation, Dispute.evaluation_id == Evaluation.id)
        .where(Evaluation.agent_id != actor.id)
        .where(or_(in_teams(actor, Permission.DISPUTES_DECIDE), mine))
    )


def may_decide(actor: Actor, dispute: Dispute) -> bool:
    """In the first round a lead of the team or a manager, in a later one whoever was chosen.

    Never who gave the score, nor who disputes it.
    """
    evaluation = dispute.evaluation
    if actor.id in (evaluation.reviewer_id, evaluation.agent_id):
        return False
    if dispute.round > 1:
        return dispute.decider is not None and dispute.decider.user_id == actor.id
    teams = actor.teams_with(Permission.DISPUTES_DECIDE)
    return teams is None or evaluation.team_id in teams


def in_teams(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    """Whether an evaluation belongs to a team in which the actor holds the permission."""
    teams = actor.teams_with(permission)
    if teams is None:
        return true()
    return Evaluation.team_id.in_(teams) if teams else false()
