"""The page of a call tells how far its transcription is, and shows the text once it is there."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.jobs.models import Job, JobState
from qa_app.core.permissions import Role
from qa_app.people.models import User
from tests.factories.interactions import make_batch, make_interaction
from tests.factories.people import make_team, make_user
from tests.transcription.transcripts.sounds import encoded, tone
from transcription.interactions.models import Interaction, RecordingState
from transcription.transcripts.transcribing import TASK, fail_parked

SignIn = Callable[[User], FlaskClient]


def call(session: Session) -> tuple[Interaction, Job]:
    agent = make_user(session, Role.AGENT, make_team(session))
    found = make_interaction(session, agent, (), channel="phone", audio=encoded([tone(1)]))
    return found, session.scalars(select(Job).where(Job.task == TASK)).one()


def test_a_waiting_recording_says_so_and_is_asked_after(session: Session, sign_in: SignIn) -> None:
    found, job = call(session)
    client = sign_in(make_user(session, Role.QA_MANAGER))
    address = f"/interactions/{found.id}/transcribing"
    waiting = client.get(address)
    assert "Waiting for a worker" in waiting.text
    assert f'hx-get="{address}"' in waiting.text
    job.state, job.done_units, job.total_units = JobState.RUNNING, 25, 100
    running = client.get(address)
    assert "Transcribing" in running.text
    assert "25 of 100" in running.text
    assert f'hx-get="{address}"' in client.get(f"/interactions/{found.id}").text


def test_the_whole_page_comes_once_no_job_works_on_it(session: Session, sign_in: SignIn) -> None:
    found, job = call(session)
    client = sign_in(make_user(session, Role.QA_MANAGER))
    job.state = JobState.DONE
    answer = client.get(f"/interactions/{found.id}/transcribing")
    assert (answer.status_code, answer.text) == (200, "")
    assert answer.headers["HX-Redirect"] == f"/interactions/{found.id}"


def test_a_call_that_is_opened_goes_before_the_others(session: Session, sign_in: SignIn) -> None:
    _, first = call(session)
    found, _ = second_call(session)
    client = sign_in(make_user(session, Role.QA_MANAGER))
    place = f"/interactions/{found.id}/next"
    page = client.get(f"/interactions/{found.id}").text
    assert "1 recording goes before it." in page
    assert f'hx-post="{place}"' in page
    answer = client.post(place, headers={"HX-Request": "true"}).text
    assert ("goes before it" in answer, place in answer) == (False, False)
    session.expire_all()
    jobs = session.scalars(select(Job).where(Job.task == TASK).order_by(Job.priority)).all()
    assert [(job.id == first.id, job.priority) for job in jobs] == [(True, 0), (False, 10)]
    assert client.post(place).status_code == 303


def test_a_recording_whose_worker_was_killed_each_time_says_so(
    session: Session, sign_in: SignIn
) -> None:
    found, job = call(session)
    assert found.recording is not None
    found.recording.state = RecordingState.TRANSCRIBING
    assert fail_parked(session) == []
    job.state, job.error = JobState.PARKED, "The worker stopped answering."
    assert fail_parked(session) == [found.recording.id]
    assert found.recording.state_reason == (
        "The transcription was given up. The worker stopped answering."
    )
    client = sign_in(make_user(session, Role.QA_MANAGER))
    found.batch_id = make_batch(session).id
    page = client.get(f"/import/{found.batch_id}").text
    assert "1 recording has no text, as every try failed" in page
    assert client.post(f"/import/{found.batch_id}/again").status_code == 303
    session.expire_all()
    assert found.recording.state is RecordingState.WAITING
    assert "In the last hour" not in client.get(f"/import/{found.batch_id}").text
    assert "0 of 1" in client.get(f"/import/{found.batch_id}/hearing").text


def second_call(session: Session) -> tuple[Interaction, Job]:
    agent = make_user(session, Role.AGENT, make_team(session))
    found = make_interaction(session, agent, (), channel="phone", audio=encoded([tone(1)]))
    jobs = session.scalars(select(Job).where(Job.task == TASK).order_by(Job.id)).all()
    return found, jobs[-1]


def test_one_turn_and_one_channel_are_said_in_the_singular(
    session: Session, sign_in: SignIn
) -> None:
    jo = make_user(session, Role.AGENT, make_team(session))
    chat = make_interaction(session, jo, [("customer", "Hello?")])
    phone, _ = call(session)
    assert phone.recording is not None
    phone.recording.channels, phone.recording.sample_rate, phone.recording.codec = 1, 8000, "pcm"
    session.flush()
    client = sign_in(make_user(session, Role.QA_MANAGER))
    assert ">1 turn<" in client.get(f"/interactions/{chat.id}").text
    assert "1 channel, 8 kHz, pcm" in client.get(f"/interactions/{phone.id}").text
