"""Who sees which calibration session, and whose interactions one is asked to score."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, true

from qa_app.core.permissions import Permission
from qa_app.people.actor import Actor
from scorecards.sessions.models import (
    Calibration,
    CalibrationItem,
    CalibrationParticipant,
    CalibrationSheet,
    SessionState,
)
from transcription.interactions.models import Interaction
from transcription.interactions.policies import interactions_in_scope

SEEN = (SessionState.REVEALED, SessionState.PUBLISHED)


def visible_sessions(actor: Actor) -> Select[Calibration]:
    """Sessions that one takes part in or leads; all of them for whoever manages calibration.

    Nobody sees a session on an interaction of their own.
    """
    own = exists().where(
        CalibrationItem.calibration_id == Calibration.id,
        CalibrationItem.interaction_id == Interaction.id,
        Interaction.agent_id == actor.id,
    )
    return select(Calibration).where(_reach(actor), ~own)


def led_sessions(actor: Actor) -> Select[Calibration]:
    """Sessions whose state the actor may change: as facilitator or as manager."""
    manages = true() if actor.can(Permission.CALIBRATION_MANAGE) else false()
    return visible_sessions(actor).where(or_(manages, Calibration.facilitator_id == actor.id))


def planned_sessions(actor: Actor) -> Select[Calibration]:
    """Sessions whose plan the actor may change: their own, or all for whoever manages."""
    manages = true() if actor.can(Permission.CALIBRATION_MANAGE) else false()
    plans = true() if actor.can(Permission.CALIBRATION_PLAN) else false()
    own = and_(Calibration.created_by == actor.id, Calibration.facilitator_id == actor.id, plans)
    return visible_sessions(actor).where(or_(manages, own))


def may_change(actor: Actor, calibration: Calibration) -> bool:
    """The same for a session that is at hand."""
    is_own = calibration.created_by == actor.id == calibration.facilitator_id
    plans = is_own and actor.can(Permission.CALIBRATION_PLAN)
    return plans or actor.can(Permission.CALIBRATION_MANAGE)


def scored_items(actor: Actor) -> Select[CalibrationItem]:
    """The items that the actor is asked to score; of sessions in any state."""
    return (
        select(CalibrationItem)
        .join(Calibration, CalibrationItem.calibration_id == Calibration.id)
        .join(CalibrationParticipant, CalibrationParticipant.calibration_id == Calibration.id)
        .join(Interaction, CalibrationItem.interaction_id == Interaction.id)
        .where(
            CalibrationParticipant.user_id == actor.id,
            Interaction.agent_id != actor.id,
            true() if actor.can(Permission.CALIBRATE) else false(),
        )
    )


def heard_for_session(actor: Actor) -> ColumnElement[bool]:
    """On Interaction: the actor takes part in a session about it that was not cancelled."""
    if not actor.can(Permission.CALIBRATE) or not actor.can(Permission.RECORDINGS_PLAY):
        return false()
    return exists().where(
        CalibrationItem.interaction_id == Interaction.id,
        CalibrationItem.calibration_id == Calibration.id,
        Calibration.state != SessionState.CANCELLED,
        CalibrationParticipant.calibration_id == Calibration.id,
        CalibrationParticipant.user_id == actor.id,
        Interaction.agent_id != actor.id,
    )


def blind_for_session(actor: Actor, interaction_id: Any) -> ColumnElement[bool]:
    """On the column of an interaction's id: the actor has yet to submit their sheet on it.

    Until then they see no other judgement of it, in whatever room it was made.
    """
    submitted = exists().where(
        CalibrationSheet.item_id == CalibrationItem.id,
        CalibrationSheet.user_id == actor.id,
        CalibrationSheet.submitted_at.is_not(None),
    )
    return exists().where(
        CalibrationItem.interaction_id == interaction_id,
        CalibrationItem.calibration_id == Calibration.id,
        Calibration.state == SessionState.OPEN,
        CalibrationParticipant.calibration_id == Calibration.id,
        CalibrationParticipant.user_id == actor.id,
        ~submitted,
    )


def choosable_interactions(actor: Actor) -> Select[Interaction]:
    """Interactions that the actor may put into a session: those they may read."""
    teams = actor.teams_with(Permission.INTERACTIONS_READ)
    scope = true() if teams is None else Interaction.team_id.in_(teams)
    return select(Interaction).where(scope, Interaction.agent_id != actor.id)


def readable_items(actor: Actor, calibration: Calibration) -> Select[int]:
    """The ids of the session's interactions whose own pages the actor may open."""
    ids = [item.interaction_id for item in calibration.items]
    scope = interactions_in_scope(actor).where(Interaction.id.in_(ids))
    return scope.with_only_columns(Interaction.id)


def is_leader(actor: Actor, calibration: Calibration) -> bool:
    """Whether the actor may close, agree and publish."""
    return actor.can(Permission.CALIBRATION_MANAGE) or calibration.facilitator_id == actor.id


def _reach(actor: Actor) -> ColumnElement[bool]:
    if actor.can(Permission.CALIBRATION_MANAGE):
        return true()
    if not actor.can(Permission.CALIBRATE):
        return false()
    takes_part = exists().where(
        and_(
            CalibrationParticipant.calibration_id == Calibration.id,
            CalibrationParticipant.user_id == actor.id,
        )
    )
    return or_(Calibration.facilitator_id == actor.id, takes_part)
