"""Transcribes many recordings again with a chosen model: counts, asks, and calls off.

Each gets a version beside those that it has. They go after all new work (PRIORITY).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select
from sqlalchemy.orm import Session, selectinload

from qa_app.core.audit import record
from qa_app.core.errors import Conflict, Refused
from qa_app.core.jobs.models import Job, JobState
from qa_app.core.jobs.queue import cancel
from transcription.interactions.models import Interaction, Recording, RecordingState
from transcription.transcripts.choice import Offered
from transcription.transcripts.transcribing import TASK, transcribe_again

PRIORITY = -5
"""Below every piece of new work; it also tells these jobs from others."""
MOST_AT_ONCE = 1_000
ALIVE = (JobState.WAITING, JobState.RUNNING)


@dataclass(frozen=True, slots=True)
class Extent:
    """What transcribing again would take: recordings, and their speech in seconds.

    `unmeasured` of them have no known length of speech; `muted_copies` are kept as muted copies
    alone.
    """

    recordings: int
    speech_s: float
    unmeasured: int = 0
    muted_copies: int = 0


def transcribable(scope: Select[Interaction]) -> Select[Recording]:
    """The recordings of these interactions that have a text and are not being worked on."""
    worked_on = exists().where(
        Job.subject_type == "recording", Job.subject_id == Recording.id, Job.task == TASK,
        Job.state.in_(ALIVE),
    )  # fmt: skip
    return select(Recording).where(
        Recording.interaction_id.in_(scope.with_only_columns(Interaction.id)),
        Recording.state == RecordingState.TRANSCRIBED,
        or_(Recording.storage_key != "", Recording.playback_key.is_not(None)),
        ~worked_on,
    )


def extent_of(session: Session, scope: Select[Interaction]) -> Extent:
    """How much there is to transcribe again in a scope."""
    found = transcribable(scope).subquery()
    row = session.execute(
        select(
            func.count(found.c.id),
            func.coalesce(func.sum(found.c.speech_s), 0.0),
            func.count(found.c.id) - func.count(found.c.speech_s),
            func.count(case((found.c.storage_key == "", 1))),
        )
    ).one()
    return Extent(row[0], float(row[1]), row[2], row[3])


def transcribe_all_again(
    session: Session,
    scope: Select[Interaction],
    model: Offered,
    *,
    seen: int | None,
    by: int | None,
    at: datetime,
    actor: str | None = None,
) -> int:
    """Ask for a new version of every recording in a scope that has a text; how many.

    `seen` is the number that was agreed to (None: whatever it is). Conflict where it has changed,
    Refused where there is none or more than MOST_AT_ONCE.
    """
    extent = extent_of(session, scope)
    if seen is not None and seen != extent.recordings:
        raise Conflict("The number of recordings has changed meanwhile. Look at it again.")
    if not extent.recordings:
        raise Refused("There is no recording with a text among these.")
    if extent.recordings > MOST_AT_ONCE:
        raise Refused(f"At most {MOST_AT_ONCE:,} are taken at once: narrow them down.")
    found = session.scalars(
        transcribable(scope).options(selectinload(Recording.interaction)).order_by(Recording.id)
    ).all()
    for recording in found:
        transcribe_again(
            session, recording, model=model.value, priority=PRIORITY, by=by, at=at, actor=actor
        )
    after = {"recordings": len(found), "model": model.name}
    record(session, "recordings.transcribe", ("job", None), by=by, at=at, actor=actor, after=after)
    return len(found)


def under_way(session: Session, scope: Select[Interaction]) -> dict[JobState, int]:
    """How many recordings of a scope wait or are worked on to get another version."""
    query = select(Job.state, func.count(Job.id)).where(_is_again(scope)).group_by(Job.state)
    return {row.state: row[1] for row in session.execute(query)}


def call_off(
    session: Session,
    scope: Select[Interaction],
    *,
    by: int | None,
    at: datetime,
    actor: str | None = None,
) -> int:
    """Cancel all of it that has not ended; how many. Texts stay as they are."""
    jobs: Sequence[Job] = session.scalars(select(Job).where(_is_again(scope))).all()
    for job in jobs:
        cancel(session, job, at)
    after = {"jobs": len(jobs)}
    record(session, "recordings.call_off", ("job", None), by=by, at=at, actor=actor, after=after)
    return len(jobs)


def _is_again(scope: Select[Interaction]) -> ColumnElement[bool]:
    recordings = select(Recording.id).where(
        Recording.interaction_id.in_(scope.with_only_columns(Interaction.id))
    )
    return (
        (Job.task == TASK)
        & (Job.priority == PRIORITY)
        & Job.state.in_(ALIVE)
        & (Job.subject_type == "recording")
        & Job.subject_id.in_(recordings)
    )
