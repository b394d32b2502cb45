"""Recordings get their text through the real worker function and the real subprocess."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from qa_app.core.errors import Missing
from qa_app.core.jobs.models import Job, JobState
from qa_app.core.permissions import Role
from qa_app.people.models import User
from tests.factories.interactions import make_interaction
from tests.factories.people import AT, make_team, make_user
from tests.transcription.transcripts.sounds import encoded, silence, tone, wav_header
from transcription.intake.basis import release_batch
from transcription.intake.models import Batch
from transcription.interactions.models import (
    Interaction,
    InteractionState,
    Recording,
    RecordingState,
)
from transcription.redaction.masks import Redacted
from transcription.transcripts import tasks
from transcription.transcripts.models import Speaker, Transcript
from transcription.transcripts.queries import current_transcript
from transcription.transcripts.transcribing import (
    NOBODY_SPEAKS,
    resume_waiting,
    take,
    transcribe_again,
)
from transcription.transcripts.writing import NewTranscript, NewTurn, add_next_transcript

RunJobs = Callable[[], tuple[int, int]]
CHECKPOINT = Path("transcription/demo/demo-voices-only.pt")
CALL = Path("transcription/demo/calls/demo-call-01.opus")
needs_vad = pytest.mark.skipif(find_spec("silero_vad") is None, reason="silero-vad is not there")


@pytest.fixture
def agent(session: Session) -> User:
    return make_user(session, Role.AGENT, make_team(session))


@contextmanager
def model_set_to(session: Session, name: str) -> Iterator[None]:
    settings = session.info["settings"]
    before = settings.whisper_model
    object.__setattr__(settings, "whisper_model", name)
    try:
        yield
    finally:
        object.__setattr__(settings, "whisper_model", before)


def call(session: Session, agent: User, audio: bytes, basis: str | None = "consent") -> int:
    return make_interaction(session, agent, (), channel="phone", audio=audio, basis=basis).id


def recording_of(session: Session, interaction_id: int) -> Recording:
    found = session.get_one(Interaction, interaction_id).recording
    assert found is not None
    return found


@needs_vad
def test_waiting_for_the_model_names_the_setting_and_loses_nothing(
    session: Session, agent: User, run_jobs: RunJobs
) -> None:
    number = call(session, agent, CALL.read_bytes())
    with model_set_to(session, "/nowhere/model.pt"):
        assert run_jobs() == (1, 0)
    found = recording_of(session, number)
    assert found.state is RecordingState.WAITING_MODEL
    assert found.state_reason is not None
    assert "QA_WHISPER_MODEL" in found.state_reason
    assert "/nowhere/model.pt" in found.state_reason
    assert found.interaction.state is InteractionState.WAITING
    assert found.interaction.state_reason == found.state_reason
    assert (found.channels, found.truncated) == (2, False)
    assert found.speech_s is not None
    assert found.speech_s > 1
    assert (found.peaks_key, found.playback_key) == (None, None)
    assert session.scalars(select(Job.attempts)).all() == [1]
    assert resume_waiting(session) == 1
    assert (found.state, found.state_reason) == (RecordingState.WAITING, None)
    assert resume_waiting(session) == 0


@needs_vad
def test_audio_without_speech_says_so(session: Session, agent: User, run_jobs: RunJobs) -> None:
    number = call(session, agent, encoded([silence(3.0), silence(3.0)]))
    assert run_jobs() == (1, 0)
    found = recording_of(session, number)
    assert (found.state, found.state_reason) == (RecordingState.FAILED, NOBODY_SPEAKS)
    assert found.interaction.state is InteractionState.FAILED
    assert current_transcript(session, number) is None
    assert found.silent_channels == [0, 1]
    assert found.speech_s == 0


def test_broken_audio_fails_with_its_reason(
    session: Session, agent: User, run_jobs: RunJobs
) -> None:
    number = call(session, agent, wav_header(channels=99, rate=8000))
    assert run_jobs() == (1, 0)
    found = recording_of(session, number)
    assert found.state is RecordingState.FAILED
    assert found.state_reason
    assert found.interaction.state_reason == found.state_reason


@needs_vad
def test_truncated_audio_is_said_to_be_so(session: Session, agent: User, run_jobs: RunJobs) -> None:
    whole = encoded([tone(4.0)])
    number = call(session, agent, whole[: len(whole) // 2])
    run_jobs()
    found = recording_of(session, number)
    assert found.truncated is True
    assert found.duration_s == pytest.approx(2.0, abs=0.1)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "the disk is full. Make room, then"),
        (Missing("The file is no longer in the store."), "The file is no longer in the store."),
        (KeyError("a fault"), "by an error of the product (KeyError)."),
    ],
)
def test_what_comes_back_at_every_attempt_is_told_and_can_be_tried_again(
    session: Session,
    agent: User,
    run_jobs: RunJobs,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    words: str,
) -> None:
    number = call(session, agent, encoded([silence(1.0)]))

    def fail(*_words: object) -> None:
        raise error

    monkeypatch.setattr(tasks, "_listen", fail)
    for _ in range(2):
        assert run_jobs() == (0, 0)
        session.execute(update(Job).values(run_after=AT))
    assert recording_of(session, number).state is RecordingState.TRANSCRIBING
    assert run_jobs() == (0, 1)
    found = recording_of(session, number)
    assert found.state is RecordingState.FAILED
    assert words in (found.state_reason or "")
    assert transcribe_again(session, found, by=None, at=AT).attempts == 0


def test_quarantined_recordings_are_not_touched_until_released(
    session: Session, agent: User, run_jobs: RunJobs
) -> None:
    number = call(session, agent, encoded([silence(1.0)]), basis=None)
    assert run_jobs() == (0, 0)
    found = recording_of(session, number)
    assert found.state is RecordingState.QUARANTINED
    assert take(session, found.id) is None
    batch = session.get_one(Batch, found.interaction.batch_id)
    assert release_batch(session, batch, "notice", by=None, at=AT) == 1
    assert (found.basis, found.state) == ("notice", RecordingState.WAITING)
    assert release_batch(session, batch, "notice", by=None, at=AT) == 0
    assert run_jobs() == (1, 0)


def test_a_later_transcript_replaces_the_current_one_and_keeps_it(
    session: Session, agent: User
) -> None:
    found = make_interaction(session, agent)
    turn = NewTurn(Speaker.AGENT, Redacted("New text"), start_s=0.0, end_s=1.0)
    add_next_transcript(session, NewTranscript(found.id, [turn], "whisper"), at=AT)
    assert session.scalar(select(func.count(Transcript.id))) == 2
    current = current_transcript(session, found.id)
    assert current is not None
    assert (current.number, [each.text for each in current.turns]) == (2, ["New text"])


@needs_vad
@pytest.mark.slow
def test_demo_call_is_really_transcribed(session: Session, agent: User, run_jobs: RunJobs) -> None:
    number = call(session, agent, CALL.read_bytes())
    with model_set_to(session, str(CHECKPOINT.resolve())):
        run_jobs()
    found = recording_of(session, number)
    transcript = current_transcript(session, number)
    assert found.state is RecordingState.TRANSCRIBED
    assert transcript is not None
    assert {turn.speaker for turn in transcript.turns} == {Speaker.AGENT, Speaker.CUSTOMER}
    assert transcript.note is not None
    assert transcript.note.startswith("Knows only the demo's voices; not to be believed")
    assert found.interaction.state is InteractionState.READY
    assert found.interaction.turn_count == len(transcript.turns) > 4
    assert 0 < found.interaction.facts["agent_talk_share"] < 1
    assert session.scalars(select(Job.state).distinct()).all() == [JobState.DONE]
    with model_set_to(session, str(CHECKPOINT.resolve())):
        transcribe_again(session, found, by=None, at=AT)
        run_jobs()
    again = current_transcript(session, number)
    assert again is not None
    assert again.number == 2
    assert [each.text for each in again.turns] == [each.text for each in transcript.turns]
