"""From a recording in the holding area to the muted copy that is played, by the worker's steps."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.errors import Missing
from qa_app.core.jobs.models import Job
from qa_app.core.jobs.runner import TaskContext
from qa_app.core.permissions import Role
from qa_app.core.storage import storage
from qa_app.people.models import User
from tests.factories.interactions import make_interaction
from tests.factories.people import AT, make_team, make_user
from tests.transcription.transcripts.sounds import encoded, noise, tone
from transcription.interactions.models import Recording, RecordingState
from transcription.redaction.turns import TurnText, redact_turns
from transcription.transcripts import tasks_muting
from transcription.transcripts.audio import RATE, Pcm, loudness
from transcription.transcripts.decode import decode
from transcription.transcripts.models import Speaker
from transcription.transcripts.muting import PAD_S
from transcription.transcripts.playback import enqueue_missing, enqueue_muting, mute_again, muted_in
from transcription.transcripts.writing import NewTranscript, NewTurn, add_next_transcript

RunJobs = Callable[[], tuple[int, int]]
SAID = (
    ("agent", "May I have the number of your card?", 0.5, 2.0),
    ("customer", "4111 1111 1111 1111, and write to me at a@example.com.", 3.0, 5.0),
    ("agent", "Thank you.", 6.5, 7.5),
)


@pytest.fixture
def agent(session: Session) -> User:
    return make_user(session, Role.AGENT, make_team(session))


@pytest.fixture
def recording(session: Session, agent: User) -> Recording:
    """A recording of eight seconds of sound whose text came with it, in times of turns."""
    found = make_interaction(
        session, agent, (), channel="phone", audio=encoded([tone(8.0), noise(8.0)])
    )
    session.query(Job).delete()
    assert found.recording is not None
    give_text(session, found.recording)
    found.recording.state = RecordingState.TRANSCRIBED
    return found.recording


def give_text(session: Session, recording: Recording, said: tuple[object, ...] = SAID) -> None:
    rows: tuple[tuple[str, str, float | None, float | None], ...] = said  # type: ignore[assignment]
    masked = redact_turns([TurnText(speaker, text) for speaker, text, *_ in rows])
    turns = [
        NewTurn(Speaker(speaker), each, start_s=start, end_s=end)
        for (speaker, _, start, end), each in zip(rows, masked, strict=True)
    ]
    add_next_transcript(session, NewTranscript(recording.interaction_id, turns, "import"), at=AT)


def played(session: Session, recording: Recording) -> tuple[Pcm, ...]:
    assert recording.playback_key is not None
    return decode(BytesIO(storage(session).get(recording.playback_key))).channels


def is_silent(channels: tuple[Pcm, ...], start_s: float, end_s: float) -> bool:
    span = slice(round(start_s * RATE), round(end_s * RATE))
    silent = {bool(np.count_nonzero(each[span]) == 0) for each in channels}
    sounding = {loudness(each[span]) > 0.05 for each in channels}
    assert silent != sounding  # Never half of a stretch, never one channel of two.
    return silent == {True}


def test_the_copy_is_silent_where_text_is_masked_and_the_original_is_gone(
    session: Session, recording: Recording, run_jobs: RunJobs
) -> None:
    original = recording.storage_key
    enqueue_muting(session, recording)
    assert enqueue_muting(session, recording) is None
    assert run_jobs() == (2, 0)
    assert muted_in(recording)[0].row() == [3.0 - PAD_S, 5.0 + PAD_S, ["card", "email"], True]
    sound = played(session, recording)
    assert [len(each) for each in sound] == [8 * RATE] * 2
    assert is_silent(sound, 3.0, 5.0)
    assert not is_silent(sound, 0.2, 2.5)
    assert not is_silent(sound, 5.5, 7.8)
    assert (recording.storage_key, recording.duration_s, recording.channels) == ("", 8.0, 2)
    assert original not in set(storage(session).listing())


def test_what_a_later_text_masks_is_silenced_too_and_nothing_sounds_again(
    session: Session, recording: Recording, run_jobs: RunJobs
) -> None:
    enqueue_muting(session, recording)
    run_jobs()
    first = recording.playback_key
    give_text(session, recording, (("agent", "My password is Kettle-2026.", 6.5, 7.5),))
    assert mute_again(session, recording)
    assert run_jobs() == (2, 0)
    assert [each.kinds for each in muted_in(recording)] == [("card", "email"), ("password",)]
    sound = played(session, recording)
    assert is_silent(sound, 3.0, 5.0)
    assert is_silent(sound, 6.5, 7.5)
    assert not is_silent(sound, 0.2, 2.5)
    assert sorted(storage(session).listing("playback")) == [recording.playback_key]
    assert first != recording.playback_key
    give_text(session, recording, (("agent", "Thank you.", 6.5, 7.5),))
    assert not mute_again(session, recording)


def test_settings_may_keep_the_original_and_mute_destroyed_kinds_alone(
    session: Session, recording: Recording, run_jobs: RunJobs
) -> None:
    settings = session.info["settings"]
    before = (settings.keep_originals, settings.mute_kinds)
    object.__setattr__(settings, "keep_originals", True)
    object.__setattr__(settings, "mute_kinds", "destroyed")
    try:
        give_text(
            session,
            recording,
            (
                ("customer", "a@example.com", 1.0, 2.0),
                ("customer", "My password is x1y2", 4.0, 5.0),
            ),
        )
        enqueue_muting(session, recording)
        assert run_jobs() == (1, 0)
    finally:
        object.__setattr__(settings, "keep_originals", before[0])
        object.__setattr__(settings, "mute_kinds", before[1])
    assert [each.kinds for each in muted_in(recording)] == [("password",)]
    assert recording.storage_key in set(storage(session).listing())


def test_text_without_times_leaves_a_recording_unplayed_and_says_why(
    session: Session, recording: Recording, run_jobs: RunJobs
) -> None:
    give_text(session, recording, (("customer", "4111 1111 1111 1111", None, None),))
    enqueue_muting(session, recording)
    assert run_jobs() == (1, 0)
    assert recording.playback_key is None
    assert "came without times" in (recording.mute_note or "")
    assert recording.storage_key in set(storage(session).listing())
    assert enqueue_missing(session) == 0


def test_recordings_of_earlier_versions_get_their_copy(
    session: Session, recording: Recording, run_jobs: RunJobs
) -> None:
    assert enqueue_missing(session) == 1
    assert enqueue_missing(session) == 0
    run_jobs()
    assert recording.playback_key is not None
    assert enqueue_missing(session) == 0


class Killed(BaseException):
    """A kill -9, as far as a transaction can tell: nothing after it runs."""


STEPS = ("muted_copy", "keep_playback", "use_playback", "storage")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_kill_between_any_two_steps_loses_nothing_and_opens_nothing(
    session: Session,
    recording: Recording,
    run_jobs: RunJobs,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    when: str,
) -> None:
    original, real = recording.storage_key, getattr(tasks_muting, step)

    def killed(*args: object, **named: object) -> None:
        if when == "after":
            found = real(*args, **named)
            if step == "storage":
                found.delete(original)
        raise Killed

    enqueue_muting(session, recording)
    monkeypatch.setattr(tasks_muting, step, killed)
    with pytest.raises(Killed):
        run_jobs()
    session.rollback()
    session.expire_all()
    if recording.playback_key:
        assert is_silent(played(session, recording), 3.0, 5.0)
    else:
        assert recording.storage_key in set(storage(session).listing())
    monkeypatch.undo()
    # The lease runs out and the sweeper hands the job to another worker.
    for job in session.scalars(select(Job).where(Job.finished_at.is_(None))):
        job.state, job.lease_until = type(job.state).WAITING, None
    run_jobs()
    assert is_silent(played(session, recording), 3.0, 5.0)
    assert recording.storage_key == ""
    assert sorted(storage(session).listing("playback")) == [recording.playback_key]
    assert original not in set(storage(session).listing())


def test_an_original_stays_while_its_copy_is_not_in_the_store(
    session: Session, recording: Recording, run_jobs: RunJobs
) -> None:
    recording.playback_key = "playback/nowhere.ogg"
    session.flush()
    with pytest.raises(Missing):
        storage(session).size(recording.playback_key)
    context = TaskContext(session, 0, 0, lambda: session)
    with pytest.raises(Missing):
        tasks_muting.discard_original(context, recording.id)
    assert recording.storage_key in set(storage(session).listing())


def test_nothing_readable_waits_in_the_store(session: Session, recording: Recording) -> None:
    folder = Path(session.info["settings"].instance) / "files"
    for path in folder.rglob("*"):
        if path.is_file() and "recordings" in path.parts:
            assert b"RIFF" not in path.read_bytes()
