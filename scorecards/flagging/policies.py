"""Who may know what the model says of an interaction: nobody who has still to judge it."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, exists, false, or_, select, true

from qa_app.core.permissions import Permission
from qa_app.people.actor import Actor
from scorecards.reviews.models import FINAL, Assignment, AssignmentState, Evaluation
from transcription.interactions.models import Interaction


def with_visible_flag(actor: Actor) -> Select[Interaction]:
    """The interactions of whose flag, if they have one, the actor may know.

    Those of teams whose flags the actor reads, and those that the actor has scored; but none
    that the actor has to score, has begun to, or has submitted and can still take back, since
    reviewing is blind. Agents see no flags, and nobody sees those of their own work.
    """
    own = exists().where(
        Evaluation.interaction_id == Interaction.id,
        Evaluation.reviewer_id == actor.id,
        Evaluation.state.in_(FINAL),
    )
    allowed = true() if actor.can(Permission.EVALUATIONS_READ) else false()
    return select(Interaction).where(
        allowed, or_(own, _in_teams(actor)), Interaction.agent_id != actor.id, ~_to_judge(actor)
    )


def _in_teams(actor: Actor) -> ColumnElement[bool]:
    teams = actor.teams_with(Permission.FLAGGING_READ)
    if teams is None:
        return true()
    return Interaction.team_id.in_(teams) if teams else false()


def _to_judge(actor: Actor) -> ColumnElement[bool]:
    """Whether the actor's own judgement of the interaction is still open."""
    assigned = exists().where(
        Assignment.interaction_id == Interaction.id,
        Assignment.reviewer_id == actor.id,
        Assignment.state == AssignmentState.OPEN,
    )
    begun = exists().where(
        Evaluation.interaction_id == Interaction.id,
        Evaluation.reviewer_id == actor.id,
        Evaluation.state.not_in(FINAL),
    )
    return or_(assigned, begun)
