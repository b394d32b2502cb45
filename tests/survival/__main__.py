"""A real worker process that knows the survival task."""

from __future__ import annotations

from qa_app import create_app
from qa_app.core.jobs.models import Queue
from qa_app.processes.working import run
from tests.survival import tasks

assert tasks.SLOW_S
run(create_app(), Queue.FAST)
