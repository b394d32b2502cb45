"""Urgent work goes first, the carrier stays small, and work that has to wait loses no attempt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.jobs import carrier as carriers
from qa_app.core.jobs.carrier import Carrier
from qa_app.core.jobs.models import JobState, Queue
from qa_app.core.jobs.pace import per_second, time_left
from qa_app.core.jobs.queue import URGENT, cancel, count_before, enqueue, hurry, next_waiting
from qa_app.core.jobs.registry import task
from qa_app.core.jobs.runner import Postponed, TaskContext, run_job
from qa_app.installation import installation

PAUSE = timedelta(minutes=3)


@task("tests.wait_for_room", queue=Queue.FAST, max_attempts=1)
def wait_for_room(context: TaskContext) -> None:
    """Cannot go on."""
    raise Postponed("It waits for room.", PAUSE)


def test_what_somebody_waits_for_goes_first(session: Session) -> None:
    jobs = [enqueue(session, "tests.wait_for_room", {}) for _ in range(3)]
    assert [count_before(session, job) for job in jobs] == [0, 1, 2]
    assert hurry(session, jobs[2])
    assert not hurry(session, jobs[2])
    assert (jobs[2].priority, next_waiting(session, clock.now())) == (URGENT, jobs[2].id)
    assert [count_before(session, job) for job in jobs] == [1, 2, 0]
    jobs[1].state = JobState.RUNNING
    session.flush()
    assert not hurry(session, jobs[1])


def test_work_that_waits_loses_no_attempt(session: Session) -> None:
    job = enqueue(session, "tests.wait_for_room", {})
    session.commit()
    for _ in range(3):
        job.run_after = clock.now()
        session.commit()
        assert run_job(installation().open_session, job.id) is JobState.WAITING
        session.expire_all()
    assert (job.attempts, job.note, job.error) == (0, "It waits for room.", None)
    assert job.run_after > clock.now() + PAUSE - timedelta(minutes=1)
    cancel(session, job, clock.now())
    assert job.state is JobState.CANCELLED


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Carrier:
    """A carrier with room for two ids of each queue."""
    monkeypatch.setattr(carriers, "MOST_WAITING", 2)
    return Carrier(f"sqlite:///{tmp_path / 'queue.db'}")


def test_the_carrier_holds_no_more_than_it_has_room_for(small: Carrier) -> None:
    small.send_some([(number, Queue.FAST, 0) for number in range(5)])
    assert small.waiting(Queue.FAST) == 2
    small.send_some([(5, Queue.FAST, 0), (6, Queue.HEAVY, 0), (7, Queue.FAST, URGENT)])
    assert (small.waiting(Queue.FAST), small.waiting(Queue.HEAVY)) == (3, 1)


@pytest.mark.parametrize(
    ("ask", "answer"),
    [
        (lambda: time_left(25, 100, timedelta(minutes=1)), timedelta(minutes=3)),
        (lambda: time_left(0, 100, timedelta(minutes=1)), None),
        (lambda: time_left(120, 100, timedelta(minutes=1)), timedelta()),
        (lambda: per_second(50, timedelta(seconds=10)), 5.0),
        (lambda: per_second(50, timedelta()), None),
    ],
)
def test_pace(ask: Callable[[], object], answer: object) -> None:
    assert ask() == answer
