"""Recordings are transcribed again with a chosen model, and what people mended stays read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_app.core.audit import AuditRow
from qa_app.core.errors import Conflict, Refused
from qa_app.core.jobs.models import Job, JobState
from qa_app.core.permissions import Role
from qa_app.people.models import User
from tests.factories.hearing import demo_calls, finish_heard, hearing_of, make_heard
from tests.factories.people import AT, make_team, make_user
from transcription.interactions.models import Interaction, MaskedOriginal, RecordingState
from transcription.transcripts.again import (
    PRIORITY,
    call_off,
    extent_of,
    transcribe_all_again,
    under_way,
)
from transcription.transcripts.choice import Offered, chosen_model, offered
from transcription.transcripts.choosing import models_here
from transcription.transcripts.correcting import Change, mend
from transcription.transcripts.queries import current_transcript
from transcription.transcripts.speed import Estimate, Speed, estimate, speed, speeds
from transcription.transcripts.transcribing import (
    TASK,
    enqueue_transcription,
    take,
    transcribe_again,
)
from transcription.transcripts.versions import newer_than

SignIn = Callable[[User], FlaskClient]
BASE = Offered("1:base", "base", "base")


@pytest.fixture
def agent(session: Session) -> User:
    return make_user(session, Role.AGENT, make_team(session))


@pytest.fixture
def heard(session: Session, agent: User) -> Interaction:
    """A call with its text, which no job works on."""
    return make_heard(session, agent)


def hear_again(session: Session, found: Interaction) -> None:
    assert found.recording is not None
    recording = take(session, found.recording.id, again=True)
    assert recording is not None
    heard = hearing_of(demo_calls()[found.external_id])
    heard.segments = heard.segments[:3]
    finish_heard(session, recording, heard)


def test_models_are_offered_once_that_of_the_settings_first() -> None:
    found = offered("small", ["base", "small"], ["/m/own.pt"])
    assert [(one.key, one.value, one.name, one.is_set) for one in found] == [
        ("0:small", "small", "small", True),
        ("1:base", "base", "base", False),
        ("2:own", "/m/own.pt", "own", False),
    ]
    assert chosen_model(found, "2:own").value == "/m/own.pt"
    assert chosen_model(found, "base").key == "1:base"
    with pytest.raises(Refused, match="There is: small, base, own"):
        chosen_model(found, "/etc/passwd")


def test_a_speed_needs_four_recordings() -> None:
    assert speed([(10, 10), (20, 10), (9, 0), (1, 1)]) == Speed(3)
    pairs = [(10.0, 10.0), (20.0, 10.0), (30.0, 10.0), (40.0, 10.0), (50.0, 10.0)]
    known = speed(pairs)
    assert known == Speed(5, 3.0, 2.0, 4.0)
    assert estimate(known, 60.0) == Estimate(
        5, timedelta(minutes=3), timedelta(minutes=2), timedelta(minutes=4)
    )
    assert (estimate(None, 60.0), estimate(known, None)) == (Estimate(0), Estimate(5))
    assert estimate(Speed(3), 60.0) == Estimate(3)


def test_speed_is_that_of_jobs_that_wrote_a_text(session: Session, heard: Interaction) -> None:
    assert heard.recording is not None
    job = session.scalars(select(Job).where(Job.task == TASK)).one()
    assert speeds(session, AT) == {}
    job.started_at, job.finished_at = AT - timedelta(seconds=30), AT + timedelta(seconds=1)
    assert speeds(session, AT) == {"demo-voices-only": Speed(1)}
    assert speeds(session, AT + timedelta(days=91)) == {}


def test_a_new_version_is_read_and_the_old_one_kept(session: Session, heard: Interaction) -> None:
    assert heard.recording is not None
    job = transcribe_again(session, heard.recording, model="base", by=None, at=AT)
    assert job.args == {"recording_id": heard.recording.id, "model": "base", "again": True}
    assert heard.recording.state is RecordingState.TRANSCRIBED
    hear_again(session, heard)
    current = current_transcript(session, heard.id)
    assert current is not None
    assert (current.number, len(current.turns), heard.turn_count) == (2, 3, 3)


def test_a_mended_version_stays_the_one_that_is_read(
    session: Session, heard: Interaction, agent: User, sign_in: SignIn
) -> None:
    manager = make_user(session, Role.QA_MANAGER)
    before = current_transcript(session, heard.id)
    assert before is not None
    mended = mend(session, heard, before, [Change(0, "Good day.")], by=manager.id, at=AT)
    turns = heard.turn_count
    hear_again(session, heard)
    current = current_transcript(session, heard.id)
    assert current is not None
    assert (current.id, heard.turn_count) == (mended.id, turns)
    newer = newer_than(session, current)
    assert newer is not None
    assert (newer.number, newer.is_current, newer.origin) == (3, False, "whisper")
    assert newer_than(session, newer) is None
    sealed = select(func.count(MaskedOriginal.id)).where(
        MaskedOriginal.transcript_id == newer.id, MaskedOriginal.is_current.is_(True)
    )
    assert session.scalar(sealed) == 0
    page = sign_in(manager).get(f"/interactions/{heard.id}").text
    assert "stays the one that is read until somebody chooses otherwise" in page
    assert f"/interactions/{heard.id}/versions?left=2&amp;right=3" in page


def test_many_are_counted_asked_for_and_called_off(session: Session, heard: Interaction) -> None:
    scope, by = select(Interaction), None
    extent = extent_of(session, scope)
    assert heard.recording is not None
    assert (extent.recordings, extent.unmeasured, extent.muted_copies) == (1, 0, 0)
    assert extent.speech_s == heard.recording.speech_s
    with pytest.raises(Conflict):
        transcribe_all_again(session, scope, BASE, seen=2, by=by, at=AT)
    assert transcribe_all_again(session, scope, BASE, seen=1, by=by, at=AT) == 1
    job = session.scalars(select(Job).where(Job.priority == PRIORITY)).one()
    assert (job.args["model"], job.state) == ("base", JobState.WAITING)
    assert under_way(session, scope) == {JobState.WAITING: 1}
    assert extent_of(session, scope).recordings == 0
    with pytest.raises(Refused):
        transcribe_all_again(session, scope, BASE, seen=0, by=by, at=AT)
    assert call_off(session, scope, by=by, at=AT) == 1
    assert (under_way(session, scope), job.state) == ({}, JobState.CANCELLED)
    assert heard.recording.state is RecordingState.TRANSCRIBED
    acts = session.scalars(select(AuditRow.act).order_by(AuditRow.id.desc()).limit(3)).all()
    assert acts == ["recordings.call_off", "recordings.transcribe", "recording.transcribe"]


def test_the_pages_count_first_and_then_do_it(
    session: Session, heard: Interaction, sign_in: SignIn
) -> None:
    client = sign_in(make_user(session, Role.QA_MANAGER))
    session.commit()
    place = f"/interactions/again?batch={heard.batch_id}"
    page = client.get(place).text
    assert "Transcribe 1 recording again" in page
    assert "time unknown: it has transcribed 0 of the 4 recordings" in page
    assert "There is nothing to transcribe again" in client.get("/interactions/again?q=zzz").text
    refused = client.post(place, data={"model": "/etc/passwd", "seen": "1"})
    assert (refused.status_code, "cannot be chosen here" in refused.text) == (422, True)
    data = {"model": "0:small", "seen": "1"}
    done = client.post(place, data=data)
    assert (done.status_code, done.headers["Location"]) == (303, place)
    page = client.get(place).text
    assert "1 recording waits to be transcribed again, after all new work." in page
    assert "Waiting for a worker" in client.get(f"/interactions/{heard.id}").text
    assert client.post(place.replace("again?", "again/cancel?")).status_code == 303
    assert "1 recording keeps the text that it has." in client.get(place).text
    one = client.post(f"/interactions/{heard.id}/transcribe", data={"model": "0:small"})
    assert one.status_code == 303
    jobs = session.scalars(select(Job.args).where(Job.state == JobState.WAITING, Job.task == TASK))
    assert [args["model"] for args in jobs] == ["small"]


def test_a_checkpoint_that_has_read_here_is_offered(
    session: Session, heard: Interaction, tmp_path: Path
) -> None:
    assert heard.recording is not None
    kept, gone = tmp_path / "own.pt", tmp_path / "gone.pt"
    kept.touch()
    for path in (kept, gone):
        enqueue_transcription(session, heard.recording, model=str(path))
    values = [each.value for each in models_here(session)]
    assert (str(kept) in values, str(gone) in values) == (True, False)


def test_an_agent_may_not(session: Session, agent: User, sign_in: SignIn) -> None:
    assert sign_in(agent).get("/interactions/again").status_code == 404
