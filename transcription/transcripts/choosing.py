"""The models that a page offers, each with the time that it would take."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.jobs.models import Job
from transcription.interactions.models import Recording
from transcription.transcripts.choice import Offered, offered_models
from transcription.transcripts.speed import FEWEST, Estimate, estimate, speeds
from transcription.transcripts.transcribing import TASK
from transcription.transcripts.whisper_engine import is_path

_LOOKED_AT = 500


@dataclass(frozen=True, slots=True)
class TimedModel:
    """A model to choose and how long it would take; `fewest` is how many it takes to tell."""

    model: Offered
    time: Estimate
    fewest: int = FEWEST


def models_here(session: Session) -> list[Offered]:
    """All models that may be chosen on this installation."""
    recent = select(Job.args).where(Job.task == TASK).order_by(Job.id.desc()).limit(_LOOKED_AT)
    said = {str(args.get("model") or "") for args in session.scalars(recent)}
    used = {each for each in said if is_path(each) and Path(each).is_file()}
    return offered_models(session.info["settings"], used)


def models_timed(session: Session, speech_s: float | None) -> list[TimedModel]:
    """All models that may be chosen, for so many seconds of speech."""
    known = speeds(session, clock.now())
    return [
        TimedModel(each, estimate(known.get(each.name), speech_s)) for each in models_here(session)
    ]


def timed_models(session: Session, recording: Recording | None) -> list[TimedModel]:
    """The same for one recording."""
    return models_timed(session, recording.speech_s) if recording else []
