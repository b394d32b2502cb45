"""The verbs on a recording's way to its text: take, finish, let wait, fail, try again.

Only these write the state of a recording after intake. None of them runs while whisper does:
the task (tasks.py) commits between them.
"""

from __future__ import annotations

import json
from datetime import datetime
from uuid import uuid4

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, selectinload

from qa_app.core.audit import record
from qa_app.core.errors import Refused
from qa_app.core.events import emit
from qa_app.core.jobs.models import Job, JobState
from qa_app.core.jobs.queue import enqueue, jobs_of
from qa_app.core.storage import storage
from transcription.interactions.models import (
    Interaction,
    InteractionState,
    Recording,
    RecordingState,
)
from transcription.transcripts.facts import timing_facts
from transcription.transcripts.hearing import Hearing, doubts, masked_turns, mean_confidence
from transcription.transcripts.models import Speaker
from transcription.transcripts.speakers import ChannelOrder
from transcription.transcripts.subjects import subject_of
from transcription.transcripts.writing import NewTranscript, add_next_transcript

TASK = "transcripts.transcribe"
NOBODY_SPEAKS = (
    "Nobody speaks in this recording, so there is no text to score. Check whether the right file"
    " was handed in."
)


def enqueue_transcription(
    session: Session, recording: Recording, *, model: str | None = None
) -> Job:
    """Write the job that transcribes a recording; `model` overrides that of the settings."""
    args: dict[str, object] = {"recording_id": recording.id}
    if model:
        args["model"] = model
    return enqueue(session, TASK, args, subject=("recording", recording.id))


def take(session: Session, recording_id: int) -> Recording | None:
    """Mark a recording as being transcribed; None where there is nothing (more) to do."""
    found = session.get(Recording, recording_id, options=[selectinload(Recording.interaction)])
    if found is None or not found.storage_key:
        return None
    if found.state in {RecordingState.QUARANTINED, RecordingState.TRANSCRIBED}:
        return None
    found.state, found.state_reason = RecordingState.TRANSCRIBING, None
    session.flush()
    return found


def keep_outline(session: Session, recording: Recording, heard: Hearing) -> str | None:
    """Put the outline into the file store before anything is written; gives its key."""
    if not heard.channels:
        return None
    key = recording.peaks_key or f"peaks/{uuid4().hex}.json"
    storage(session).put(key, json.dumps(heard.outline, separators=(",", ":")).encode())
    return key


def note_sound(recording: Recording, heard: Hearing, peaks_key: str | None) -> None:
    """Write down what is known of the sound, also where there is no text yet."""
    if heard.decoded is None:
        return
    facts = heard.decoded.facts
    recording.duration_s = round(heard.decoded.duration_s, 3)
    recording.channels, recording.sample_rate = facts.channels, facts.sample_rate
    recording.codec, recording.truncated = facts.codec[:200], heard.decoded.truncated
    recording.interaction.duration_s = recording.duration_s
    if heard.channels:
        recording.speech_s = heard.speech_s
        recording.silent_channels = heard.silent_channels
        recording.peaks_key = peaks_key


def finish(session: Session, recording: Recording, heard: Hearing, *, at: datetime) -> None:
    """Write the transcript, masked, and make the interaction ready; or say that nobody speaks."""
    settings, interaction = session.info["settings"], recording.interaction
    sides = heard.sides(ChannelOrder(settings.channel_speakers))
    spoken = heard.spoken()
    if not spoken:
        fail(session, recording, NOBODY_SPEAKS)
        return
    made = masked_turns(spoken, sides, region=settings.redaction_region)
    notes = [heard.done.note if heard.done else "", *doubts(sides)]
    transcript = NewTranscript(
        interaction_id=interaction.id,
        turns=made,
        origin="whisper",
        model=heard.done.model if heard.done else None,
        note=" ".join(_sentence(note) for note in notes if note) or None,
        language=interaction.language or settings.language or None,
        confidence=mean_confidence(made),
    )
    add_next_transcript(session, transcript, at=at)
    names = {side.channel: side.side.value for side in sides}
    measured = timing_facts(spoken, names, recording.duration_s or 0.0)
    interaction.facts = {**interaction.facts, **measured}
    interaction.turn_count = len(made)
    said = [turn.said.text for turn in made if turn.speaker is Speaker.CUSTOMER]
    interaction.subject = subject_of(said) or interaction.subject
    interaction.state, interaction.state_reason = InteractionState.READY, None
    recording.state, recording.state_reason = RecordingState.TRANSCRIBED, None
    session.flush()
    emit(session, "interactions.ready", interaction_ids=[interaction.id])
    if not settings.keep_originals:
        enqueue(session, "transcripts.discard_original", {"recording_id": recording.id})


