"""How far the recordings of a batch are on their way to text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from qa_app.core.jobs.pace import time_left
from transcription.intake.models import Batch
from transcription.intake.queries import HOUR, texts_made
from transcription.interactions.models import RecordingState

S = RecordingState


@dataclass(frozen=True)
class HearingPace:
    """`done` of `total` recordings have their text or have failed; `hourly` of the last hour."""

    done: int
    total: int
    failed: int
    hourly: int
    left: timedelta | None


def pace(states: Mapping[RecordingState, int], hourly: int) -> HearingPace | None:
    """The pace of a batch's recordings; None where none waits for a worker."""
    waiting = states.get(S.WAITING, 0) + states.get(S.TRANSCRIBING, 0)
    if not waiting:
        return None
    done = states.get(S.TRANSCRIBED, 0) + states.get(S.FAILED, 0)
    left = time_left(hourly, hourly + waiting, HOUR) if hourly else None
    return HearingPace(done, done + waiting, states.get(S.FAILED, 0), hourly, left)


def hearing_of(
    session: Session, batch: Batch, states: Mapping[RecordingState, int], at: datetime
) -> HearingPace | None:
    """The pace of a batch now."""
    return pace(states, texts_made(session, batch, at)) if states else None
