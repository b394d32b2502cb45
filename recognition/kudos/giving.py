"""Verbs on kudos: give, and take back within a while."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import Refused
from qa_app.core.events import emit
from qa_app.core.text import clean
from qa_app.people.models import User
from recognition.kudos.models import Kudos
from transcription.interactions.models import Interaction
from transcription.transcripts.models import Transcript, Turn

LONGEST = 600
TAKE_BACK = timedelta(hours=24)


def give(
    session: Session,
    agent: User,
    *,
    text: str,
    interaction: Interaction | None = None,
    turn_id: int | None = None,
    by: int,
    at: datetime,
) -> Kudos:
    """Thank an agent, if possible for a turn of one of their interactions; they are told."""
    words = clean(text).strip()
    if not words:
        raise Refused("Say what you thank for.", field="text")
    if len(words) > LONGEST:
        raise Refused(f"Use at most {LONGEST} characters.", field="text")
    if agent.id == by:
        raise Refused("Kudos are for others.", field="text")
    if interaction is not None and interaction.agent_id != agent.id:
        raise Refused("That interaction is somebody else's.")
    if turn_id is not None and not _turn_belongs(session, turn_id, interaction):
        raise Refused("That moment belongs to another interaction.")
    kudos = Kudos(
        from_id=by,
        to_id=agent.id,
        team_id=agent.team_id,
        text=words,
        interaction_id=interaction.id if interaction else None,
        turn_id=turn_id,
        given_at=at,
    )
    session.add(kudos)
    session.flush()
    record(session, "kudos.give", ("kudos", kudos.id), by=by, at=at, after={"to": agent.id})
    emit(session, "kudos.given", kudos_id=kudos.id)
    return kudos


def take_back(session: Session, kudos: Kudos, *, by: int, at: datetime) -> None:
    """The giver withdraws their kudos within a day."""
    if kudos.from_id != by:
        raise Refused("Only the giver takes kudos back.")
    if at - kudos.given_at > TAKE_BACK:
        raise Refused("Kudos can be taken back for a day.")
    kudos.withdrawn_at = at
    session.flush()
    record(session, "kudos.take_back", ("kudos", kudos.id), by=by, at=at)


def _turn_belongs(session: Session, turn_id: int, interaction: Interaction | None) -> bool:
    if interaction is None:
        return False
    owner = session.scalar(
        select(Transcript.interaction_id)
        .join(Turn, Turn.transcript_id == Transcript.id)
        .where(Turn.id == turn_id)
    )
    return owner == interaction.id
