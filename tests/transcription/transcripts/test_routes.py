"""The page of a call tells how far its transcription is, and shows the text once it is there."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.jobs.models import Job, JobState
from qa_app.core.permissions import Role
from qa_app.people.models import User
from tests.factories.interactions import make_interaction
from tests.factories.people import make_team, make_user
from tests.transcription.transcripts.sounds import encoded, tone
from transcription.interactions.models import Interaction
from transcription.transcripts.transcribing import TASK

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
