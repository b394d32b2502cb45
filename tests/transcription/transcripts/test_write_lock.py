"""While a recording is transcribed, which may take an hour, everybody else can write."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.jobs.models import Job
from qa_app.core.permissions import Role
from qa_app.installation import installation
from tests.factories.interactions import make_interaction
from tests.factories.people import make_team, make_user
from tests.locks import noting, write_lock_is_free
from tests.transcription.transcripts.sounds import encoded, silence
from transcription.interactions.models import Interaction, InteractionState
from transcription.transcripts import tasks, transcribing
from transcription.transcripts.audio import AudioFacts
from transcription.transcripts.engine import Segment
from transcription.transcripts.listening import Progress
from transcription.transcripts.messages import ChannelHeard, Decoded, Done, Message
from transcription.transcripts.segments import Stretch

RunJobs = Callable[[], tuple[int, int]]


def said() -> list[Message]:
    """What the transcribing process says of a short call."""
    facts = AudioFacts(3.0, channels=1, sample_rate=48000, codec="opus", container="ogg")
    return [
        Decoded(facts, 3.0, truncated=False, damaged_packets=0),
        Progress("listening", 3.0, 3.0),
        ChannelHeard(0, is_silent=False, repeats=False, speech=(Stretch(0.0, 3.0),), peaks=(1, 2)),
        Progress("transcribing", 1.5, 3.0),
        Segment(0, 0.0, 3.0, "Hello, how can I help you?", confidence=0.9),
        Done("made", "", 3.0),
    ]


def test_the_write_lock_is_free_while_whisper_runs(
    session: Session, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes: list[tuple[str, bool]] = []
    shown: list[tuple[int | None, str | None]] = []

    def speak(*_request: Any, **_given: Any) -> Iterator[Message]:
        for message in said():
            notes.append((type(message).__name__, write_lock_is_free()))
            yield message
            with installation().open_session() as other:
                shown.append(tuple(other.execute(select(Job.done_units, Job.note)).one()))

    monkeypatch.setattr(tasks, "run_in_subprocess", speak)
    monkeypatch.setattr(
        tasks, "muted_copy", lambda *_given: notes.append(("mute", write_lock_is_free()))
    )
    monkeypatch.setattr(transcribing, "masked_turns", noting(transcribing.masked_turns, notes))
    agent = make_user(session, Role.AGENT, make_team(session))
    call = make_interaction(
        session, agent, (), channel="phone", audio=encoded([silence(3.0)]), basis="consent"
    )
    session.commit()
    number = call.id
    run_jobs()
    assert session.get_one(Interaction, number).state is InteractionState.READY
    assert [name for name, free in notes if not free] == []
    assert [name for name, _ in notes] == [
        *(type(m).__name__ for m in said()),
        "masked_turns",
        "mute",
    ]
    # Progress is seen by others while it goes on, not only at the end.
    assert shown[1:] == [
        (15, "Finding speech"),
        (15, "Finding speech"),
        (58, "Transcribing"),
        (58, "Transcribing"),
        (58, "Transcribing"),
    ]
