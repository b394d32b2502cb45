"""`qa work`, `db upgrade`, and how the processes that stay say that they have begun."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy.orm import Session

from qa_app.cli import processes
from qa_app.cli.main import main
from qa_app.core.jobs.models import Queue
from qa_app.core.jobs.queue import enqueue

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(processes, "create_app", lambda *_settings: app)

    def call(*words: str) -> Result:
        session.commit()
        return CliRunner().invoke(main, [*words])

    return call


def test_work_must_be_told_to_end(run: Run) -> None:
    result = run("work")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "Say --until-idle; a lasting worker is `qa worker`.\n"


def test_work_counts_what_it_did(run: Run, session: Session) -> None:
    enqueue(session, "reviews.finalise_pending", {})
    result = run("work", "--until-idle", "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (
        0,
        {"done": 1, "failed": 0, "waiting": []},
    )
    assert run("work", "--until-idle").stdout == "0 jobs done, 0 failed.\n"


def test_work_that_fails_ends_with_1(run: Run, session: Session) -> None:
    # The task takes no arguments, so that its one attempt fails and the job is parked.
    job = enqueue(session, "reviews.finalise_pending", {"nonsense": 1})
    job.max_attempts = 1
    result = run("work", "--until-idle", "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (
        1,
        {"done": 0, "failed": 1, "waiting": []},
    )


def test_the_schema_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_INSTANCE_PATH", str(tmp_path / "new"))
    result = CliRunner().invoke(main, ["db", "upgrade", "--json"])
    assert result.exit_code == 0
    assert set(json.loads(result.stdout)) == {"schema"}
    again = CliRunner().invoke(main, ["db", "upgrade"])
    revision = json.loads(result.stdout)["schema"]
    assert (again.exit_code, again.stdout) == (0, f"The schema is up to date ({revision}).\n")


def test_a_command_before_the_schema_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QA_INSTANCE_PATH", str(tmp_path / "new"))
    result = CliRunner().invoke(main, ["user", "list"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "run `qa db upgrade`" in result.stderr


def test_a_worker_says_its_queue_in_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    began: list[Queue] = []
    monkeypatch.setattr(processes.working, "run", lambda _app, queue: began.append(queue))
    result = run("worker", "--queue", "heavy", "--json")
    said = json.loads(result.stdout)
    assert (result.exit_code, said["process"], said["queue"]) == (0, "worker", "heavy")
    assert began == [Queue.HEAVY]
    assert run("worker").stdout == "A worker of the fast queue starts.\n"


def test_scheduler_and_web_say_that_they_start(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes.scheduling, "run", lambda _app: None)
    monkeypatch.setattr(processes.web, "run", lambda *_given: None)
    monkeypatch.setattr(processes.supervisor, "check_port", lambda *_given: None)
    assert json.loads(run("scheduler", "--json").stdout)["process"] == "scheduler"
    web = json.loads(run("web", "--port", "8765", "--json").stdout)
    assert (web["process"], web["address"]) == ("web", "http://127.0.0.1:8765")


@pytest.mark.parametrize(
    "words",
    [
        ["serve", "--port", "0"],
        ["web", "--port", "seven"],
        ["worker", "--queue", "slow"],
        ["nonsense"],
        ["db"],
        ["db", "upgrade", "now"],
    ],
)
def test_misuse_ends_with_2(words: list[str]) -> None:
    assert CliRunner().invoke(main, words).exit_code == 2
