"""Hands the demo's twelve calls in: their sound waits sealed to be transcribed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from importlib.resources import files
from io import BytesIO
from typing import Any

from sqlalchemy.orm import Session

from qa_app.core.holding import holding
from qa_app.demo.interactions import monday_of
from qa_app.demo.people import CALL_AGENTS
from qa_app.demo.texts.reading import TOPICS
from qa_app.people.models import User
from transcription.interactions.models import (
    Channel,
    Direction,
    Interaction,
    InteractionState,
    Recording,
    RecordingState,
)
from transcription.transcripts.transcribing import enqueue_transcription

SOURCE = "demo-telephony"
KEY = "recordings/demo/"
CHECKPOINT = "demo-voices-only.pt"
CSAT = {"good": 5, "fair": 3, "poor": 1}


def add_calls(
    session: Session, agents: Mapping[str, User], batch_id: int, at: datetime
) -> list[int]:
    """Interactions with recordings that wait, each with its job; the ids of the interactions.

    They are transcribed with the project's own small model, which knows only these voices.
    """
    folder = files("transcription.demo")
    model = str(folder / CHECKPOINT)
    calls = folder / "calls"
    ids = []
    for number, call in enumerate(json.loads((calls / "calls.json").read_text("utf-8"))["calls"]):
        sound = (calls / call["file"]).read_bytes()
        # Fixed keys: a load that was cut off leaves nothing behind that the next would not use.
        holding(session).put(KEY + call["file"], BytesIO(sound))
        interaction = _interaction(call, number, agents[CALL_AGENTS[call["agent"]]], at)
        interaction.batch_id = batch_id
        interaction.recording = _recording(call, sound)
        session.add(interaction)
        session.flush()
        enqueue_transcription(session, interaction.recording, model=model)
        ids.append(interaction.id)
    return ids


def _recording(call: dict[str, Any], sound: bytes) -> Recording:
    return Recording(
        storage_key=KEY + call["file"],
        file_name=call["file"],
        sha256=hashlib.sha256(sound).hexdigest(),
        media_type="audio/ogg",
        size_bytes=len(sound),
        basis="notice",
        state=RecordingState.WAITING,
        duration_s=call["duration_s"],
        silent_channels=[],
    )


def _interaction(call: dict[str, Any], number: int, agent: User, at: datetime) -> Interaction:
    week = monday_of(at) - timedelta(weeks=1)
    began = week + timedelta(minutes=call["offset_minutes"])
    return Interaction(
        source=SOURCE,
        external_id=call["external_id"],
        channel=Channel.PHONE,
        direction=Direction.INBOUND,
        file_name="calls-last-week.csv",
        file_line=number + 2,
        format="manifest",
        topic=TOPICS[call["topic"]],
        language="en",
        started_at=began,
        ended_at=began + timedelta(seconds=call["duration_s"]),
        duration_s=call["duration_s"],
        agent_id=agent.id,
        team_id=agent.team_id,
        customer_ref=f"K-{39_000 + number}",
        facts={
            "first_response_s": 12 + number,
            "resolution_s": round(call["duration_s"]),
            "hold_s": 14 if call["extra"] == "hold" else 0,
            "transfers": 0,
            "escalated": False,
            "reopened": call["quality"] == "poor",
            "cost": round(0.06 * call["duration_s"], 2),
        },
        csat=CSAT[call["quality"]],
        state=InteractionState.WAITING,
        created_at=at,
    )
