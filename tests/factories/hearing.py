"""Gives a demo call its text from the script that it was made from; whisper takes too long."""

from __future__ import annotations

import json
import math
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.holding import holding
from qa_app.core.jobs.models import Job, JobState
from qa_app.people.models import User
from tests.factories.interactions import make_interaction
from tests.factories.people import AT
from tests.transcription.transcripts.sounds import encoded, tone
from transcription.interactions.known_names import names_of
from transcription.interactions.models import Interaction, Recording
from transcription.transcripts.audio import AudioFacts
from transcription.transcripts.engine import Segment
from transcription.transcripts.hearing import PEAKS_PER_SECOND, Hearing, timed
from transcription.transcripts.messages import ChannelHeard, Decoded, Done, MutedCopy
from transcription.transcripts.playback import keep_playback, mutes_for
from transcription.transcripts.segments import Stretch
from transcription.transcripts.sides import channel_order_of
from transcription.transcripts.transcribing import finish, heard_text, note_sound, take

SIDES = ("agent", "customer")


@cache
def demo_calls() -> dict[str, dict[str, Any]]:
    """The scripts of the demo's calls by their external id."""
    text = (files("transcription.demo") / "calls" / "calls.json").read_text("utf-8")
    return {call["external_id"]: call for call in json.loads(text)["calls"]}


def hear_demo_call(session: Session, interaction: Interaction) -> None:
    """Finish the transcription of a demo call as if it had been heard without a mistake."""
    assert interaction.recording is not None
    recording = take(session, interaction.recording.id)
    assert recording is not None
    heard = hearing_of(demo_calls()[interaction.external_id])
    finish_heard(session, recording, heard)


def finish_heard(session: Session, recording: Recording, heard: Hearing) -> None:
    """Write what was heard as the worker does; what is played is the sound itself, to save time."""
    note_sound(recording, heard)
    names = names_of(session, recording.interaction_id)
    text = heard_text(heard, channel_order_of(session, recording), region="US", names=names)
    assert text is not None
    mutes = mutes_for(session, recording, timed(text.turns))
    with TemporaryDirectory() as folder, holding(session).opened(recording.storage_key) as sound:
        path = Path(folder) / "muted"
        path.write_bytes(sound.read())
        outline = tuple(each.peaks for each in heard.channels)
        copy = MutedCopy(recording.duration_s or 0.0, outline)
        kept = keep_playback(session, recording, path, copy, mutes, 0)
    finish(session, recording, heard, text, playback=kept, at=AT)


def hearing_of(call: dict[str, Any]) -> Hearing:
    """What the transcribing process would say of a call: a channel a side, a segment a turn."""
    seconds = call["duration_s"]
    facts = AudioFacts(seconds, len(SIDES), 48_000, "opus", "ogg")
    heard = Hearing()
    heard.take(Decoded(facts, seconds, False, 0))
    for channel, side in enumerate(SIDES):
        turns = [turn for turn in call["turns"] if turn["speaker"] == side]
        spans = tuple(Stretch(turn["start"], turn["end"]) for turn in turns)
        heard.take(ChannelHeard(channel, False, False, spans, _outline(spans, seconds)))
        for turn in turns:
            heard.take(Segment(channel, turn["start"], turn["end"], turn["text"], 0.93))
    heard.take(Done("demo-voices-only", "This text is the script of the call.", seconds))
    return heard


def _outline(spans: tuple[Stretch, ...], seconds: float) -> tuple[int, ...]:
    def loudness(step: int) -> int:
        at = step / PEAKS_PER_SECOND
        speaks = any(span.start_s <= at <= span.end_s for span in spans)
        return round(60 + 40 * math.sin(at * 5)) if speaks else 0

    return tuple(loudness(step) for step in range(int(seconds * PEAKS_PER_SECOND)))


def make_heard(session: Session, agent: User) -> Interaction:
    """A call of the agent with its text, which no job works on."""
    name = next(iter(demo_calls()))
    found = make_interaction(
        session, agent, (), channel="phone", external_id=name, audio=encoded([tone(1)])
    )
    hear_demo_call(session, found)
    for job in session.scalars(select(Job)):
        job.state = JobState.DONE
    return found
