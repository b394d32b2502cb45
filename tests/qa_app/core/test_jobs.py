"""Jobs as rows: claimed once, finished with the effect, retried, parked, swept, scheduled."""

from __future__ import annotations

from datetime import timedelta

import pytest
import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session
from structlog.testing import LogCapture

from qa_app.core import clock
from qa_app.core.errors import Refused
from qa_app.core.jobs import runner
from qa_app.core.jobs.models import Job, JobState, Queue, ScheduleSlot
from qa_app.core.jobs.queue import LeaseLost, cancel, claim, enqueue, fail, finish, retry, sweep
from qa_app.core.jobs.registry import task
from qa_app.core.jobs.runner import Cancelled, TaskContext, run_job
from qa_app.core.jobs.schedule import EPOCH, Periodic, enqueue_due, latest_slot
from qa_app.installation import installation
from qa_app.people.models import Team
from tests.factories.people import AT

CALLS: list[str] = []


@task("tests.add_team", queue=Queue.FAST, max_attempts=2)
def add_a_team(context: TaskContext, name: str, fails: bool = False) -> None:
    """Adds a team, then fails when told to."""
    CALLS.append(name)
    context.session.add(Team(name=name, created_at=AT))
    context.session.flush()
    if fails:
        raise Refused("as told")


@task("tests.stopped", queue=Queue.FAST)
def stopped_by_somebody(context: TaskContext) -> None:
    """Is cancelled while it runs."""
    raise Cancelled


def test_enqueue_unknown_task_fails_where_it_is_written(session: Session) -> None:
    with pytest.raises(LookupError):
        enqueue(session, "tests.nobody", {})


def test_run_job_commits_effect_and_end_together(session: Session) -> None:
    job = enqueue(session, "tests.add_team", {"name": "A"})
    session.commit()
    assert run_job(installation().open_session, job.id) is JobState.DONE
    session.expire_all()
    assert session.scalars(select(Team.name)).all() == ["A"]
    assert session.get_one(Job, job.id).attempts == 1


def test_run_job_twice_runs_it_once(session: Session) -> None:
    job = enqueue(session, "tests.add_team", {"name": "A"})
    session.commit()
    CALLS.clear()
    states = [run_job(installation().open_session, job.id) for _ in range(2)]
    assert states == [JobState.DONE, None]
    assert CALLS == ["A"]


def test_failed_job_leaves_nothing_and_waits_then_is_parked_with_the_reason(
    session: Session,
) -> None:
    job = enqueue(session, "tests.add_team", {"name": "A", "fails": True})
    session.commit()
    assert run_job(installation().open_session, job.id) is JobState.WAITING
    session.expire_all()
    assert job.run_after > clock.now()
    job.run_after = clock.now()
    session.commit()
    assert run_job(installation().open_session, job.id) is JobState.PARKED
    session.expire_all()
    assert (job.error, job.attempts) == ("as told", 2)
    assert session.scalars(select(Team)).all() == []


def test_retry_gives_a_parked_job_new_attempts(session: Session) -> None:
    job = enqueue(session, "tests.add_team", {"name": "A"})
    job.state, job.attempts, job.error = JobState.PARKED, 2, "as told"
    retry(session, job, AT)
    assert (job.state, job.attempts, job.error) == (JobState.WAITING, 0, None)


def test_claim_by_a_second_worker_gets_nothing(session: Session) -> None:
    job = enqueue(session, "tests.add_team", {"name": "A"})
    session.flush()
    at = clock.now()
    first = claim(session, job.id, at)
    assert first is not None
    assert first.fence == 1
    assert claim(session, job.id, at) is None


def test_finish_after_the_lease_was_taken_over_is_refused(session: Session) -> None:
    job = enqueue(session, "tests.add_team", {"name": "A"})
    session.flush()
    at = clock.now()
    claim(session, job.id, at)
    assert sweep(session, at + timedelta(seconds=61)) == [(job.id, Queue.FAST, 0)]
    claim(session, job.id, at + timedelta(seconds=62))
    with pytest.raises(LeaseLost):
        finish(session, job.id, 1, at)
    with pytest.raises(LeaseLost):
        fail(session, job.id, 1, at, "late")


def test_sweep_sends_again_only_after_a_while(session: Session) -> None:
    job = enqueue(session, "tests.add_team", {"name": "A"})
    at = clock.now()
    assert sweep(session, at) == [(job.id, Queue.FAST, 0)]
    assert sweep(session, at + timedelta(seconds=5)) == []
    assert sweep(session, at + timedelta(seconds=25)) == [(job.id, Queue.FAST, 0)]


def test_sweep_parks_a_job_whose_worker_died_at_every_attempt(session: Session) -> None:
    job = enqueue(session, "tests.add_team", {"name": "A"})
    at = clock.now()
    for attempt in range(2):
        claim(session, job.id, at + timedelta(minutes=2 * attempt))
        sweep(session, at + timedelta(minutes=2 * attempt + 1, seconds=30))
    assert job.state is JobState.PARKED
    assert job.error == "The worker stopped answering."


def test_cancel_waiting_job_never_runs(session: Session) -> None:
    job = enqueue(session, "tests.add_team", {"name": "A"})
    cancel(session, job, AT)
    session.commit()
    assert run_job(installation().open_session, job.id) is None
    assert job.state is JobState.CANCELLED


def test_a_cancelled_job_is_no_failure_in_the_log(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = enqueue(session, "tests.stopped", {})
    session.commit()
    logged = LogCapture()
    levels = structlog.make_filtering_bound_logger(0)
    log = structlog.wrap_logger(None, processors=[logged], wrapper_class=levels)
    monkeypatch.setattr(runner, "log", log)
    assert run_job(installation().open_session, job.id) is not None
    assert logged.entries == [
        {"job": job.id, "task": "tests.stopped", "event": "job cancelled", "log_level": "info"}
    ]


def test_rolled_back_enqueue_sends_nothing(session: Session) -> None:
    enqueue(session, "tests.add_team", {"name": "A"})
    before = installation().carrier.waiting(Queue.FAST)
    session.rollback()
    assert installation().carrier.waiting(Queue.FAST) == before
    assert session.scalars(select(Job)).all() == []


def test_committed_enqueue_sends_the_id(session: Session) -> None:
    before = installation().carrier.waiting(Queue.FAST)
    enqueue(session, "tests.add_team", {"name": "A"})
    assert installation().carrier.waiting(Queue.FAST) == before
    session.commit()
    assert installation().carrier.waiting(Queue.FAST) == before + 1


@pytest.mark.parametrize(
    ("after", "slot"),
    [
        (timedelta(days=7, hours=1), timedelta(days=7)),
        (timedelta(days=6, hours=23), timedelta()),
        (timedelta(days=700), timedelta(days=700)),
    ],
)
def test_latest_slot(after: timedelta, slot: timedelta) -> None:
    weekly = Periodic("weekly", "tests.add_team", timedelta(days=7))
    assert latest_slot(weekly, EPOCH + after) == EPOCH + slot


def test_enqueue_due_twice_enqueues_once(session: Session) -> None:
    daily = Periodic("daily", "tests.add_team", timedelta(days=1))
    at = EPOCH + timedelta(days=900, hours=3)
    assert enqueue_due(session, [daily], at) == ["daily"]
    assert enqueue_due(session, [daily], at + timedelta(hours=1)) == []
    assert enqueue_due(session, [daily], at + timedelta(days=3)) == ["daily"]
    assert session.scalars(select(ScheduleSlot.slot).order_by(ScheduleSlot.id)).all() == [
        EPOCH + timedelta(days=900),
        EPOCH + timedelta(days=903),
    ]
