"""Whose queue items a person may open, score and hand on; evaluations are in visibility.py."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, false, or_, select, true

from qa_app.core.permissions import Permission
from qa_app.people.actor import Actor
from scorecards.reviews.models import Assignment
from transcription.interactions.models import Interaction, InteractionState


def own_assignments(actor: Actor) -> Select[Assignment]:
    """The items that the actor scores; nobody opens another reviewer's draft, no manager either."""
    allowed = true() if actor.can(Permission.REVIEW) else false()
    return select(Assignment).where(Assignment.reviewer_id == actor.id, allowed)


def readable_assignments(actor: Actor) -> Select[Assignment]:
    """Own items, those of teams that the actor leads, and all of them for a manager.

    Who may see that an item is open is not who may see what is answered in it.
    """
    led = _in_teams(actor.teams_with(Permission.TEAM_READ))
    own = Assignment.reviewer_id == actor.id
    return (
        select(Assignment)
        .join(Interaction, Assignment.interaction_id == Interaction.id)
        .where(or_(own, led))
    )


def scorable_interactions(actor: Actor) -> Select[Interaction]:
    """Interactions with text that the actor may score by own choice: never their own work."""
    return select(Interaction).where(
        Interaction.state == InteractionState.READY,
        Interaction.agent_id != actor.id,
        _in_teams(actor.teams_with(Permission.REVIEW)),
    )


def _in_teams(teams: frozenset[int] | None) -> ColumnElement[bool]:
    if teams is None:
        return true()
    return Interaction.team_id.in_(teams) if teams else false()
