"""Reads of flagging: the version in use, all versions, and the flag of an interaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from qa_app.people.actor import Actor
from scorecards.flagging.models import FlagModel, ModelState, RiskFlag
from scorecards.flagging.switch import is_on
from scorecards.reviews.models import Evaluation
from scorecards.reviews.visibility import readable_evaluations


def model_in_use(session: Session) -> FlagModel | None:
    """The version that scores now; None before the first."""
    in_use = select(FlagModel).where(FlagModel.state == ModelState.IN_USE)
    return session.scalar(in_use.order_by(FlagModel.id.desc()).limit(1))


def versions(session: Session, most: int = 50) -> Sequence[FlagModel]:
    """The latest versions, newest first."""
    return session.scalars(select(FlagModel).order_by(FlagModel.number.desc()).limit(most)).all()


def flag_counts(session: Session, model: FlagModel) -> tuple[int, int]:
    """How many interactions a version has scored, and how many of them it flags."""
    query = select(func.count(), func.count().filter(RiskFlag.flagged.is_(True)))
    scored, flagged = session.execute(query.where(RiskFlag.model_id == model.id)).one()
    return scored, flagged


def flag_of(session: Session, actor: Actor, interaction_id: int) -> RiskFlag | None:
    """What the version in use says of an interaction, for somebody who may know it.

    Only who may read a final evaluation of it may: a reviewer after their own submission, a lead
    or manager who has not still to score it. None otherwise, and while flagging is off.
    """
    model = model_in_use(session)
    if model is None or not is_on(session) or not has_seen(session, actor, interaction_id):
        return None
    return session.scalar(
        select(RiskFlag).where(
            RiskFlag.interaction_id == interaction_id, RiskFlag.model_id == model.id
        )
    )


def has_seen(session: Session, actor: Actor, interaction_id: int) -> bool:
    """Whether the actor may read a final evaluation of the interaction."""
    seen = readable_evaluations(actor).where(Evaluation.interaction_id == interaction_id)
    return bool(session.scalar(select(exists(seen.with_only_columns(Evaluation.id)))))


def risks_of(session: Session, interaction_ids: Sequence[int]) -> Mapping[int, float]:
    """Chances of low quality by interaction id, as far as the version in use has scored them.

    Empty while flagging is off or nothing is trained.
    """
    model = model_in_use(session)
    if model is None or not is_on(session):
        return {}
    rows = session.execute(
        select(RiskFlag.interaction_id, RiskFlag.probability).where(
            RiskFlag.model_id == model.id, RiskFlag.interaction_id.in_(interaction_ids)
        )
    )
    return {row.interaction_id: row.probability for row in rows}
