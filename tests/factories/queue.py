"""Queue items for tests: chats, mails and calls with turns, assigned to a reviewer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from qa_app.people.models import User
from scorecards.design.drafting import create
from scorecards.design.models import Version
from scorecards.design.publishing import publish
from scorecards.design.shipped import shipped_documents
from scorecards.reviews.models import Assignment, AssignmentState, Pool
from transcription.interactions.models import Channel, Direction, Interaction, InteractionState
from transcription.transcripts.models import Speaker, Transcript, Turn

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
_number = count(1)
CHAT = (
    (Speaker.CUSTOMER, "Hi, I was charged twice for one order."),
    (Speaker.AGENT, "Hello, this is the billing desk. Could you give me the order number?"),
    (Speaker.CUSTOMER, "It is A-1042. My address is [email] 🙂 in case you need it."),
    (Speaker.AGENT, "Thank you. One of the two payments goes back today."),
)
Talk = Sequence[tuple[Speaker, str]]


def make_text(
    session: Session,
    agent: User,
    talk: Talk = CHAT,
    *,
    channel: Channel = Channel.CHAT,
    at: datetime = AT,
    spoken: bool = False,
    **others: Any,
) -> Interaction:
    """An interaction that is ready to be scored; `spoken` gives its turns seconds, not clocks."""
    number = next(_number)
    interaction = Interaction(
        **{
            "source": "queue",
            "external_id": f"item-{number}",
            "channel": channel,
            "direction": Direction.INBOUND,
            "topic": "Billing",
            "subject": f"Charged twice {number}",
            "started_at": at,
            "agent_id": agent.id,
            "team_id": agent.team_id,
            "facts": {"transfers": 0, "first_response_s": 40},
            "turn_count": len(talk),
            "state": InteractionState.READY,
            "created_at": at,
            **others,
        }
    )
    session.add(interaction)
    session.flush()
    transcript = Transcript(interaction_id=interaction.id, number=1, origin="import", created_at=at)
    transcript.turns = [
        Turn(
            position=place,
            speaker=speaker,
            text=text,
            at=None if spoken else at + timedelta(minutes=place),
            start_s=place * 8.0 if spoken else None,
            end_s=place * 8.0 + 6 if spoken else None,
        )
        for place, (speaker, text) in enumerate(talk)
    ]
    session.add(transcript)
    session.flush()
    return interaction


def make_assignment(
    session: Session,
    interaction: Interaction,
    reviewer: User,
    *,
    pool: Pool = Pool.RANDOM,
    second: bool = False,
    due_at: datetime = AT + timedelta(days=7),
) -> Assignment:
    """An open item of a reviewer's queue."""
    assignment = Assignment(
        interaction=interaction,
        reviewer_id=reviewer.id,
        pool=pool,
        inclusion_probability=0.1 if pool is Pool.RANDOM else None,
        is_second=second,
        due_at=due_at,
        state=AssignmentState.OPEN,
        created_at=AT,
    )
    session.add(assignment)
    session.flush()
    return assignment


def publish_shipped(session: Session, name: str) -> Version:
    """One of the shipped scorecards, published."""
    version = create(session, shipped_documents()[name], by=None, at=AT, actor="test")
    publish(session, version, by=None, at=AT, actor="test")
    session.flush()
    return version
