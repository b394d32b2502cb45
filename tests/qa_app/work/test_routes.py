"""The page of work: what stopped is named with its reason and tried again, one or all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.audit import AuditRow
from qa_app.core.jobs.models import Job, JobState
from qa_app.core.jobs.queue import enqueue
from qa_app.core.jobs.registry import known_tasks
from qa_app.core.permissions import Role
from qa_app.people.models import User
from qa_app.work.words import KILLED, name_of, reason_of
from tests.factories.interactions import make_interaction
from tests.factories.people import make_team, make_user
from transcription.intake.models import Batch, BatchState
from transcription.interactions.models import Recording, RecordingState

SignIn = Callable[[User], FlaskClient]


def parked(session: Session, task: str = "search.index", error: str = "ValueError: x") -> Job:
    job = enqueue(session, task, {})
    job.state, job.error, job.attempts = JobState.PARKED, error, 5
    job.finished_at = clock.now()
    session.flush()
    return job


@pytest.mark.parametrize("role", [Role.ADMIN, Role.QA_MANAGER])
def test_an_idle_installation(session: Session, sign_in: SignIn, role: Role) -> None:
    page = sign_in(make_user(session, role)).get("/jobs").text
    for words in ("Nothing has stopped", "Nothing runs", "Nothing waits"):
        assert words in page


def test_recordings_without_a_model_are_said_to_wait(session: Session, sign_in: SignIn) -> None:
    jo = make_user(session, Role.AGENT, make_team(session))
    for made in (make_interaction(session, jo), make_interaction(session, jo)):
        sound = {"storage_key": "", "file_name": "a.wav", "sha256": "", "media_type": "audio/wav"}
        state = RecordingState.WAITING_MODEL
        session.add(Recording(interaction_id=made.id, size_bytes=1, state=state, **sound))
    session.flush()
    page = sign_in(make_user(session, Role.QA_MANAGER)).get("/jobs").text
    assert "2 recordings wait for the speech model" in page
    assert "/interactions?state=waiting" in page
    assert "Nothing waits" not in page


def test_what_stopped_is_tried_again(session: Session, sign_in: SignIn) -> None:
    client = sign_in(make_user(session, Role.ADMIN))
    one, two, other = parked(session), parked(session), parked(session, "replay.run", KILLED)
    page = client.get("/jobs").text
    assert "An error of the product (ValueError): x" in page
    assert "killed at every try" in page
    assert "killed at every try" not in client.get("/jobs?task=search.index").text
    assert client.post(f"/jobs/{one.id}/retry").status_code == 303
    assert client.post(f"/jobs/{one.id}/retry").status_code == 422
    assert client.post("/jobs/retry", data={"task": "search.index"}).status_code == 303
    session.expire_all()
    states = [(job.state, job.attempts) for job in (one, two, other)]
    again = (JobState.WAITING, 0)
    assert states == [again, again, (JobState.PARKED, 5)]
    acts = session.scalars(select(AuditRow).where(AuditRow.subject_type == "job")).all()
    assert [(each.act, (each.after or {}).get("jobs")) for each in acts] == [
        ("job.retry", None), ("job.retry_all", 1)
    ]  # fmt: skip


def test_an_import_is_read_again_with_its_job(session: Session, sign_in: SignIn) -> None:
    client = sign_in(make_user(session, Role.QA_MANAGER))
    batch = Batch(name="b", format="auto", state=BatchState.FAILED, created_at=clock.now())
    session.add(batch)
    session.flush()
    job = parked(session, "intake.run_batch", "The disk is full.")
    job.subject_type, job.subject_id = "batch", batch.id
    assert "The disk is full." in client.get("/jobs").text
    client.post(f"/jobs/{job.id}/retry")
    session.expire_all()
    assert (batch.state, job.state) == (BatchState.RECEIVED, JobState.WAITING)
    client.post(f"/jobs/{job.id}/cancel")
    session.expire_all()
    assert (batch.state, job.state) == (BatchState.CANCELLED, JobState.CANCELLED)
    assert client.post(f"/jobs/{job.id}/cancel").status_code == 422


def test_running_and_waiting_work_is_shown(session: Session, sign_in: SignIn) -> None:
    client = sign_in(make_user(session, Role.ADMIN))
    running = enqueue(session, "replay.run", {})
    running.state, running.started_at = JobState.RUNNING, clock.now() - timedelta(minutes=1)
    running.done_units, running.total_units, running.note = 25, 100, "Halfway"
    enqueue(session, "search.index", {}, priority=10)
    page = client.get("/jobs").text
    for words in (
        'max="100" value="25"',
        " left",
        "Halfway",
        "Make conversations findable",
        "somebody waits",
    ):
        assert words in page


def test_every_task_has_its_words(app: Flask) -> None:
    ours = [name for name in known_tasks() if not name.startswith(("survival.", "tests."))]
    assert [name for name in ours if name_of(name) == name] == []


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("The disk is full: make room.", "The disk is full: make room."),
        ("KeyError: 'a'", "An error of the product (KeyError): 'a'"),
        (None, "It said nothing of why."),
    ],
)
def test_reasons(app: Flask, error: str | None, said: str) -> None:
    with app.test_request_context():
        assert reason_of(Job(task="x", error=error)) == said
