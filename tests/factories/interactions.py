"""Interactions, batches and recordings for tests, by the verbs that the product uses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.holding import holding
from qa_app.people.models import User
from tests.factories.people import AT
from transcription.intake.agents import Roster
from transcription.intake.batches import create_batch
from transcription.intake.models import Batch
from transcription.intake.preparing import prepared
from transcription.intake.recordings import store_audio
from transcription.intake.records import AgentRecord, FactsRecord, InteractionRecord, TurnRecord
from transcription.intake.storing import store
from transcription.interactions.models import Interaction

_number = count(1)
HELLO = (("customer", "My parcel has not arrived."), ("agent", "I am sorry, let me look."))


def make_batch(session: Session, name: str = "chats.csv") -> Batch:
    """A received batch."""
    return create_batch(session, name, by=None, at=AT, actor="test")


def make_interaction(
    session: Session,
    agent: User,
    turns: Sequence[tuple[str, str]] = HELLO,
    *,
    channel: str = "chat",
    external_id: str | None = None,
    source: str = "desk",
    topic: str | None = "delivery",
    started_at: datetime = AT,
    audio: bytes | None = None,
    basis: str | None = "consent",
    facts: FactsRecord | None = None,
    batch: Batch | None = None,
    customer: str | None = None,
) -> Interaction:
    """An interaction of an agent with these turns (speaker, text), or with a recording."""
    record = InteractionRecord(
        source=source,
        external_id=external_id or f"made-{next(_number)}",
        channel=channel,  # type: ignore[arg-type]
        started_at=started_at,
        agent=AgentRecord(id=str(agent.external_id)),
        topic=topic,
        facts=facts or FactsRecord(),
        turns=tuple(TurnRecord(speaker, text) for speaker, text in turns),  # type: ignore[arg-type]
        recording="call.wav" if audio else None,
        customer_name=customer,
    )
    kept = store_audio(holding(session), BytesIO(audio), "call.wav") if audio else None
    batch = batch or make_batch(session)
    roster = Roster(session, create=False, by=None, at=AT)
    done = store(
        session, [prepared(record, region="US", basis=basis, audio=kept)], batch, roster, at=AT
    )
    assert (done.new, done.refusals) == (1, [])
    return session.scalars(select(Interaction).where(Interaction.id == done.ids[0])).one()
