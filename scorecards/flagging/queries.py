"""Reads of flagging: the version in use, all versions, and the flag of an interaction."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from qa_app.core.permissions import Permission
from qa_app.people.actor import Actor
from scorecards.flagging.models import FlagModel, ModelState, RiskFlag
from scorecards.flagging.policies import with_visible_flag
from scorecards.flagging.switch import is_on
from transcription.interactions.models import Interaction


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

    None where it says nothing, for everybody else (policies.py), and while flagging is off.
    """
    model = model_in_use(session)
    if model is None or not is_on(session) or not may_know(session, actor, interaction_id):
        return None
    return session.scalar(
        select(RiskFlag).where(
            RiskFlag.interaction_id == interaction_id, RiskFlag.model_id == model.id
        )
    )


def may_know(session: Session, actor: Actor, interaction_id: int) -> bool:
    """Whether the actor may know what the model says of the interaction."""
    return interaction_of(session, actor, interaction_id) is not None


def interaction_of(session: Session, actor: Actor, interaction_id: int) -> Interaction | None:
    """The interaction, if the actor may know what the model says of it."""
    return session.scalar(with_visible_flag(actor).where(Interaction.id == interaction_id))


def flagged_for(session: Session, actor: Actor) -> Select[int] | None:
    """The ids of flagged interactions that the actor may know of.

    None where the actor reads no team's flags, where there is no version, and while it is off.
    """
    teams = actor.teams_with(Permission.FLAGGING_READ)
    model = model_in_use(session) if is_on(session) else None
    if model is None or (teams is not None and not teams):
        return None
    flagged = select(RiskFlag.interaction_id).where(
        RiskFlag.model_id == model.id, RiskFlag.flagged.is_(True)
    )
    return (
        with_visible_flag(actor)
        .with_only_columns(Interaction.id)
        .where(Interaction.id.in_(flagged))
    )
