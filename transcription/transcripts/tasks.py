"""Background work on recordings: transcribe one, take up the waiting ones."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.errors import QualityDeskError
from qa_app.core.jobs.models import Job, Queue
from qa_app.core.jobs.queue import LeaseLost
from qa_app.core.jobs.registry import task
from qa_app.core.jobs.runner import Cancelled, TaskContext
from transcription.interactions.known_names import names_of
from transcription.interactions.models import Recording
from transcription.transcripts.audio import AudioRefused
from transcription.transcripts.engine import ModelUnavailable
from transcription.transcripts.engines import is_on_disk
from transcription.transcripts.hearing import PEAKS_PER_SECOND, Hearing, timed
from transcription.transcripts.listening import Progress
from transcription.transcripts.messages import Request
from transcription.transcripts.playback import Playback, mutes_for
from transcription.transcripts.private_copy import private_copy
from transcription.transcripts.runner import (
    TranscriptionCancelled,
    TranscriptionFailed,
    run_in_subprocess,
)
from transcription.transcripts.sides import channel_order_of
from transcription.transcripts.speakers import ChannelOrder
from transcription.transcripts.tasks_muting import muted_copy
from transcription.transcripts.transcribing import (
    TASK,
    HeardText,
    fail,
    fail_parked,
    finish,
    heard_text,
    let_wait,
    note_sound,
    put_back,
    resume_waiting,
    stay,
    take,
)

NOBODY_UNDERSTOOD = "Transcribed again, this model understood nobody. The text from before stays."
CANCELLED_AGAIN = "Transcribing again was cancelled. The text from before stays."
LONGEST_S = 6 * 3600.0
_STAGES = {"listening": "Finding speech", "transcribing": "Transcribing"}
# Percent of the bar at which a stage begins, and how many it takes.
_SPANS = {"listening": (0.0, 15.0), "transcribing": (15.0, 85.0)}


@task(TASK, queue=Queue.HEAVY, lease_s=60, max_attempts=3)
def transcribe(
    context: TaskContext, recording_id: int, model: str | None = None, again: bool = False
) -> None:
    """Transcribe one recording; its text, facts and state are written with the job's end.

    Between transactions nothing is held, so a kill at any moment leaves the recording
    as it was, to be taken again. A model that cannot be had ends the job well: the recording waits,
    or, where it is transcribed `again`, keeps the text that it has.
    """
    recording = take(context.session, recording_id, again=again)
    if recording is None:
        return
    order = channel_order_of(context.session, recording)
    context.commit()
    heard = Hearing()
    try:
        made = _made(context, recording, heard, order, model)
        _write(context, recording, heard, made, again=again)
    except TranscriptionCancelled as error:
        with context.other_session() as session:
            _cancelled(session, recording_id, again=again)
        raise Cancelled from error
    except (Cancelled, LeaseLost):
        raise
    except Exception as error:
        # The runner stores and logs it, whatever it was, and the recording stays for the next try.
        _give_up_after_the_last(context, recording_id, error, again=again)
        raise


@task("transcripts.resume")
def resume(context: TaskContext) -> None:
    """Take up the recordings that wait for the model, once it is on this machine."""
    settings = context.session.info["settings"]
    if is_on_disk(settings.engine, settings.whisper_model):
        resume_waiting(context.session)


@task("transcripts.close_parked")
def close_parked(context: TaskContext) -> None:
    """Say of recordings whose worker was killed at every attempt that they have no text."""
    fail_parked(context.session)


Outcome = tuple[HeardText | None, Playback | None] | ModelUnavailable | AudioRefused


def _made(
    context: TaskContext,
    recording: Recording,
    heard: Hearing,
    order: ChannelOrder,
    model: str | None,
) -> Outcome:
    """Listen to the recording and write its muted copy; or what another try would not mend.

    Without text there is no copy: where nothing was understood nobody knows what to mute.
    """
    names = names_of(context.session, recording.interaction_id)
    context.commit()
    with private_copy(context.session, recording) as path:
        try:
            _listen(context, recording, heard, path, model)
            region = context.session.info["settings"].redaction_region
            text = heard_text(heard, order, region=region, names=names)
            if text is None:
                return None, None
            mutes = mutes_for(context.session, recording, timed(text.turns))
            return text, muted_copy(context, recording, path, mutes)
        except (ModelUnavailable, AudioRefused) as error:
            return error


def _listen(
    context: TaskContext, recording: Recording, heard: Hearing, path: Path, model: str | None
) -> None:
    """Run the transcribing process over the recording and gather what it says."""
    settings = context.session.info["settings"]
    request = Request(
        path=str(path),
        model=model or settings.whisper_model,
        engine=settings.engine,
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
    context: TaskContext, recording: Recording, heard: Hearing, made: Outcome, *, again: bool
) -> None:
    context.check()
    session = context.session
    note_sound(recording, heard)
    if isinstance(made, ModelUnavailable):
        (stay if again else let_wait)(session, recording, str(made))
    elif isinstance(made, AudioRefused):
        (stay if again else fail)(session, recording, made.message)
    elif again and made[0] is None:
        stay(session, recording, NOBODY_UNDERSTOOD)
    else:
        text, playback = made
        finish(session, recording, heard, text, playback=playback, at=clock.now())


def _cancelled(session: Session, recording_id: int, *, again: bool) -> None:
    if again:
        stay(session, session.get_one(Recording, recording_id), CANCELLED_AGAIN)
    else:
        put_back(session, recording_id, "Cancelled. It can be started again here.")


def _give_up_after_the_last(
    context: TaskContext, recording_id: int, error: Exception, *, again: bool
) -> None:
    context.session.rollback()
    with context.other_session() as session:
        job = session.get_one(Job, context.job_id)
        if job.attempts >= job.max_attempts:
            recording = session.get_one(Recording, recording_id)
            (stay if again else fail)(session, recording, _why(error))


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
