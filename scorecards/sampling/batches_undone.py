"""Draws and the undoing of an import: those begun are in its way, the others are undone with it.

A draw says what may be said of its whole frame. Once its reviews have begun, no interaction may
leave it unseen; before that the draw is undone, and its period is drawn again without them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, or_, select, update
from sqlalchemy.orm import Session, selectinload

from scorecards.reviews.models import Assignment, Evaluation
from scorecards.sampling.models import Draw, DrawItem, Part
from scorecards.sampling.undoing import undo_draw
from transcription.interactions.models import Interaction


def draws_begun(session: Session, ids: Select[int]) -> Sequence[str]:
    """A sentence for each draw that holds one of the interactions and whose reviews have begun."""
    begun = exists().where(Evaluation.assignment_id == Assignment.id, Assignment.draw_id == Draw.id)
    return [
        f"The draw of “{draw.plan.title}” of {draw.drawn_at:%Y-%m-%d} holds some of them, and its"
        " reviews have begun."
        for draw in _draws(session, ids, begun)
    ]


def draws_resting_on(session: Session, interaction: Interaction) -> Sequence[str]:
    """A sentence for each draw in which the interaction stands for the agent it was drawn for."""
    chosen = or_(DrawItem.part != Part.RESERVE, DrawItem.assignment_id.is_not(None))
    ids = select(DrawItem.interaction_id).where(DrawItem.interaction_id == interaction.id, chosen)
    return [
        f"The draw of “{draw.plan.title}” of {draw.drawn_at:%Y-%m-%d} has drawn it for"
        f" {interaction.agent.name}: what the draw says rests on that."
        for draw in _draws(session, ids)
    ]


def undo_draws(session: Session, ids: Select[int], by: int | None, at: datetime) -> None:
    """Undo the draws that hold one of the interactions; none of them has begun."""
    for draw in _draws(session, ids):
        undo_draw(session, draw, by=by, at=at)
    leaving = select(DrawItem.id).where(DrawItem.interaction_id.in_(ids))
    session.execute(
        update(DrawItem)
        .where(DrawItem.replaces_id.in_(leaving))
        .values(replaces_id=None)
        .execution_options(synchronize_session=False)
    )


def _draws(session: Session, ids: Select[int], *more: ColumnElement[bool]) -> Sequence[Draw]:
    holding = exists().where(DrawItem.draw_id == Draw.id, DrawItem.interaction_id.in_(ids))
    query = (
        select(Draw)
        .where(Draw.undone_at.is_(None), holding, *more)
        .options(selectinload(Draw.plan))
        .order_by(Draw.id)
    )
    return session.scalars(query).all()
