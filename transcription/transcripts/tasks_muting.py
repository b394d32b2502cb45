"""Background work on muted copies: make them, and discard what they replace."""

from __future__ import annotations

from pathlib import Path

from qa_app.core.errors import Missing
from qa_app.core.jobs.models import Queue
from qa_app.core.jobs.registry import task
from qa_app.core.jobs.runner import Cancelled, TaskContext
from qa_app.core.storage import storage
from transcription.interactions.models import Recording, RecordingState
from transcription.transcripts.audio import AudioRefused
from transcription.transcripts.hearing import PEAKS_PER_SECOND
from transcription.transcripts.messages import MutedCopy, Request
from transcription.transcripts.muting import CannotMute, Mute
from transcription.transcripts.playback import (
    TASK,
    Playback,
    enqueue_missing,
    keep_playback,
    mutes_for,
    stored_turns,
    use_playback,
)
from transcription.transcripts.private_copy import private_copy
from transcription.transcripts.runner import TranscriptionCancelled, run_in_subprocess

LONGEST_S = 3600.0
MEMORY_BYTES = 1 << 30


@task(TASK, queue=Queue.HEAVY, lease_s=60, max_attempts=3, priority=1)
def mute(context: TaskContext, recording_id: int) -> None:
    """Make the muted copy of a recording by the text that is read now, or say why there is none."""
    session = context.session
    recording = session.get(Recording, recording_id)
    if recording is None or recording.state is not RecordingState.TRANSCRIBED:
        return
    if not (recording.storage_key or recording.playback_key):
        return
    try:
        mutes = mutes_for(session, recording, stored_turns(session, recording))
        context.commit()
        with private_copy(session, recording) as path:
            made = muted_copy(context, recording, path, mutes)
    except (CannotMute, AudioRefused) as error:
        recording.mute_note = str(error)
        return
    except TranscriptionCancelled as error:
        raise Cancelled from error
    context.check()
    use_playback(session, recording, made)


@task("transcripts.mute_missing")
def mute_missing(context: TaskContext) -> None:
    """Ask for the muted copies that are missing."""
    enqueue_missing(context.session)


@task("transcripts.discard_original")
def discard_original(context: TaskContext, recording_id: int) -> None:
    """Delete an original whose muted copy is there, where settings keep no originals."""
    recording = context.session.get(Recording, recording_id)
    if recording is None or not recording.storage_key or not recording.playback_key:
        return
    if storage(context.session).size(recording.playback_key) == 0:
        raise Missing("The muted copy is empty: its original is kept.")
    storage(context.session).delete(recording.storage_key)
    recording.storage_key = ""


@task("transcripts.discard_files")
def discard_files(context: TaskContext, keys: list[str]) -> None:
    """Delete files that no row names any more."""
    for key in keys:
        storage(context.session).delete(key)


def muted_copy(
    context: TaskContext, recording: Recording, path: Path, mutes: list[Mute]
) -> Playback:
    """Write the muted copy of the file at `path` in a process of its own and keep it in the store.

    Raises AudioRefused, TranscriptionCancelled, TranscriptionFailed, StorageFull.
    """
    target = path.with_name("muted")
    request = Request(
        path=str(path),
        model="",
        memory_bytes=MEMORY_BYTES,
        peaks_per_second=PEAKS_PER_SECOND,
        mutes=tuple(each.stretch for each in mutes),
        write_to=str(target),
    )
    made: MutedCopy | None = None
    for message in run_in_subprocess(
        request,
        timeout_s=LONGEST_S,
        is_cancelled=lambda: context.cancel.is_set() or context.lost.is_set(),
    ):
        if isinstance(message, MutedCopy):
            made = message
    assert made is not None
    return keep_playback(context.session, recording, target, made, mutes, context.job_id)
