"""The verbs on muted copies: keep one in the store, put it in force, let go of what it replaces.

A copy is in the store before a row names it, and an original is deleted only after the row that
names its copy is committed: a kill between any two steps leaves neither an unmuted file that can
be played nor a recording that is lost.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.jobs.models import Job, JobState
from qa_app.core.jobs.queue import enqueue, jobs_of
from qa_app.core.storage import storage
from transcription.interactions.models import Recording, RecordingState
from transcription.transcripts.hearing import outline_of
from transcription.transcripts.messages import MutedCopy
from transcription.transcripts.models import Turn
from transcription.transcripts.muting import (
    KINDS,
    Mute,
    TimedText,
    adds_to,
    joined,
    mutes_of,
)
from transcription.transcripts.queries import current_transcript_id

TASK = "transcripts.mute"


@dataclass(frozen=True, slots=True)
class Playback:
    """A muted copy that lies in the store, not yet named by any row."""

    key: str
    peaks_key: str
    mutes: tuple[Mute, ...]
    duration_s: float
    channels: int


def mutes_for(session: Session, recording: Recording, turns: Iterable[TimedText]) -> list[Mute]:
    """What of a recording is to be silent: what these turns mask, and all that was so before.

    What once was silenced stays so, whatever a later model hears. Raises CannotMute.
    """
    kinds = KINDS[session.info["settings"].mute_kinds]
    return joined([*mutes_of(turns, kinds), *muted_in(recording)])


def muted_in(recording: Recording) -> list[Mute]:
    """The stretches that are silent in the copy that is played."""
    return [Mute.read(row) for row in recording.muted]


def stored_turns(session: Session, recording: Recording) -> list[TimedText]:
    """The turns of the transcript that is read now, as muting reads them."""
    transcript_id = current_transcript_id(session, recording.interaction_id)
    query = (
        select(Turn.text, Turn.start_s, Turn.end_s, Turn.words)
        .where(Turn.transcript_id == transcript_id)
        .order_by(Turn.position)
    )
    return [TimedText(*row) for row in session.execute(query)]


def keep_playback(
    session: Session,
    recording: Recording,
    path: Path,
    made: MutedCopy,
    mutes: list[Mute],
    mark: int,
) -> Playback:
    """Put a muted copy and its outline into the store.

    `mark` is the number of the job: a second attempt writes the same keys again and leaves nothing
    behind.
    """
    name = f"{recording.sha256[:16]}-{recording.id}-{mark}"
    kept = Playback(
        f"playback/{name}.ogg", f"peaks/{name}.json", tuple(mutes), made.duration_s,
        len(made.outline),
    )  # fmt: skip
    store = storage(session)
    with path.open("rb") as file:
        store.put(kept.key, file)
    outline = json.dumps(outline_of(made.outline), separators=(",", ":"))
    store.put(kept.peaks_key, outline.encode())
    return kept


def use_playback(session: Session, recording: Recording, made: Playback) -> None:
    """Let this copy be what is played; what it replaces goes after the commit."""
    replaced = {recording.playback_key, recording.peaks_key} - {None, made.key, made.peaks_key}
    recording.playback_key, recording.peaks_key = made.key, made.peaks_key
    recording.muted, recording.mute_note = [mute.row() for mute in made.mutes], None
    recording.duration_s = recording.duration_s or round(made.duration_s, 3)
    recording.channels = recording.channels or made.channels
    session.flush()
    if replaced:
        enqueue(session, "transcripts.discard_files", {"keys": sorted(map(str, replaced))})
    if recording.storage_key and not session.info["settings"].keep_originals:
        enqueue(session, "transcripts.discard_original", {"recording_id": recording.id})


def enqueue_muting(session: Session, recording: Recording) -> Job | None:
    """Ask for a muted copy of a recording whose text is there; None where one is on its way."""
    alive = {JobState.WAITING, JobState.RUNNING}
    waiting = jobs_of(session, ("recording", recording.id))
    if any(job.state in alive and job.task == TASK for job in waiting):
        return None
    return enqueue(
        session, TASK, {"recording_id": recording.id}, subject=("recording", recording.id)
    )


def mute_again(session: Session, recording: Recording | None) -> bool:
    """After a text was mended: whether a copy that is silent in more places was asked for."""
    if recording is None or not recording.playback_key:
        return False
    wanted = mutes_for(session, recording, stored_turns(session, recording))
    if not adds_to(wanted, muted_in(recording)):
        return False
    return enqueue_muting(session, recording) is not None


def enqueue_missing(session: Session, *, limit: int = 500) -> int:
    """Ask for the copies that recordings of an earlier version of the product have not got."""
    found = session.scalars(
        select(Recording)
        .where(
            Recording.state == RecordingState.TRANSCRIBED,
            Recording.playback_key.is_(None),
            Recording.mute_note.is_(None),
            Recording.storage_key != "",
        )
        .order_by(Recording.id)
        .limit(limit)
    )
    return sum(enqueue_muting(session, each) is not None for each in found.all())
