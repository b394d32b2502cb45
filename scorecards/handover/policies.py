"""Which items a manager may give to somebody else, and whose earlier acts they may see."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, false, select, true

from qa_app.core.permissions import Permission
from qa_app.people.actor import Actor
from scorecards.reviews.models import Assignment, AssignmentState
from scorecards.reviews.models_acts import Reassignment
from transcription.interactions.models import Interaction


def movable_assignments(actor: Actor) -> Select[Assignment]:
    """Open items of the teams in which the actor manages sampling."""
    return (
        select(Assignment)
        .join(Interaction, Assignment.interaction_id == Interaction.id)
        .where(Assignment.state == AssignmentState.OPEN, _in_teams(actor))
    )


def visible_reassignments(actor: Actor) -> Select[Reassignment]:
    """All of them for who manages all teams, else the actor's own."""
    teams = actor.teams_with(Permission.SAMPLING_MANAGE)
    if teams is None:
        return select(Reassignment)
    return select(Reassignment).where(Reassignment.by == actor.id)


def _in_teams(actor: Actor) -> ColumnElement[bool]:
    teams = actor.teams_with(Permission.SAMPLING_MANAGE)
    if teams is None:
        return true()
    return Interaction.team_id.in_(teams) if teams else false()
