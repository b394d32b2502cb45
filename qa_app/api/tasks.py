"""Background work of the API: forgets the answers that are kept no longer."""

from __future__ import annotations

from qa_app.api.repeating import forget_old
from qa_app.core import clock
from qa_app.core.jobs.registry import task
from qa_app.core.jobs.runner import TaskContext


@task("api.forget_requests")
def forget_requests(context: TaskContext) -> None:
    """Delete kept answers after a week."""
    forget_old(context.session, clock.now())
