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
from transcription.transcripts.peaks import TOP
from transcription.transcripts.segments import Stretch
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
    order = channel_order(session, recording, turns)
    heights = [outline.channels[each["channel"]] for each in order] if outline and order else ()
    return {
        "duration": duration_s,
        "peaks": thinned(heights or (outline.channels if outline else ()), MOST_PEAKS, TOP),
        "channels": order,
        "marks": [
            {"kind": one.kind, "start": round(one.start_s, 2), "end": round(one.end_s, 2)}
            for one in (markers(spoken, duration_s, holds=holds, quiet=quiet) if turns else ())
        ],
        "quiet": [[round(one.start_s, 2), round(one.end_s, 2)] for one in quiet or ()],
        "held": recording.interaction.facts.get("hold_s"),
    }


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
    order = ChannelOrder(session.info["settings"].channel_speakers)
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
