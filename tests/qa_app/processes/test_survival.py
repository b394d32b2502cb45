"""kill -9 of real worker processes: acknowledged jobs are neither lost nor done twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from qa_app.config import load_settings
from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.jobs.models import Job, JobState
from qa_app.core.jobs.queue import enqueue
from qa_app.factory import build
from qa_app.installation import installation
from qa_app.people.models import Team
from qa_app.processes.scheduling import tick
from qa_app.processes.upgrade import upgrade
from tests.servers import PostgresServer, RedisServer
from tests.survival import tasks as _tasks

JOBS = 30
TASK = "survival.add_team"
assert _tasks.SLOW_S > 0


@contextmanager
def worker(environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process of the fast queue that knows the test's task."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.survival"],
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=Path(__file__).parents[3],
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def count(app: Flask, state: JobState) -> int:
    """How many of the test's own jobs are in that state; the timetable's are not counted."""
    query = select(func.count(Job.id)).where(Job.task == TASK, Job.state == state)
    with app.app_context(), installation(app).open_session() as session:
        return session.scalar(query) or 0


def sweep_until_done(app: Flask, seconds: float) -> None:
    end = time.monotonic() + seconds
    while count(app, JobState.DONE) < JOBS and time.monotonic() < end:
        with app.app_context():
            tick(installation(app), clock.now())
        time.sleep(0.25)


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["sqlite", "postgres and redis"])
def test_killed_workers_lose_nothing_and_finish_each_job_once(
    tmp_path: Path, engine: str, request: pytest.FixtureRequest
) -> None:
    environment = {"QA_INSTANCE_PATH": str(tmp_path / "instance"), "QA_LOG_LEVEL": "error"}
    if engine != "sqlite":
        postgres, redis = PostgresServer(tmp_path / "postgres"), RedisServer()
        environment["DATABASE_URL"] = postgres.__enter__().url
        request.addfinalizer(lambda: postgres.__exit__(None, None, None))
        environment["QA_JOBS_URL"] = redis.__enter__().url
        request.addfinalizer(lambda: redis.__exit__(None, None, None))
    app = build(load_settings(environment), testing=True)
    upgrade(app)
    with app.app_context(), installation(app).open_session() as session:
        for number in range(JOBS):
            enqueue(session, TASK, {"name": f"team {number}"})
        session.commit()
    for round_number in range(3):
        with worker(environment) as process:
            begun = count(app, JobState.DONE)
            end = time.monotonic() + 60
            while count(app, JobState.DONE) < begun + 3 and time.monotonic() < end:
                time.sleep(0.05)
            assert count(app, JobState.DONE) >= begun + 3, f"round {round_number} did no work"
            os.kill(process.pid, signal.SIGKILL)
    with worker(environment):
        sweep_until_done(app, 180)
    with app.app_context():
        names = db.session.scalars(select(Team.name)).all()
        db.session.rollback()
        assert sorted(names) == sorted(f"team {number}" for number in range(JOBS))
        assert count(app, JobState.DONE) == JOBS
        db.engine.dispose()
