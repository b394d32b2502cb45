"""Runs one job: claims its row, keeps the lease alive, calls the task, commits once."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import structlog
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.errors import QualityDeskError
from qa_app.core.jobs.models import JobState
from qa_app.core.jobs.queue import LeaseLost, claim, fail, finish, keep_alive, postpone, report
from qa_app.core.jobs.registry import Task, find_task, run_task
from qa_app.core.text import shorten

log = structlog.get_logger()
SessionScope = Callable[[], "Iterator[Session]"]


class Cancelled(Exception):
    """Somebody asked for this job to stop; what is committed so far stays."""


class Postponed(Exception):
    """This job cannot go on now and begins again later; `note` says to people what it waits for."""

    def __init__(self, note: str, delay: timedelta = timedelta(minutes=1)) -> None:
        super().__init__(note)
        self.note = note
        self.delay = delay


@dataclass
class TaskContext:
    """What a task is given: its session, its progress, and whether it should stop.

    `session` is one transaction that the runner commits together with the job's end. A long
    task may `commit()` in between what it has finished; it must then be able to go on from there.
    """

    session: Session
    job_id: int
    fence: int
    open_session: Callable[[], Session]
    lease_s: int = 60
    cancel: threading.Event = field(default_factory=threading.Event)
    lost: threading.Event = field(default_factory=threading.Event)

    def progress(self, done: int | None, total: int | None = None, note: str | None = None) -> None:
        """Store progress where pages read it; Cancelled or LeaseLost when the task must stop."""
        self.check()
        if self.session.in_transaction():
            # Another session would wait for this one's lock for ever; seen at the next commit.
            report(self.session, self.job_id, self.fence, done, total, note)
            return
        with self.other_session() as session:
            report(session, self.job_id, self.fence, done, total, note)

    def check(self) -> None:
        """Raise Cancelled or LeaseLost when the task must stop."""
        if self.lost.is_set():
            raise LeaseLost
        if self.cancel.is_set():
            raise Cancelled

    def commit(self) -> None:
        """Commit what is done so far; LeaseLost, and nothing kept, if another has taken over."""
        self.check()
        until = clock.now() + timedelta(seconds=self.lease_s)
        keep_alive(self.session, self.job_id, self.fence, until)
        self.session.commit()

    @contextmanager
    def other_session(self) -> Iterator[Session]:
        """A short transaction of its own. Not while `session` holds writes on SQLite."""
        session = self.open_session()
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise
        finally:
            session.close()


def run_job(open_session: Callable[[], Session], job_id: int) -> JobState | None:
    """Run a job to its end; returns its new state, or None when it was not to be had.

    `open_session` makes sessions of which this function closes every one. Errors of the task
    are stored on the row; only errors of the database itself come out.
    """
    with _transaction(open_session) as session:
        job = claim(session, job_id, clock.now())
        if job is None:
            return None
        fence, args, found = job.fence, dict(job.args), find_task(job.task)
    bound = log.bind(job=job_id, task=found.name)
    context = TaskContext(open_session(), job_id, fence, open_session, found.lease_s)
    stop = threading.Event()
    beat = threading.Thread(target=_keep_lease, args=(context, found, stop), daemon=True)
    beat.start()
    try:
        run_task(found, context, args)
        finish(context.session, job_id, fence, clock.now())
        context.session.commit()
        bound.info("job done")
        return JobState.DONE
    except Postponed as pause:
        context.session.rollback()
        bound.info("job postponed", reason=pause.note)
        return _store_pause(open_session, job_id, fence, pause)
    except LeaseLost:
        context.session.rollback()
        bound.warning("job taken over by another worker")
        return None
    except Cancelled as stopped:
        context.session.rollback()
        bound.info("job cancelled")
        return _store_failure(open_session, job_id, fence, stopped)
    except Exception as error:  # noqa: BLE001 - any fault of a task is stored on its row
        context.session.rollback()
        bound.warning("job failed", error=str(error), trace=traceback.format_exc(limit=20))
        return _store_failure(open_session, job_id, fence, error)
    finally:
        stop.set()
        beat.join(timeout=5)
        context.session.close()


def _store_failure(
    open_session: Callable[[], Session], job_id: int, fence: int, error: Exception
) -> JobState | None:
    try:
        with _transaction(open_session) as session:
            return fail(session, job_id, fence, clock.now(), describe(error))
    except LeaseLost:
        return None


def _store_pause(
    open_session: Callable[[], Session], job_id: int, fence: int, pause: Postponed
) -> JobState | None:
    try:
        with _transaction(open_session) as session:
            return postpone(session, job_id, fence, clock.now(), pause.delay, pause.note)
    except LeaseLost:
        return None


def describe(error: Exception) -> str:
    """The words that are stored for a person: ours as they are, others with their kind."""
    if isinstance(error, QualityDeskError):
        return error.message
    if isinstance(error, Cancelled):
        return "Cancelled."
    return shorten(f"{type(error).__name__}: {error}", 500)


def _keep_lease(context: TaskContext, found: Task, stop: threading.Event) -> None:
    while not stop.wait(found.lease_s / 4):
        until = clock.now() + timedelta(seconds=found.lease_s)
        try:
            with context.other_session() as session:
                if keep_alive(session, context.job_id, context.fence, until):
                    context.cancel.set()
        except LeaseLost:
            if not stop.is_set():
                context.lost.set()
            return
        except Exception as error:  # noqa: BLE001 - a busy database must not end the beat
            log.warning("lease not prolonged yet", job=context.job_id, error=str(error))


@contextmanager
def _transaction(open_session: Callable[[], Session]) -> Iterator[Session]:
    session = open_session()
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.close()