def let_wait(session: Session, recording: Recording, reason: str) -> None:
    """The model cannot be had: nothing is lost, and the reason says what to do."""
    _set(recording, RecordingState.WAITING_MODEL, InteractionState.WAITING, reason)
    session.flush()


def fail(session: Session, recording: Recording, reason: str) -> None:
    """There will be no text unless somebody acts; the reason says why."""
    _set(recording, RecordingState.FAILED, InteractionState.FAILED, reason)
    session.flush()


def fail_parked(session: Session) -> list[int]:
    """Fail the recordings that nobody transcribes any more; their ids.

    A process that is killed, as for want of memory, cannot say so itself: its job is parked with a
    reason, and the recording would seem to be transcribed for ever.
    """
    alive = exists().where(
        Job.subject_type == "recording",
        Job.subject_id == Recording.id,
        Job.state.in_((JobState.WAITING, JobState.RUNNING)),
    )
    query = select(Recording).where(Recording.state == RecordingState.TRANSCRIBING, ~alive)
    found = session.scalars(query.options(selectinload(Recording.interaction))).all()
    for recording in found:
        last = next(iter(jobs_of(session, ("recording", recording.id))), None)
        reason = (last.error if last else None) or "Nobody works on it any more."
        fail(session, recording, f"The transcription was given up. {reason}")
    return [recording.id for recording in found]


def put_back(session: Session, recording_id: int, reason: str) -> None:
    """After a cancelled run: the recording waits until somebody asks again."""
    recording = session.get(Recording, recording_id)
    if recording is not None and recording.state is RecordingState.TRANSCRIBING:
        _set(recording, RecordingState.WAITING, InteractionState.WAITING, reason)
        session.flush()


def transcribe_again(
    session: Session, recording: Recording, *, by: int | None, at: datetime
) -> Job:
    """Ask anew for the text of a recording; Refused while it is in quarantine or under way."""
    if recording.state is RecordingState.QUARANTINED:
        raise Refused("This recording is in quarantine: give its basis on the page of its import.")
    if not recording.storage_key:
        raise Refused("The recording is no longer kept, so it cannot be transcribed again.")
    if _is_under_way(session, recording):
        raise Refused("This recording is being transcribed already.")
    before = {"state": recording.state.value}
    _set(recording, RecordingState.WAITING, InteractionState.WAITING, None)
    session.flush()
    record(
        session, "recording.transcribe", ("recording", recording.id), by=by, at=at, before=before
    )
    return enqueue_transcription(session, recording)


def resume_waiting(session: Session, *, limit: int = 10_000) -> int:
    """Enqueue all recordings that wait for the model; returns how many."""
    waiting = session.scalars(
        select(Recording)
        .where(Recording.state == RecordingState.WAITING_MODEL)
        .options(selectinload(Recording.interaction))
        .order_by(Recording.id)
        .limit(limit)
    ).all()
    for recording in waiting:
        _set(recording, RecordingState.WAITING, InteractionState.WAITING, None)
        enqueue_transcription(session, recording)
    session.flush()
    return len(waiting)


def _is_under_way(session: Session, recording: Recording) -> bool:
    alive = {JobState.WAITING, JobState.RUNNING}
    return any(job.state in alive for job in jobs_of(session, ("recording", recording.id)))


def _set(
    recording: Recording, state: RecordingState, whole: InteractionState, reason: str | None
) -> None:
    recording.state, recording.state_reason = state, reason
    interaction: Interaction = recording.interaction
    # What has a text already (an earlier transcript) stays readable whatever a new try brings.
    if interaction.state is not InteractionState.READY:
        interaction.state, interaction.state_reason = whole, reason


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith(".") else f"{text}."
