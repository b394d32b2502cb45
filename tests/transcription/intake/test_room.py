"""An import waits for room on the disk and for the workers, and says what it waits for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.jobs.models import Job, JobState
from qa_app.core.permissions import Role
from qa_app.people.models import User
from tests.factories.people import make_user
from tests.transcription.intake.examples import interaction, jsonl
from tests.transcription.intake.importing import counts
from tests.transcription.intake.test_routes import upload
from transcription.intake import room
from transcription.intake.hearing import HearingPace, pace
from transcription.intake.models import Batch
from transcription.intake.room import free_bytes, full_disk, long_queue
from transcription.interactions.models import RecordingState as S

SignIn = Callable[[User], FlaskClient]
RunJobs = Callable[[], tuple[int, int]]
MB = 1 << 20


def test_reasons(tmp_path: Path) -> None:
    assert full_disk(500 * MB, 500) is None
    assert full_disk(None, 500) is None
    assert full_disk(499 * MB, 500) == (
        "It waits for room: 499 MB are free on the disk of the file store, and 500 are kept free."
        " It goes on by itself."
    )
    assert long_queue(10, 10) is None
    assert (long_queue(11, 10) or "").startswith("It waits for the workers: 11 recordings")
    assert (free_bytes(f"file://{tmp_path}") or 0) > 0
    assert free_bytes("s3://bucket") is None


def test_an_import_goes_on_when_there_is_room(
    session: Session, sign_in: SignIn, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(make_user(session, Role.QA_MANAGER))
    upload(client, ("a.jsonl", jsonl(interaction())))
    monkeypatch.setattr(room, "free_bytes", lambda _url: 3 * MB)
    run_jobs()
    batch = session.scalars(select(Batch)).one()
    assert counts(batch) == ("received", 0, 0, 0, 0)
    assert "It waits for room: 3 MB are free" in client.get(f"/import/{batch.id}").text
    monkeypatch.undo()
    job = session.scalars(select(Job).where(Job.task == "intake.run_batch")).one()
    assert (job.state, job.attempts) == (JobState.WAITING, 0)
    job.run_after = job.created_at
    run_jobs()
    assert counts(batch) == ("done", 1, 1, 0, 0)


@pytest.mark.parametrize(
    ("states", "hourly", "shown"),
    [
        ({S.TRANSCRIBED: 3}, 3, None),
        ({S.WAITING: 5, S.TRANSCRIBING: 1, S.TRANSCRIBED: 3, S.FAILED: 1}, 0, (4, 10, 1, None)),
        ({S.WAITING: 5, S.TRANSCRIBING: 1, S.TRANSCRIBED: 3}, 3, (3, 9, 0, 7200.0)),
    ],
)
def test_pace_of_recordings(
    states: dict[S, int], hourly: int, shown: tuple[int, int, int, float | None] | None
) -> None:
    found = pace(states, hourly)
    if shown is None:
        assert found is None
        return
    assert isinstance(found, HearingPace)
    left = found.left.total_seconds() if found.left else None
    assert (found.done, found.total, found.failed, left) == shown
