"""Reads a transcript as the rules take it; of a very long one its first and last turns only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, or_, select
from sqlalchemy.orm import Session

from scorecards.suggestions.conversation import Conversation, Said, Who
from transcription.interactions.models import Channel
from transcription.transcripts.doubtful import own_length, unsure_words
from transcription.transcripts.models import Speaker, Transcript, Turn

READ_AT_EACH_END = 1_000
"""Turns that are read from the beginning and from the end; what lies between is unread."""
WHO: dict[Speaker, Who] = {
    Speaker.AGENT: "agent",
    Speaker.CUSTOMER: "customer",
    Speaker.UNKNOWN: "unknown",
}
COLUMNS = (Turn.id, Turn.position, Turn.speaker, Turn.text, Turn.start_s, Turn.end_s, Turn.at,
           Turn.words)  # fmt: skip


def conversation_of(
    session: Session, transcript_id: int | None, channel: Channel
) -> Conversation | None:
    """The conversation of a transcript; None where there is none or it has no turns.

    In e-mails what repeats an earlier letter is left out.
    """
    if transcript_id is None:
        return None
    last = session.scalar(
        select(Turn.position)
        .where(Turn.transcript_id == transcript_id)
        .order_by(Turn.position.desc())
        .limit(1)
    )
    if last is None:
        return None
    count, most = last + 1, READ_AT_EACH_END
    query = select(*COLUMNS).where(Turn.transcript_id == transcript_id)
    if count > 2 * most:
        query = query.where(or_(Turn.position < most, Turn.position >= count - most))
    rows = session.execute(query.order_by(Turn.position)).all()
    begin = next((row.at for row in rows if row.at is not None), None)
    turns = tuple(_said(row, begin, channel is Channel.EMAIL) for row in rows)
    return Conversation(turns, max(0, count - 2 * most), min(most, len(turns)))


def current_transcript(session: Session, interaction_id: int) -> int | None:
    """The transcript of an interaction that is read now."""
    return session.scalar(
        select(Transcript.id)
        .where(Transcript.interaction_id == interaction_id, Transcript.is_current.is_(True))
        .order_by(Transcript.number.desc())
        .limit(1)
    )


def turns_named(session: Session, ids: Sequence[int]) -> dict[int, Row[Any]]:
    """The turns with these ids, with what a page shows of them."""
    if not ids:
        return {}
    query = select(Turn.id, Turn.position, Turn.text, Turn.start_s, Turn.at)
    found: Sequence[Any] = session.execute(query.where(Turn.id.in_(ids))).all()
    return {row.id: row for row in found}


def _said(row: Row[Any], begin: datetime | None, is_letter: bool) -> Said:
    start, end = row.start_s, row.end_s
    if start is None and row.at is not None and begin is not None:
        start = end = (row.at - begin).total_seconds()
    text = row.text[: own_length(row.text)] if is_letter else row.text
    return Said(
        row.id,
        row.position,
        WHO.get(row.speaker, "other"),
        text,
        start,
        end,
        tuple(unsure_words(text, row.words or ())),
    )
