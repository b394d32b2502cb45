"""Two hosts on PostgreSQL, Redis and one store share the work; one dies, the other finishes."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

import transcription.demo
from qa_app.config import load_settings
from qa_app.core.jobs.models import Job, JobState
from tests.journeys.serving import ServedTree
from tests.processes import descendants, wait_until
from tests.servers import PostgresServer, RedisServer
from transcription.intake.models import Batch, BatchState
from transcription.interactions.models import (
    Interaction,
    InteractionState,
    Recording,
    RecordingState,
)
from transcription.transcripts.models import Transcript
from transcription.transcripts.transcribing import TASK

DEMO = Path(str(transcription.demo.__file__)).parent
CALLS = 4
PATIENCE_S = 400

pytestmark = [
    pytest.mark.slow,
    pytest.mark.postgres,
    pytest.mark.redis,
    pytest.mark.skipif(find_spec("silero_vad") is None, reason="silero-vad is not there"),
    pytest.mark.skipif(find_spec("whisper") is None, reason="openai-whisper is not there"),
]


def put_calls(folder: Path) -> Path:
    """A manifest with recordings, each of them known by a time of its own."""
    folder.mkdir()
    rows = ["recording,external_id,started_at,agent_id,basis"]
    for number, path in enumerate(sorted((DEMO / "calls").glob("*.opus"))[:CALLS]):
        shutil.copy(path, folder / path.name)
        rows.append(f"{path.name},call-{number},2026-05-04T09:{number:02}:00Z,a-1,consent")
    (folder / "calls.csv").write_text("\n".join(rows) + "\n")
    return folder


def kill_tree(pid: int) -> None:
    """kill -9 of a whole host's processes, the parent first so that it starts nothing again."""
    below = descendants(pid)
    for number in (pid, *(one.pid for one in below)):
        try:
            os.kill(number, signal.SIGKILL)
        except ProcessLookupError:
            continue


def test_one_of_two_hosts_dies_and_nothing_is_lost(tmp_path: Path) -> None:
    with ExitStack() as open_things:
        database = open_things.enter_context(PostgresServer(tmp_path / "postgres"))
        redis = open_things.enter_context(RedisServer())
        shared = {
            "DATABASE_URL": database.url,
            "QA_JOBS_URL": redis.url,
            "QA_STORAGE_URL": f"file://{tmp_path / 'files'}",
            "QA_WHISPER_MODEL": str(DEMO / "demo-voices-only.pt"),
            "QA_DEMO": "0",
            "QA_WEB_WORKERS": "1",
        }
        doomed = ServedTree(tmp_path / "first", **shared)
        doomed.__enter__()
        assert doomed.process is not None
        open_things.callback(lambda: kill_tree(doomed.process.pid))
        # The keys of an installation are the same on all its hosts.
        (tmp_path / "second" / "instance").mkdir(parents=True)
        for key in (tmp_path / "first" / "instance").glob("*.key"):
            shutil.copy(key, tmp_path / "second" / "instance" / key.name)
        stays = open_things.enter_context(ServedTree(tmp_path / "second", **shared))
        engine = create_engine(load_settings({"DATABASE_URL": database.url}).database)
        open_things.callback(engine.dispose)

        def ask(query: Callable[[Session], object]) -> object:
            with Session(engine) as session:
                return query(session)

        done = stays.qa("import", str(put_calls(tmp_path / "calls")))
        assert done.status == 0, done

        def running(session: Session) -> int:
            query = select(func.count(Job.id)).where(
                Job.task == TASK, Job.state == JobState.RUNNING, Job.done_units > 0
            )
            return session.scalar(query) or 0

        # One recording at a time on each host: two that run at once run on both.
        wait_until(lambda: ask(running) == 2, PATIENCE_S)
        kill_tree(doomed.process.pid)
        doomed.process.wait()
        killed_at = time.monotonic()

        def finished(session: Session) -> bool:
            states = Counter(session.scalars(select(Job.state).where(Job.task == TASK)))
            return states == {JobState.DONE: CALLS}

        wait_until(lambda: ask(finished), PATIENCE_S)
        wait_until(lambda: ask(lambda session: not _unfinished(session)), 60)
        with Session(engine) as session:
            jobs = session.scalars(select(Job).where(Job.task == TASK)).all()
            assert sorted(job.attempts for job in jobs) == [1] * (CALLS - 1) + [2]
            assert set(session.scalars(select(Recording.state))) == {RecordingState.TRANSCRIBED}
            ready = session.scalars(select(Interaction.state)).all()
            assert ready == [InteractionState.READY] * CALLS
            numbers = session.scalars(select(Transcript.number)).all()
            assert numbers == [1] * CALLS
            batch = session.scalars(select(Batch)).one()
            assert (batch.state, batch.accepted) == (BatchState.DONE, CALLS)
            assert session.scalars(select(Job.id).where(Job.state == JobState.PARKED)).all() == []
        # The dead host's lease is a minute; the rest is work.
        assert time.monotonic() - killed_at < PATIENCE_S


def _unfinished(session: Session) -> int:
    query = select(func.count(Job.id)).where(
        Job.task.in_(("search.index", TASK)), Job.state.in_((JobState.WAITING, JobState.RUNNING))
    )
    return session.scalar(query) or 0
