"""Who may mark, read and remove examples of excellence.

The careful default: colleagues see an example only once its agent has allowed it, and then only
the chosen turns, whose personal data is masked, without a name.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true
from sqlalchemy.orm import aliased

from qa_app.core.permissions import Permission
from qa_app.people.actor import Actor
from scorecards.reviews.models import (
    SEEN_BY_AGENT,
    Assignment,
    AssignmentState,
    Evaluation,
    Pool,
)
from scorecards.reviews.models_acts import Example
from scorecards.reviews.visibility import readable_evaluations
from transcription.interactions.models import Interaction


def markable_evaluations(actor: Actor) -> Select[Evaluation]:
    """Final evaluations that the actor gave or whose team they lead; no second reviews, no history.

    Second reviews stay with reviewers, so their agent would be shown what they were never given.
    """
    return readable_evaluations(actor).where(
        Evaluation.pool != Pool.CALIBRATION,
        Evaluation.imported.is_(False),
        Evaluation.agent_id != actor.id,
    )


def readable_examples(actor: Actor) -> Select[Example]:
    """Standing examples: of one's teams for who reads interactions, one's own, and allowed ones.

    Whoever still has the interaction to score sees none of it: that somebody praised it would
    lead them.
    """
    seen = Evaluation.state.in_(SEEN_BY_AGENT)
    own = and_(Evaluation.agent_id == actor.id, seen)
    allowed = and_(Example.agreed_at.is_not(None), seen)
    waiting = aliased(Assignment)
    still_to_score = exists().where(
        waiting.interaction_id == Evaluation.interaction_id,
        waiting.reviewer_id == actor.id,
        waiting.state == AssignmentState.OPEN,
    )
    return _joined().where(
        Example.removed_at.is_(None),
        or_(own, allowed, _inside(actor, Permission.INTERACTIONS_READ)),
        ~still_to_score,
    )


def removable_examples(actor: Actor) -> Select[Example]:
    """One's own marks, and those of the teams that one leads or manages."""
    mine = Example.marked_by == actor.id
    return readable_examples(actor).where(or_(mine, _inside(actor, Permission.EVALUATIONS_RELEASE)))


def restorable_examples(actor: Actor) -> Select[Example]:
    """What the actor removed and could remove again: they may put it back."""
    mine = Example.marked_by == actor.id
    return _joined().where(
        Example.removed_at.is_not(None),
        Example.removed_by == actor.id,
        _inside(actor, Permission.INTERACTIONS_READ),
        or_(mine, _inside(actor, Permission.EVALUATIONS_RELEASE)),
    )


def own_examples(actor: Actor) -> Select[Example]:
    """Examples of the actor's own work that they know of: only they say who may read them."""
    return _joined().where(
        Example.removed_at.is_(None),
        Evaluation.agent_id == actor.id,
        Evaluation.state.in_(SEEN_BY_AGENT),
    )


def is_named(actor: Actor, example: Example) -> bool:
    """Whether the actor may know whose work it is: their own, or of a team they read."""
    teams = actor.teams_with(Permission.INTERACTIONS_READ)
    evaluation = example.evaluation
    return evaluation.agent_id == actor.id or teams is None or evaluation.team_id in teams


def _joined() -> Select[Example]:
    return (
        select(Example)
        .join(Evaluation, Evaluation.id == Example.evaluation_id)
        .join(Interaction, Interaction.id == Evaluation.interaction_id)
    )


def _inside(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    teams = actor.teams_with(permission)
    if teams is None:
        return true()
    return Interaction.team_id.in_(teams) if teams else false()
