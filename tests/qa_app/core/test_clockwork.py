"""A clock that was set back stops nothing: jobs, leases, slots, sessions and the throttle go on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.jobs.clockwork import mend_clock
from qa_app.core.jobs.models import Job, JobState, ScheduleSlot
from qa_app.core.jobs.queue import claim, enqueue, fail, keep_alive, next_waiting, sweep
from qa_app.core.jobs.registry import task
from qa_app.core.jobs.runner import TaskContext
from qa_app.core.jobs.schedule import Periodic, enqueue_due

DAY = timedelta(days=1)
EVERY_MINUTE = [Periodic("minute", "tests.tick", timedelta(minutes=1))]


@task("tests.tick")
def tick(_context: TaskContext) -> None:
    """Does nothing, on time."""


def test_a_job_of_a_time_to_come_is_due_now(session: Session) -> None:
    job = enqueue(session, "tests.tick", {})
    back = clock.now() - DAY
    assert next_waiting(session, back) is None
    mend_clock(session, back)
    session.expire_all()
    assert next_waiting(session, back) == job.id
    assert [found[0] for found in sweep(session, back)] == [job.id]
    assert (job.created_at, job.run_after) == (back, back)


def test_a_job_that_has_its_delay_keeps_it(session: Session) -> None:
    at = clock.now()
    job = enqueue(session, "tests.tick", {}, delay_s=600)
    due = job.run_after
    mend_clock(session, at)
    session.expire_all()
    assert job.run_after == due


def test_a_backoff_of_a_time_to_come_is_not_waited_for(session: Session) -> None:
    at = clock.now()
    job = enqueue(session, "tests.tick", {})
    claim(session, job.id, at + timedelta(seconds=1))
    fail(session, job.id, 1, at + DAY, "no")
    mend_clock(session, at)
    session.expire_all()
    assert next_waiting(session, at) == job.id


def test_a_dead_workers_lease_runs_out_and_a_living_ones_is_prolonged(session: Session) -> None:
    at = clock.now() + timedelta(seconds=1)
    dead, alive = (enqueue(session, "tests.tick", {}) for _ in range(2))
    for job in (dead, alive):
        assert claim(session, job.id, at) is not None
    back = at - DAY
    mend_clock(session, back)
    keep_alive(session, alive.id, 1, back + timedelta(minutes=5))
    later = back + timedelta(minutes=2)
    mend_clock(session, later)
    sweep(session, later)
    session.expire_all()
    assert (dead.state, dead.fence) == (JobState.WAITING, 2)
    assert (alive.state, alive.fence) == (JobState.RUNNING, 1)


@pytest.mark.parametrize(("back", "started"), [(DAY, ["minute"]), (timedelta(seconds=20), [])])
def test_the_timetable_goes_on_and_nothing_is_due_twice_for_a_small_difference(
    session: Session, back: timedelta, started: list[str]
) -> None:
    at = clock.now().replace(second=30, microsecond=0)
    assert enqueue_due(session, EVERY_MINUTE, at) == ["minute"]
    mend_clock(session, at - back)
    assert enqueue_due(session, EVERY_MINUTE, at - back) == started


def test_slots_of_the_past_stay_taken(session: Session) -> None:
    at = clock.now()
    session.add(ScheduleSlot(name="minute", slot=at - DAY))
    session.flush()
    mend_clock(session, at)
    assert len(session.scalars(select(ScheduleSlot.id)).all()) == 1


def test_nothing_changes_while_the_clock_goes_forward(session: Session) -> None:
    at = clock.now()
    job = enqueue(session, "tests.tick", {})
    before = (job.created_at, job.run_after, job.sent_at)
    for passed in range(3):
        mend_clock(session, at + passed * DAY)
    session.expire_all()
    found = session.scalars(select(Job)).one()
    assert (found.created_at, found.run_after, found.sent_at) == before
