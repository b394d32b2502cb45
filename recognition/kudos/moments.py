"""The moments that one may thank for: what the agent said in an interaction."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from transcription.interactions.models import Interaction
from transcription.transcripts.models import Speaker, Transcript, Turn

MOST = 100
"""A longer conversation offers its beginning, and the turn that a page has named."""


def moments_of(
    session: Session, interaction: Interaction, named: int | None = None
) -> Sequence[Turn]:
    """The agent's turns of the present transcript in order of time; with the one that is named."""
    present = (
        select(Turn)
        .join(Transcript, Turn.transcript_id == Transcript.id)
        .where(Transcript.interaction_id == interaction.id, Transcript.is_current.is_(True))
        .order_by(Turn.position)
    )
    own = session.scalars(present.where(_by_the_agent(interaction)).limit(MOST)).all()
    if named is None or any(turn.id == named for turn in own):
        return own
    found = session.scalars(present.where(Turn.id == named)).all()
    return sorted([*own, *found], key=lambda turn: turn.position)


def _by_the_agent(interaction: Interaction) -> ColumnElement[bool]:
    same = or_(Turn.agent_id.is_(None), Turn.agent_id == interaction.agent_id)
    return (Turn.speaker == Speaker.AGENT) & same
