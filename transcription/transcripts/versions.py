"""Reads of the versions of one interaction's text: the list, and two side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_app.people.models import User
from transcription.transcripts.comparing import Said
from transcription.transcripts.models import Transcript, Turn


@dataclass(frozen=True, slots=True)
class Listed:
    """One version with the number of its turns and who made it, None for a machine."""

    transcript: Transcript
    turns: int
    maker: str | None


def versions_of(session: Session, interaction_id: int) -> list[Listed]:
    """All versions, the newest first."""
    counted = (
        select(Turn.transcript_id, func.count(Turn.id).label("turns"))
        .group_by(Turn.transcript_id)
        .subquery()
    )
    query = (
        select(Transcript, func.coalesce(counted.c.turns, 0), User.name)
        .outerjoin(counted, counted.c.transcript_id == Transcript.id)
        .outerjoin(User, User.id == Transcript.made_by)
        .where(Transcript.interaction_id == interaction_id)
        .order_by(Transcript.number.desc())
    )
    return [Listed(transcript, turns, maker) for transcript, turns, maker in session.execute(query)]


def newer_than(session: Session, current: Transcript) -> Transcript | None:
    """The newest version that a machine made after the mended one that is read; else None.

    Such a one does not become the text that is read by itself.
    """
    if current.origin != "corrected":
        return None
    return session.scalar(
        select(Transcript)
        .where(Transcript.interaction_id == current.interaction_id)
        .where(Transcript.number > current.number, Transcript.origin == "whisper")
        .order_by(Transcript.number.desc())
        .limit(1)
    )


def said_in(session: Session, transcript_id: int) -> list[Said]:
    """The turns of a version, to compare."""
    query = (
        select(Turn.speaker, Turn.text, Turn.start_s, Turn.end_s)
        .where(Turn.transcript_id == transcript_id)
        .order_by(Turn.position)
    )
    return [
        Said(row.speaker.value, row.text, row.start_s, row.end_s) for row in session.execute(query)
    ]


def machine_texts(session: Session, transcript: Transcript) -> dict[int, str]:
    """What stood at each position before a person changed anything; empty for a machine's own."""
    root = transcript.based_on
    if root is None:
        return {}
    while before := session.scalar(select(Transcript.based_on).where(Transcript.id == root)):
        root = before
    query = select(Turn.position, Turn.text).where(Turn.transcript_id == root)
    return {row.position: row.text for row in session.execute(query)}


def makers_of(session: Session, ids: Sequence[int | None]) -> dict[int, str]:
    """Names of those who made changes, by id."""
    wanted = {each for each in ids if each is not None}
    query = select(User.id, User.name).where(User.id.in_(wanted))
    return {row.id: row.name for row in session.execute(query)}
