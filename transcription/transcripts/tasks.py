"""Background work on recordings: transcribe one, take up the waiting ones, discard an original."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp

from qa_app.core import clock
from qa_app.core.errors import QualityDeskError
from qa_app.core.jobs.models import Job, Queue
from qa_app.core.jobs.queue import LeaseLost
from qa_app.core.jobs.registry import task
from qa_app.core.jobs.runner import Cancelled, TaskContext
from qa_app.core.storage import Storage, storage
from transcription.interactions.models import Recording
from transcription.transcripts.audio import AudioRefused
from transcription.transcripts.engine import ModelUnavailable
from transcription.transcripts.hearing import PEAKS_PER_SECOND, Hearing
from transcription.transcripts.listening import Progress
from transcription.transcripts.messages import Request
from transcription.transcripts.runner import (
    TranscriptionCancelled,
    TranscriptionFailed,
    run_in_subprocess,
)
from transcription.transcripts.transcribing import (
    TASK,
    fail,
    fail_parked,
    finish,
    keep_outline,
    let_wait,
    note_sound,
    put_back,
    resume_waiting,
    take,
)
from transcription.transcripts.whisper_engine import is_on_disk

LONGEST_S = 6 * 3600.0
_CHUNK = 4 << 20
_STAGES = {"listening": "Finding speech", "transcribing": "Transcribing"}
# Percent of the bar at which a stage begins, and how many it takes.
_SPANS = {"listening": (0.0, 15.0), "transcribing": (15.0, 85.0)}


@task(TASK, queue=Queue.HEAVY, lease_s=60, max_attempts=3)
def transcribe(context: TaskContext, recording_id: int, model: str | None = None) -> None:
    """Transcribe one recording; its text, facts and state are written with the job's end.

    Between the two transactions nothing is held, so a kill at any moment leaves the recording
    as it was, to be taken again. A model that cannot be had ends the job well: the recording waits.
    """
    recording = take(context.session, recording_id)
    context.commit()
    if recording is None:
        return
    heard = Hearing()
    try:
        _write(context, recording, heard, _trouble(context, recording, heard, model))
    except TranscriptionCancelled as error:
        with context.other_session() as session:
            put_back(session, recording_id, "Cancelled. It can be started again here.")
        raise Cancelled from error
    except (Cancelled, LeaseLost):
        raise
    except Exception as error:
        # The runner stores and logs it, whatever it was, and the recording stays for the next try.
        _give_up_after_the_last(context, recording_id, error)
        raise


@task("transcripts.resume")
def resume(context: TaskContext) -> None:
    """Take up the recordings that wait for the model, once it is on this machine."""
    if is_on_disk(context.session.info["settings"].whisper_model):
        resume_waiting(context.session)


@task("transcripts.close_parked")
def close_parked(context: TaskContext) -> None:
    """Say of recordings whose worker was killed at every attempt that they have no text."""
    fail_parked(context.session)


@task("transcripts.discard_original")
def discard_original(context: TaskContext, recording_id: int) -> None:
    """Delete a recording whose text is there, where settings keep no originals."""
    recording = context.session.get(Recording, recording_id)
    if recording is None or not recording.storage_key:
        return
    storage(context.session).delete(recording.storage_key)
    recording.storage_key = ""


def _trouble(
    context: TaskContext, recording: Recording, heard: Hearing, model: str | None
) -> ModelUnavailable | AudioRefused | None:
    """Listen to the recording; what stood in the way that another try would not mend."""
    try:
        _listen(context, recording, heard, model)
    except (ModelUnavailable, AudioRefused) as error:
        return error
    return None


def _listen(context: TaskContext, recording: Recording, heard: Hearing, model: str | None) -> None:
    """Run the transcribing process over the recording and gather what it says."""
    settings = context.session.info["settings"]
    with _private_copy(storage(context.session), recording, settings.instance) as path:
        request = Request(
            path=str(path),
            model=model or settings.whisper_model,
            language=recording.interaction.language or settings.language or None,
            threads=min(4, os.cpu_count() or 1),
            peaks_per_second=PEAKS_PER_SECOND,
        )
        for message in run_in_subprocess(
            request,
            timeout_s=LONGEST_S,
            is_cancelled=lambda: context.cancel.is_set() or context.lost.is_set(),
        ):
            heard.take(message)
            if isinstance(message, Progress):
                _tell(context, message)


def _write(
    context: TaskContext,
    recording: Recording,
    heard: Hearing,
    trouble: ModelUnavailable | AudioRefused | None,
) -> None:
    peaks_key = keep_outline(context.session, recording, heard)
    context.check()
    note_sound(recording, heard, peaks_key)
    if isinstance(trouble, ModelUnavailable):
        let_wait(context.session, recording, str(trouble))
    elif isinstance(trouble, AudioRefused):
        fail(context.session, recording, trouble.message)
    else:
        finish(context.session, recording, heard, at=clock.now())


def _give_up_after_the_last(context: TaskContext, recording_id: int, error: Exception) -> None:
    context.session.rollback()
    with context.other_session() as session:
        job = session.get_one(Job, context.job_id)
        if job.attempts >= job.max_attempts:
            fail(session, session.get_one(Recording, recording_id), _why(error))


def _why(error: Exception) -> str:
    """What the page of a recording says of an error that came back at every attempt."""
    if isinstance(error, TranscriptionFailed | QualityDeskError):
        return f"The transcription failed: {error}"
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return "The transcription failed: the disk is full. Make room, then start it again here."
    return f"The transcription failed by an error of the product ({type(error).__name__})."


def _tell(context: TaskContext, message: Progress) -> None:
    begin, span = _SPANS[message.stage]
    share = message.done_s / message.total_s if message.total_s else 1.0
    context.progress(round(begin + span * min(1.0, share)), 100, _STAGES[message.stage])


@contextmanager
def _private_copy(store: Storage, recording: Recording, instance: Path) -> Iterator[Path]:
    """The recording as a file in a folder that only this user may enter, gone afterwards.

    What a killed run of the same recording left behind is removed first.
    """
    work = instance / "work"
    work.mkdir(mode=0o700, parents=True, exist_ok=True)
    prefix = f"recording-{recording.id}-"
    for left in work.glob(f"{prefix}*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = Path(mkdtemp(prefix=prefix, dir=work))
    try:
        path = folder / "sound"
        size = store.size(recording.storage_key)
        with path.open("wb") as out:
            for at in range(0, size, _CHUNK):
                out.write(store.get_range(recording.storage_key, at, min(size, at + _CHUNK)))
        yield path
    finally:
        shutil.rmtree(folder, ignore_errors=True)
