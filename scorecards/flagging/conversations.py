"""Reads interactions with their current transcripts as the plain data that the model takes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from scorecards.flagging.example import Conversation, Fact, Line
from transcription.interactions.models import Interaction, InteractionState
from transcription.transcripts.models import Transcript, Turn

# Interactions read at once; a call of two hours has about a thousand turns.
CHUNK = 500
REPEAT = timedelta(days=7)


def ready_ids(session: Session) -> list[int]:
    """The ids of all interactions that have a transcript, oldest first."""
    ready = select(Interaction.id).where(Interaction.state == InteractionState.READY)
    return list(session.scalars(ready.order_by(Interaction.started_at, Interaction.id)))


def conversations(session: Session, ids: Sequence[int]) -> Iterator[Conversation]:
    """The conversations of these interactions in this order, 500 in memory at a time.

    `Conversation.id` is the interaction's id as text. Interactions without a current transcript
    are left out.
    """
    for chunk in _chunks(ids):
        found = _heads(session, chunk)
        turns = _turns(session, [head.transcript_id for head in found.values()])
        came = _earlier(session, found.values())
        for number in chunk:
            if number in found:
                head = found[number]
                earlier = came.get((head.source, head.customer_ref), ())
                yield _conversation(head, turns.get(head.transcript_id, ()), earlier)


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def _heads(session: Session, ids: Sequence[int]) -> dict[int, Row[Any]]:
    query = (
        select(
            Interaction.id,
            Interaction.source,
            Interaction.agent_id,
            Interaction.team_id,
            Interaction.channel,
            Interaction.topic,
            func.coalesce(Interaction.language, Transcript.language).label("language"),
            Interaction.started_at,
            Interaction.customer_ref,
            Interaction.facts,
            Transcript.id.label("transcript_id"),
        )
        .join(Transcript, Transcript.interaction_id == Interaction.id)
        .where(Interaction.id.in_(ids), Transcript.is_current.is_(True))
    )
    return {row.id: row for row in session.execute(query)}


def _turns(session: Session, transcripts: Sequence[int]) -> dict[int, tuple[Line, ...]]:
    query = (
        select(Turn.transcript_id, Turn.speaker, Turn.text, Turn.start_s, Turn.end_s, Turn.at)
        .where(Turn.transcript_id.in_(transcripts))
        .order_by(Turn.transcript_id, Turn.position)
    )
    found: dict[int, list[Line]] = {}
    for transcript, speaker, text, start, end, at in session.execute(query):
        found.setdefault(transcript, []).append(Line(speaker.value, text, start, end, at))
    return {transcript: tuple(lines) for transcript, lines in found.items()}


def _earlier(session: Session, heads: Iterable[Row[Any]]) -> dict[tuple[str, str], list[datetime]]:
    """When the customers of these interactions came, by source and customer, in order."""
    known = [head for head in heads if head.customer_ref is not None]
    if not known:
        return {}
    query = (
        select(Interaction.source, Interaction.customer_ref, Interaction.started_at)
        .where(
            Interaction.customer_ref.in_({head.customer_ref for head in known}),
            Interaction.started_at >= min(head.started_at for head in known) - REPEAT,
            Interaction.started_at < max(head.started_at for head in known),
        )
        .order_by(Interaction.started_at)
    )
    found: dict[tuple[str, str], list[datetime]] = {}
    for source, customer, at in session.execute(query):
        found.setdefault((source, str(customer)), []).append(at)
    return found


def _conversation(head: Row[Any], turns: Sequence[Line], came: Sequence[datetime]) -> Conversation:
    facts: dict[str, Fact] = dict(head.facts)
    if head.customer_ref is not None:
        # The same customer of the same source, in the seven days before.
        since = bisect_left(came, head.started_at - REPEAT)
        facts["contacts_before_7d"] = bisect_left(came, head.started_at) - since
    return Conversation(
        id=str(head.id),
        agent=str(head.agent_id),
        team=None if head.team_id is None else str(head.team_id),
        channel=head.channel.value,
        topic=head.topic,
        language=head.language,
        started_at=head.started_at,
        turns=tuple(turns),
        facts=facts,
    )
