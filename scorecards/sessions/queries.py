"""Reads of sessions: lists, locks, what can be found for a session, what waits for a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from qa_app.core.paging import Page, page_of
from qa_app.people.actor import Actor
from scorecards.design.models import Version
from scorecards.sessions.models import (
    Calibration,
    CalibrationItem,
    CalibrationParticipant,
    CalibrationSheet,
    SessionState,
)
from scorecards.sessions.policies import SEEN, choosable_interactions, visible_sessions
from transcription.interactions.models import Interaction, InteractionState

FOUND = 15


def session_page(
    session: Session, actor: Actor, state: str, before: str | None, after: str | None
) -> Page[Calibration]:
    """A page of the sessions that the actor may see, the newest first."""
    query = visible_sessions(actor).options(
        joinedload(Calibration.version).joinedload(Version.scorecard),
        joinedload(Calibration.facilitator),
        selectinload(Calibration.items),
        selectinload(Calibration.participants),
    )
    if state in {one.value for one in SessionState}:
        query = query.where(Calibration.state == SessionState(state))
    return page_of(session, query, [Calibration.id], before=before, after=after)


def whole(query: Select[Calibration]) -> Select[Calibration]:
    """The query with all that a session's page shows."""
    items = selectinload(Calibration.items)
    return query.options(
        joinedload(Calibration.version).joinedload(Version.scorecard),
        joinedload(Calibration.facilitator),
        items.joinedload(CalibrationItem.interaction),
        items.selectinload(CalibrationItem.sheets).joinedload(CalibrationSheet.user),
        items.selectinload(CalibrationItem.agreed),
        selectinload(Calibration.participants).joinedload(CalibrationParticipant.user),
    )


def lock(session: Session, calibration_id: int) -> Calibration | None:
    """The session with its row held until the transaction ends, as it stands now."""
    query = select(Calibration).where(Calibration.id == calibration_id).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def found_interactions(
    session: Session, actor: Actor, words: str, chosen: Sequence[int]
) -> list[Interaction]:
    """The chosen interactions first, then those whose subject, topic or number has the words."""
    scope = choosable_interactions(actor).options(joinedload(Interaction.agent))
    kept = list(session.scalars(scope.where(Interaction.id.in_(list(chosen)))).unique())
    if not words:
        return kept
    like = f"%{words.lower()}%"
    match = func.lower(func.coalesce(Interaction.subject, "")).like(like) | func.lower(
        func.coalesce(Interaction.topic, "")
    ).like(like)
    if words.isdigit() and len(words) < 18:
        match = match | (Interaction.id == int(words))
    query = scope.where(match, Interaction.state == InteractionState.READY)
    query = query.order_by(Interaction.started_at.desc(), Interaction.id.desc()).limit(FOUND)
    ids = {one.id for one in kept}
    return kept + [one for one in session.scalars(query).unique() if one.id not in ids]


def of_period(
    session: Session, actor: Actor, scorecard_id: int, since: datetime | date | None
) -> list[Calibration]:
    """The revealed sessions of a scorecard that the actor may see, the newest first."""
    query = (
        whole(visible_sessions(actor))
        .join(Version, Calibration.version_id == Version.id)
        .where(Version.scorecard_id == scorecard_id, Calibration.state.in_(SEEN))
        .order_by(Calibration.revealed_at.desc(), Calibration.id.desc())
    )
    if since is not None:
        query = query.where(Calibration.revealed_at >= since)
    return list(session.scalars(query).unique())


def scorecards_in_use(session: Session, actor: Actor) -> list[tuple[int, str]]:
    """Scorecards with a revealed session, as (id, title), by title."""
    query = visible_sessions(actor).where(Calibration.state.in_(SEEN))
    query = query.options(joinedload(Calibration.version).joinedload(Version.scorecard))
    found = {(one.version.scorecard_id, one.version.scorecard.title) for one in
             session.scalars(query)}  # fmt: skip
    return sorted(found, key=lambda pair: pair[1])


def waiting_for(session: Session, user_id: int) -> list[Calibration]:
    """Open sessions in which a person has something left to submit, the most urgent first."""
    submitted = (
        select(CalibrationSheet.id)
        .where(
            CalibrationSheet.item_id == CalibrationItem.id,
            CalibrationSheet.user_id == user_id,
            CalibrationSheet.submitted_at.is_not(None),
        )
        .exists()
    )
    query = (
        select(Calibration)
        .join(CalibrationParticipant)
        .join(CalibrationItem, CalibrationItem.calibration_id == Calibration.id)
        .where(
            Calibration.state == SessionState.OPEN,
            CalibrationParticipant.user_id == user_id,
            ~submitted,
        )
        .distinct()
        .order_by(Calibration.due_at, Calibration.id)
    )
    return list(session.scalars(query))
