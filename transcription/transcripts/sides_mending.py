"""The verbs that put the speakers of a whole recording right: swap its sides, name a voice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from qa_app.core.errors import Refused
from transcription.interactions.models import Interaction
from transcription.transcripts.correcting import set_speakers
from transcription.transcripts.models import Speaker, Transcript
from transcription.transcripts.sides import channel_order_of, set_source_order
from transcription.transcripts.speakers import ChannelOrder

_OTHER = {Speaker.AGENT: Speaker.CUSTOMER, Speaker.CUSTOMER: Speaker.AGENT}
_OTHER_ORDER = {
    ChannelOrder.AGENT_LEFT: ChannelOrder.AGENT_RIGHT,
    ChannelOrder.AGENT_RIGHT: ChannelOrder.AGENT_LEFT,
}


def swap(
    session: Session,
    interaction: Interaction,
    transcript: Transcript,
    *,
    remember: bool = False,
    by: int,
    at: datetime,
) -> int:
    """Take agent and customer for each other, in the player too; gives the number of turns.

    With `remember` also in what the same source sends from now on.
    """
    speakers = {
        turn.position: _OTHER[turn.speaker] for turn in transcript.turns if turn.speaker in _OTHER
    }
    recording = interaction.recording
    set_speakers(session, interaction, transcript, speakers, by=by, at=at)
    if recording is not None:
        order = channel_order_of(session, recording)
        recording.channel_order = _OTHER_ORDER.get(order, order).value
        if remember:
            other = ChannelOrder(recording.channel_order)
            set_source_order(session, interaction.source, other, by=by, at=at)
    session.flush()
    return len(speakers)


def assign_voice(
    session: Session,
    interaction: Interaction,
    transcript: Transcript,
    voice: str,
    *,
    by: int,
    at: datetime,
) -> int:
    """Say that a voice is the agent's, and so the others the customer's; gives how many turns."""
    voices = {turn.voice for turn in transcript.turns if turn.voice}
    if voice not in voices:
        raise Refused("There is no such voice in this recording.")
    speakers = {
        turn.position: Speaker.AGENT if turn.voice == voice else Speaker.CUSTOMER
        for turn in transcript.turns
        if turn.voice
    }
    set_speakers(session, interaction, transcript, speakers, by=by, at=at)
    return len(speakers)
