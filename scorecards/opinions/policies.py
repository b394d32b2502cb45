"""Who may see a second opinion: who asked, who gave it once it is final, and QA managers."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true
from sqlalchemy.orm import aliased

from qa_app.core.permissions import Permission
from qa_app.people.actor import Actor
from scorecards.reviews.models import Assignment, AssignmentState
from scorecards.reviews.models_acts import SecondOpinion
from transcription.interactions.models import Interaction


def readable_opinions(actor: Actor) -> Select[SecondOpinion]:
    """Those that the actor asked for or has given, and all of a manager's teams.

    Whoever looks again knows nothing of who asked and why until their own review is final, and a
    manager who still has the interaction to score themselves is as blind.
    """
    return (
        select(SecondOpinion)
        .join(Interaction, SecondOpinion.interaction_id == Interaction.id)
        .where(or_(SecondOpinion.asked_by == actor.id, _given_by(actor), _managed_by(actor)))
    )


def _given_by(actor: Actor) -> ColumnElement[bool]:
    second = aliased(Assignment)
    mine = exists().where(second.id == SecondOpinion.second_id, second.reviewer_id == actor.id)
    return and_(SecondOpinion.answered_at.is_not(None), mine)


def _managed_by(actor: Actor) -> ColumnElement[bool]:
    teams = actor.teams_with(Permission.PROGRAMME_READ)
    inside = true() if teams is None else Interaction.team_id.in_(teams) if teams else false()
    waiting = aliased(Assignment)
    still_to_score = exists().where(
        waiting.interaction_id == SecondOpinion.interaction_id,
        waiting.reviewer_id == actor.id,
        waiting.state == AssignmentState.OPEN,
    )
    return and_(inside, ~still_to_score)
