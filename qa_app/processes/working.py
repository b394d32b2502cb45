"""A worker: takes job ids from the carrier and runs their rows."""

from __future__ import annotations

import logging

import structlog
from flask import Flask

from qa_app.core.jobs.models import Queue
from qa_app.core.jobs.runner import run_job
from qa_app.installation import installation

log = structlog.get_logger()
# Two short jobs at a time; one long one, because Whisper takes all cores there are.
THREADS = {Queue.FAST: 2, Queue.HEAVY: 1}


def run(app: Flask, queue: Queue) -> None:
    """Work until a signal ends the process."""
    installed = installation(app)

    def run_one(job_id: int) -> None:
        with app.app_context():
            run_job(installed.open_session, job_id)

    # Huey tells of every id that it carries; the job's own lines say more.
    logging.getLogger("huey").setLevel(logging.WARNING)
    log.info("worker ready", queue=queue.value)
    installed.carrier.consumer(queue, run_one, THREADS[queue]).run()
