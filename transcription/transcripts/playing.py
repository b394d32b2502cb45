"""What the player of a recording is given: its wave, who is on which channel, marks, silence."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from qa_app.core.errors import Missing
from qa_app.core.storage import storage
from transcription.interactions.models import Recording
from transcription.transcripts.models import Speaker, Turn
from transcription.transcripts.muting import Mute
from transcription.transcripts.peaks import TOP
from transcription.transcripts.playback import muted_in
from transcription.transcripts.segments import Stretch, total
from transcription.transcripts.sides import channel_order_of
from transcription.transcripts.sounding import (
    Outline,
    is_hold,
    markers,
    quiet_stretches,
    thinned,
)
from transcription.transcripts.speakers import ChannelOrder
from transcription.transcripts.timing import Spoken

MOST_PEAKS = 900
"""Bars of a channel that are sent to a page; more cannot be told apart on a screen."""


def played(session: Session, recording: Recording, transcript_id: int | None) -> dict[str, Any]:
    """Duration, peaks (agent first), channels, marks and quiet stretches; seconds throughout.

    `channels` names who is on which channel of the file, agent first; empty where that can't be
    told, and then there is nothing to set the volume of. Who may hear it is the caller's to ask.
    """
    duration_s = recording.duration_s or recording.interaction.duration_s or 1.0
    outline = outline_of(session, recording)
    turns = _times(session, transcript_id)
    spoken = [_spoken(row) for row in turns if row.speaker is not Speaker.SYSTEM]
    holds = [
        Stretch(row.start_s, row.end_s)
        for row in turns
        if row.speaker is Speaker.SYSTEM and is_hold(row.text)
    ]
    quiet = quiet_stretches(outline, spoken, duration_s) if outline else None
    order, muted = channel_order(session, recording, turns), muted_in(recording)
    heights = [outline.channels[each["channel"]] for each in order] if outline and order else ()
    return {
        "duration": duration_s,
        "peaks": thinned(heights or (outline.channels if outline else ()), MOST_PEAKS, TOP),
        "channels": order,
        "marks": _marks(turns, spoken, duration_s, holds, quiet, muted),
        "muted": _muted(muted, duration_s),
        "quiet": [[round(one.start_s, 2), round(one.end_s, 2)] for one in quiet or ()],
        "held": recording.interaction.facts.get("hold_s"),
    }


def _muted(mutes: Sequence[Mute], duration_s: float) -> dict[str, Any] | None:
    """What is silent in what is played; None where nothing is."""
    if not mutes:
        return None
    stretches = [Stretch(one.start_s, min(one.end_s, duration_s)) for one in mutes]
    return {
        "stretches": [[round(one.start_s, 2), round(one.end_s, 2)] for one in stretches],
        "seconds": round(total(stretches), 2),
        "kinds": list(dict.fromkeys(kind for one in mutes for kind in one.kinds)),
        "whole_turns": sum(one.whole_turn for one in mutes),
    }


def _marks(
    turns: Sequence[Row[Any]],
    spoken: Sequence[Spoken],
    duration_s: float,
    holds: Sequence[Stretch],
    quiet: Sequence[Stretch] | None,
    muted: Sequence[Mute],
) -> list[dict[str, Any]]:
    """What is marked on the wave, in order of time; muted stretches also where there is no text."""
    found = markers(spoken, duration_s, holds=holds, quiet=quiet) if turns else []
    marks = [(one.start_s, one.end_s, str(one.kind)) for one in found]
    marks += [(one.start_s, min(one.end_s, duration_s), "muted") for one in muted]
    return [
        {"kind": kind, "start": round(start_s, 2), "end": round(end_s, 2)}
        for start_s, end_s, kind in sorted(marks)
    ]


def outline_of(session: Session, recording: Recording) -> Outline | None:
    """The outline that was kept when the recording was heard; None where there is none."""
    if not recording.peaks_key:
        return None
    try:
        data = json.loads(storage(session).get(recording.peaks_key))
    except Missing:
        return None
    return Outline(float(data["per_second"]), tuple(data["channels"]))


def channel_order(
    session: Session, recording: Recording, turns: Sequence[Row[Any]]
) -> list[dict[str, Any]]:
    """[{"side", "channel"}] of a stereo recording, agent first; empty where sides are not known."""
    is_told = any(row.speaker in (Speaker.AGENT, Speaker.CUSTOMER) for row in turns)
    if recording.channels != 2 or not is_told:
        return []
    order = channel_order_of(session, recording)
    agent = 1 if order is ChannelOrder.AGENT_RIGHT else 0
    return [{"side": "agent", "channel": agent}, {"side": "customer", "channel": 1 - agent}]


def _times(session: Session, transcript_id: int | None) -> Sequence[Row[Any]]:
    if transcript_id is None:
        return []
    query = (
        select(Turn.speaker, Turn.start_s, Turn.end_s, Turn.text)
        .where(Turn.transcript_id == transcript_id, Turn.start_s < Turn.end_s)
        .order_by(Turn.position)
    )
    found: Sequence[Any] = session.execute(query).all()
    return found


def _spoken(row: Row[Any]) -> Spoken:
    return Spoken(row.speaker.value, row.start_s, row.end_s)
