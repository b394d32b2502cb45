"""Plans a calibration session, changes it while nobody has scored, cancels it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import Conflict, Refused
from qa_app.core.permissions import Permission
from qa_app.notifications.inbox import notify_all
from qa_app.people.actor import Actor, actor_of
from qa_app.people.models import User
from scorecards.design.models import Version
from scorecards.reviews.choosing import newest_published
from scorecards.reviews.drafting import current_transcript_id
from scorecards.reviews.results import document_of
from scorecards.sessions.models import (
    Calibration,
    CalibrationItem,
    CalibrationParticipant,
    CalibrationSheet,
    SessionState,
)
from transcription.interactions.models import Interaction, InteractionState

KIND = "calibration"
MOST_INTERACTIONS, MOST_PEOPLE = 20, 50


@dataclass(frozen=True)
class Wanted:
    """A session as it is asked for; ids of a version, interactions (in scope) and people."""

    title: str
    note: str
    version_id: int
    interaction_ids: Sequence[int]
    participant_ids: Sequence[int]
    facilitator_id: int
    expert_id: int | None
    due_at: datetime


def plan(session: Session, wanted: Wanted, *, by: int | None, at: datetime) -> Calibration:
    """Make a session and tell everybody who is to score; Refused names the field."""
    calibration = Calibration(state=SessionState.OPEN, created_by=by, created_at=at, revision=0)
    _fill(session, calibration, wanted, at)
    session.add(calibration)
    session.flush()
    _record(session, calibration, "calibration.plan", by, at)
    text = _("You are asked to score blind in the calibration session “%(title)s”.",
             title=calibration.title)  # fmt: skip
    _tell(session, calibration, str(text), wanted.participant_ids, at)
    return calibration


def change(
    session: Session,
    calibration: Calibration,
    wanted: Wanted,
    *,
    revision: int,
    by: int | None,
    at: datetime,
) -> Calibration:
    """Change a session that nobody has begun to score; newly asked people are told.

    Conflict where somebody has begun, it is no longer open, or another window changed it first.
    """
    _check_open(calibration)
    if has_begun(session, calibration):
        raise Conflict(_("Somebody has begun to score: the session can no longer be changed."))
    if calibration.revision != revision:
        raise Conflict(_("Somebody else has changed this session. Look at it again first."))
    before = {one.user_id for one in calibration.participants}
    _fill(session, calibration, wanted, at)
    calibration.revision += 1
    session.flush()
    _record(session, calibration, "calibration.change", by, at)
    text = _("You are asked to score blind in the calibration session “%(title)s”.",
             title=calibration.title)  # fmt: skip
    _tell(session, calibration, str(text), set(wanted.participant_ids) - before, at)
    return calibration


def cancel(session: Session, calibration: Calibration, *, by: int | None, at: datetime) -> None:
    """End an open session without a result; what was entered stays hidden. Twice is once."""
    if calibration.state is SessionState.CANCELLED:
        return
    _check_open(calibration)
    calibration.state = SessionState.CANCELLED
    calibration.revision += 1
    _record(session, calibration, "calibration.cancel", by, at)
    text = _("The calibration session “%(title)s” was cancelled.", title=calibration.title)
    _tell(session, calibration, str(text), [one.user_id for one in calibration.participants], at)
    session.flush()


def has_begun(session: Session, calibration: Calibration) -> bool:
    """Whether anybody has saved an answer."""
    query = (
        select(CalibrationSheet.id)
        .join(CalibrationItem)
        .where(CalibrationItem.calibration_id == calibration.id)
    )
    return session.scalar(query.limit(1)) is not None


def usable_cards(session: Session) -> list[Version]:
    """The newest published versions of cards about interactions: not those that grade reviews."""
    found = newest_published(session)
    return [version for version in found if document_of(version).about == "interaction"]


def able_people(session: Session) -> list[User]:
    """Everybody active who may take part, by name."""
    people = session.scalars(select(User).where(User.active).order_by(User.name, User.id))
    return [one for one in people if actor_of(one).can(Permission.CALIBRATE)]


def people_to_ask(session: Session, actor: Actor) -> list[User]:
    """Those whom the actor may ask: of all teams, or of one that they plan for."""
    teams = actor.teams_with(Permission.CALIBRATION_PLAN)
    able = able_people(session)
    if teams is None:
        return able
    return [one for one in able if _is_near(actor_of(one), teams)]


def _is_near(person: Actor, teams: frozenset[int]) -> bool:
    theirs = person.teams_with(Permission.CALIBRATE)
    return theirs is None or bool(theirs & teams)


def _check_open(calibration: Calibration) -> None:
    if calibration.state is not SessionState.OPEN:
        raise Conflict(_("This session is no longer open. Nothing was changed."))


def _fill(session: Session, calibration: Calibration, wanted: Wanted, at: datetime) -> None:
    version = _version(session, wanted.version_id)
    _check_people(session, wanted)
    if wanted.due_at <= at:
        raise Refused(_("The due date lies in the past."), field="due_on")
    items = _items(session, calibration, wanted)
    calibration.title, calibration.note = wanted.title, wanted.note or None
    calibration.version = version
    calibration.facilitator_id, calibration.expert_id = wanted.facilitator_id, wanted.expert_id
    if calibration.due_at != wanted.due_at:
        calibration.due_at, calibration.reminded_at = wanted.due_at, None
    known = {one.user_id: one for one in calibration.participants}
    calibration.participants = [
        known.get(user_id) or CalibrationParticipant(user_id=user_id)
        for user_id in wanted.participant_ids
    ]
    calibration.items = items


def _version(session: Session, version_id: int) -> Version:
    """A published version in use."""
    for version in usable_cards(session):
        if version.id == version_id:
            return version
    raise Refused(
        _("This version of the scorecard is not in use any more. Choose a published one."),
        field="version",
    )


def _check_people(session: Session, wanted: Wanted) -> None:
    ids = list(wanted.participant_ids)
    if len(set(ids)) < len(ids):
        raise Refused(_("Somebody is named twice."), field="participants")
    if len(ids) < 2:
        raise Refused(_("Choose at least two participants."), field="participants")
    if len(ids) > MOST_PEOPLE:
        raise Refused(_("At most %(n)s people can take part.", n=MOST_PEOPLE), field="participants")
    able = {one.id for one in able_people(session)}
    if set(ids) - able:
        raise Refused(
            _("Somebody you chose cannot take part: they are not active, or hold no such role."),
            field="participants",
        )
    if wanted.facilitator_id not in able:
        raise Refused(_("This person cannot lead a session."), field="facilitator")
    if wanted.expert_id is not None and wanted.expert_id not in ids:
        raise Refused(_("The expert must be one of the participants."), field="expert")


def _items(session: Session, calibration: Calibration, wanted: Wanted) -> list[CalibrationItem]:
    ids = list(dict.fromkeys(wanted.interaction_ids))
    if not ids:
        raise Refused(_("Choose at least one interaction."), field="interactions")
    if len(ids) > MOST_INTERACTIONS:
        raise Refused(
            _("At most %(n)s interactions in one session.", n=MOST_INTERACTIONS),
            field="interactions",
        )
    found = {
        one.id: one for one in session.scalars(select(Interaction).where(Interaction.id.in_(ids)))
    }
    known = {item.interaction_id: item for item in calibration.items}
    return [known.get(i) or _item(session, found.get(i), wanted) for i in ids if _fits(
        found.get(i), wanted)]  # fmt: skip


def _fits(interaction: Interaction | None, wanted: Wanted) -> bool:
    people = {*wanted.participant_ids, wanted.facilitator_id}
    if interaction is not None and interaction.agent_id in people:
        raise Refused(
            _("Nobody takes part in a session on their own interaction."), field="participants"
        )
    return True


def _item(session: Session, interaction: Interaction | None, wanted: Wanted) -> CalibrationItem:
    if interaction is None or interaction.state is not InteractionState.READY:
        raise Refused(
            _("An interaction you chose is gone or has no text to read."), field="interactions"
        )
    transcript_id = current_transcript_id(session, interaction.id)
    if transcript_id is None:
        raise Refused(
            _("An interaction you chose is gone or has no text to read."), field="interactions"
        )
    return CalibrationItem(interaction_id=interaction.id, transcript_id=transcript_id)


def _record(
    session: Session, calibration: Calibration, act: str, by: int | None, at: datetime
) -> None:
    record(session, act, ("calibration_session", calibration.id), by=by, at=at)


def _tell(
    session: Session, calibration: Calibration, text: str, people: Sequence[int] | set[int],
    at: datetime,
) -> None:  # fmt: skip
    notify_all(session, people, KIND, text, path=f"/calibration/{calibration.id}", at=at)
