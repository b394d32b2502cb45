"""kill -9 of a worker in the middle of a transcription: nothing is lost, it is finished once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import transcription.demo
from qa_app.config import load_settings
from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.jobs.models import Job, JobState, Queue
from qa_app.core.permissions import Role
from qa_app.factory import build
from qa_app.installation import installation
from qa_app.processes.scheduling import tick
from qa_app.processes.upgrade import upgrade
from tests.factories.interactions import make_interaction
from tests.factories.people import make_team, make_user
from tests.processes import all_gone, descendants, wait_until
from tests.servers import PostgresServer, RedisServer
from transcription.interactions.models import Recording, RecordingState
from transcription.transcripts.models import Transcript, Turn
from transcription.transcripts.transcribing import TASK

ROOT = Path(__file__).parents[3]
DEMO = Path(str(transcription.demo.__file__)).parent
CALL = DEMO / "calls" / "demo-call-03.opus"
PATIENCE_S = 120

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("silero_vad") is None, reason="silero-vad is not there"),
    pytest.mark.skipif(find_spec("whisper") is None, reason="openai-whisper is not there"),
]


@pytest.fixture(params=["sqlite", "sqlite and redis", "postgres and redis"])
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """Settings for an instance with the demo's checkpoint, on real servers."""
    found = {
        "QA_INSTANCE_PATH": str(tmp_path / "instance"),
        "QA_LOG_LEVEL": "error",
        "QA_WHISPER_MODEL": str(DEMO / "demo-voices-only.pt"),
    }
    with ExitStack() as servers:
        if "postgres" in request.param:
            server = servers.enter_context(PostgresServer(tmp_path / "postgres"))
            found["DATABASE_URL"] = server.url
        if "redis" in request.param:
            found["QA_JOBS_URL"] = servers.enter_context(RedisServer()).url
        yield found


@contextmanager
def heavy_worker(environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """The worker that transcribes, as the command that people run."""
    process = subprocess.Popen(
        [sys.executable, "-m", "qa_app.cli", "worker", "--queue", Queue.HEAVY.value],
        env={**os.environ, **environment},
        cwd=ROOT,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def opened(app: Flask) -> Iterator[Session]:
    """A short transaction of the test's own."""
    with app.app_context(), installation(app).open_session() as session:
        yield session
        session.commit()


def job(app: Flask) -> Job:
    """The one transcription that there is."""
    with opened(app) as session:
        return session.scalars(select(Job).where(Job.task == TASK)).one()


def test_it_is_taken_up_again_and_finished_once(
    environment: dict[str, str], tmp_path: Path
) -> None:
    app = build(load_settings(environment), testing=True)
    upgrade(app)
    with opened(app) as session:
        agent = make_user(session, Role.AGENT, make_team(session))
        make_interaction(session, agent, (), channel="phone", audio=CALL.read_bytes())
    with heavy_worker(environment) as worker:
        # Speech is found in the first 15 per cent; then Whisper reads stretch by stretch.
        wait_until(lambda: (job(app).done_units or 0) > 25, PATIENCE_S)
        below = [one.pid for one in descendants(worker.pid)]
        assert len(below) == 1
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        wait_until(lambda: all_gone(below), 10)
    killed = job(app)
    assert (killed.state, killed.attempts) == (JobState.RUNNING, 1)
    with opened(app) as session:
        assert session.scalar(select(func.count(Transcript.id))) == 0
        # The lease is a minute; what the sweeper does is the same without waiting for it.
        session.get_one(Job, killed.id).lease_until = clock.now() - timedelta(seconds=1)
    with app.app_context():
        tick(installation(app), clock.now())
    assert job(app).state is JobState.WAITING
    with heavy_worker(environment):
        wait_until(lambda: job(app).state is JobState.DONE, PATIENCE_S)
    finished = job(app)
    assert (finished.attempts, finished.fence, finished.error) == (2, 3, None)
    with opened(app) as session:
        assert session.scalars(select(Recording.state)).all() == [RecordingState.TRANSCRIBED]
        assert session.scalars(select(Transcript.number)).all() == [1]
        assert (session.scalar(select(func.count(Turn.id))) or 0) > 4
    assert list((tmp_path / "instance" / "work").iterdir()) == []
    with app.app_context():
        db.engine.dispose()
