"""The verbs on a recording's way to its text: take, finish, let wait, fail, try again.

Only these write the state of a recording after intake. None of them runs while whisper does:
the task (tasks.py) commits between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, selectinload

from qa_app.core.audit import record
from qa_app.core.errors import Refused
from qa_app.core.events import emit
from qa_app.core.jobs.models import Job, JobState
from qa_app.core.jobs.queue import enqueue, jobs_of
from transcription.interactions.models import (
    Interaction,
    InteractionState,
    Recording,
    RecordingState,
)
from transcription.transcripts.facts import timing_facts
from transcription.transcripts.hearing import Hearing, doubts, masked_turns, mean_confidence
from transcription.transcripts.models import Speaker, Transcript
from transcription.transcripts.playback import Playback, use_playback
from transcription.transcripts.speakers import ChannelOrder, ChannelSpeaker
from transcription.transcripts.subjects import subject_of
from transcription.transcripts.turns import SpokenTurn
from transcription.transcripts.writing import NewTranscript, NewTurn, add_next_transcript

TASK = "transcripts.transcribe"
GIVEN_UP = "The transcription was given up."
NOBODY_SPEAKS = (
    "Nobody speaks in this recording, so there is no text to score. Check whether the right file"
    " was handed in."
)


def enqueue_transcription(
    session: Session,
    recording: Recording,
    *,
    model: str | None = None,
    again: bool = False,
    priority: int | None = None,
) -> Job:
    """Write the job that transcribes a recording; `model` overrides that of the settings.

    `again` is for what has a text, which stays whatever comes of it.
    """
    args: dict[str, object] = {"recording_id": recording.id}
    if model:
        args["model"] = model
    if again:
        args["again"] = True
    return enqueue(session, TASK, args, subject=("recording", recording.id), priority=priority)


def take(session: Session, recording_id: int, *, again: bool = False) -> Recording | None:
    """Mark a recording as being transcribed; None where there is nothing (more) to do.

    What has its text is taken only to be transcribed `again`.
    """
    found = session.get(Recording, recording_id, options=[selectinload(Recording.interaction)])
    if found is None or not (found.storage_key or found.playback_key):
        return None
    if found.state is RecordingState.QUARANTINED:
        return None
    if found.state is RecordingState.TRANSCRIBED and not again:
        return None
    found.state, found.state_reason = RecordingState.TRANSCRIBING, None
    session.flush()
    return found


@dataclass(frozen=True, slots=True)
class HeardText:
    """What was heard as it may be stored: who is on which channel, turns masked."""

    sides: tuple[ChannelSpeaker, ...]
    order: ChannelOrder
    spoken: list[SpokenTurn]
    turns: list[NewTurn]


def heard_text(
    heard: Hearing, order: ChannelOrder, *, region: str, names: Sequence[str] = ()
) -> HeardText | None:
    """The masked text of what was heard; None where nobody speaks. Needs no database."""
    sides, spoken = heard.sides(order), heard.spoken()
    if not spoken:
        return None
    return HeardText(sides, order, spoken, masked_turns(spoken, sides, region=region, names=names))


def note_sound(recording: Recording, heard: Hearing) -> None:
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
    if heard.done:
        recording.dropped_words = heard.done.dropped_words


def finish(
    session: Session,
    recording: Recording,
    heard: Hearing,
    text: HeardText | None,
    *,
    playback: Playback | None,
    at: datetime,
) -> None:
    """Write the transcript and make the interaction ready; or say that nobody speaks.

    `playback` is the muted copy that lies in the store already; without one nothing can be played.
    """
    if text is None:
        fail(session, recording, NOBODY_SPEAKS)
        return
    interaction = recording.interaction
    made = _transcript(session, interaction, heard, text)
    recording.state, recording.state_reason = RecordingState.TRANSCRIBED, None
    if _is_mended(session, interaction.id):
        # What a person put right stays the text that is read until somebody chooses otherwise.
        add_next_transcript(session, made, at=at, aside=True)
    else:
        add_next_transcript(session, made, at=at)
        _describe(recording, text)
        session.flush()
        emit(session, "interactions.ready", interaction_ids=[interaction.id])
    if playback is not None:
        use_playback(session, recording, playback)


def _describe(recording: Recording, text: HeardText) -> None:
    """Write down what follows from a text that is read from now on."""
    interaction = recording.interaction
    names = {side.channel: side.side.value for side in text.sides}
    measured = timing_facts(text.spoken, names, recording.duration_s or 0.0)
    interaction.facts = {**interaction.facts, **measured}
    interaction.turn_count = len(text.turns)
    said = [turn.said.text for turn in text.turns if turn.speaker is Speaker.CUSTOMER]
    interaction.subject = subject_of(said) or interaction.subject
    interaction.state, interaction.state_reason = InteractionState.READY, None
    recording.channel_order = text.order.value


def _is_mended(session: Session, interaction_id: int) -> bool:
    query = select(Transcript.origin).where(
        Transcript.interaction_id == interaction_id, Transcript.is_current.is_(True)
    )
    return session.scalar(query) == "corrected"


def _transcript(
    session: Session, interaction: Interaction, heard: Hearing, text: HeardText
) -> NewTranscript:
    notes = [heard.done.note if heard.done else "", *doubts(text.sides)]
    found = heard.done.language if heard.done else None
    return NewTranscript(
        interaction_id=interaction.id,
        turns=text.turns,
        origin="whisper",
        model=heard.done.model if heard.done else None,
        note=" ".join(_sentence(note) for note in notes if note) or None,
        language=found or interaction.language or session.info["settings"].language or None,
        confidence=mean_confidence(text.turns),
    )


def let_wait(session: Session, recording: Recording, reason: str) -> None:
    """The model cannot be had: nothing is lost, and the reason says what to do."""
    _set(recording, RecordingState.WAITING_MODEL, InteractionState.WAITING, reason)
    session.flush()


def stay(session: Session, recording: Recording, reason: str) -> None:
    """Another try at what has a text brought none: the text stays, and the reason is shown."""
    recording.state, recording.state_reason = RecordingState.TRANSCRIBED, reason
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
        was_again = bool(last and last.args.get("again"))
        (stay if was_again else fail)(session, recording, f"{GIVEN_UP} {reason}")
    return [recording.id for recording in found]


def put_back(session: Session, recording_id: int, reason: str) -> None:
    """After a cancelled run: the recording waits until somebody asks again."""
    recording = session.get(Recording, recording_id)
    if recording is not None and recording.state is RecordingState.TRANSCRIBING:
        _set(recording, RecordingState.WAITING, InteractionState.WAITING, reason)
        session.flush()


def transcribe_again(
    session: Session,
    recording: Recording,
    *,
    model: str | None = None,
    priority: int | None = None,
    by: int | None,
    at: datetime,
    actor: str | None = None,
) -> Job:
    """Ask anew for the text of a recording, with the model of the settings or another.

    What has a text keeps it until the new version is there. Refused while the recording is in
    quarantine or under way.
    """
    if recording.state is RecordingState.QUARANTINED:
        raise Refused("This recording is in quarantine: give its basis on the page of its import.")
    if not (recording.storage_key or recording.playback_key):
        raise Refused("The recording is no longer kept, so it cannot be transcribed again.")
    if _is_under_way(session, recording):
        raise Refused("This recording is being transcribed already.")
    before, after = {"state": recording.state.value}, {"model": model} if model else None
    has_text = recording.state is RecordingState.TRANSCRIBED
    if not has_text:
        _set(recording, RecordingState.WAITING, InteractionState.WAITING, None)
    session.flush()
    subject = ("recording", recording.id)
    record(
        session, "recording.transcribe", subject, by=by, at=at, actor=actor, before=before,
        after=after,
    )  # fmt: skip
    return enqueue_transcription(session, recording, model=model, again=has_text, priority=priority)


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
