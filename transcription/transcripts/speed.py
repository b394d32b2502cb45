"""How long a model takes for a second of speech here, and what that makes for more of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import quantiles

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.jobs.models import Job, JobState
from transcription.interactions.models import Recording
from transcription.transcripts.models import Transcript
from transcription.transcripts.transcribing import TASK

FEWEST = 4
"""Below so many recordings nothing is said of a model's speed."""
PERIOD = timedelta(days=90)
_MOST = 2_000


@dataclass(frozen=True, slots=True)
class Speed:
    """Seconds of work for a second of speech: over all `n` recordings, and the middle half.

    None where fewer than FEWEST recordings were transcribed.
    """

    n: int
    overall: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """How long one worker takes, told by `n` recordings; all three None where nobody can tell."""

    n: int
    middle: timedelta | None = None
    low: timedelta | None = None
    high: timedelta | None = None


def speed(taken: Iterable[tuple[float, float]]) -> Speed:
    """The speed of one model from pairs (seconds of work, seconds of speech above 0).

    Overall is the sum of work over the sum of speech; low and high are the quartiles of the single
    recordings (method "inclusive" of statistics.quantiles).
    """
    pairs = [(work, speech) for work, speech in taken if speech > 0]
    if len(pairs) < FEWEST:
        return Speed(len(pairs))
    low, _middle, high = quantiles((work / speech for work, speech in pairs), method="inclusive")
    overall = sum(work for work, _ in pairs) / sum(speech for _, speech in pairs)
    return Speed(len(pairs), overall, min(low, overall), max(high, overall))


def estimate(known: Speed | None, speech_s: float | None) -> Estimate:
    """What a speed makes for so many seconds of speech; without either nobody can tell."""
    if known is None or known.overall is None or known.low is None or known.high is None:
        return Estimate(known.n if known else 0)
    if not speech_s:
        return Estimate(known.n)
    rates = (known.overall, known.low, known.high)
    return Estimate(known.n, *(timedelta(seconds=rate * speech_s) for rate in rates))


def speeds(session: Session, at: datetime) -> Mapping[str, Speed]:
    """The speed of each model on this installation in the last 90 days, by its name.

    A job counts when it wrote a text: whose model that text names is the one that was measured.
    """
    query = (
        select(Transcript.model, Job.started_at, Job.finished_at, Recording.speech_s)
        .join(Recording, (Job.subject_type == "recording") & (Job.subject_id == Recording.id))
        .join(Transcript, Transcript.interaction_id == Recording.interaction_id)
        .where(Job.task == TASK, Job.state == JobState.DONE, Job.finished_at >= at - PERIOD)
        .where(Transcript.origin == "whisper", Recording.speech_s > 0)
        .where(Transcript.created_at.between(Job.started_at, Job.finished_at))
        .order_by(Job.id.desc())
        .limit(_MOST)
    )
    taken: dict[str, list[tuple[float, float]]] = {}
    for model, begun, ended, speech_s in session.execute(query):
        if begun and ended and speech_s:
            taken.setdefault(model or "", []).append(((ended - begun).total_seconds(), speech_s))
    return {model: speed(pairs) for model, pairs in taken.items()}
