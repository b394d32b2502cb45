"""Runs waiting jobs in this process, for the command line and for tests."""

from __future__ import annotations

import time

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.jobs.models import Job, JobState
from qa_app.core.jobs.queue import next_waiting, sweep
from qa_app.core.jobs.runner import run_job
from qa_app.installation import installation

LONGEST_WAIT_S = 15.0


def work_until_idle(app: Flask, *, wait: bool = True) -> tuple[int, int]:
    """Run every waiting job by priority; (done, parked or failed attempts that stay).

    With `wait` jobs that are due within 15 seconds are waited for.
    """
    installed = installation(app)
    done = failed = 0
    with app.app_context():
        while True:
            with installed.open_session() as session:
                sweep(session, clock.now())
                job_id = next_waiting(session, clock.now())
                pause = None if job_id else _seconds_to_next(session)
                session.commit()
            if job_id is None:
                if not wait or pause is None or pause > LONGEST_WAIT_S:
                    return done, failed
                time.sleep(max(0.05, pause))
                continue
            state = run_job(installed.open_session, job_id)
            done += state is JobState.DONE
            failed += state is JobState.PARKED


def _seconds_to_next(session: Session) -> float | None:
    due = session.scalar(select(func.min(Job.run_after)).where(Job.state == JobState.WAITING))
    return (due - clock.now()).total_seconds() if due else None
