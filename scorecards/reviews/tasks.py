"""Background work of reviewing: submissions become final when their time is over."""

from __future__ import annotations

from qa_app.core import clock
from qa_app.core.jobs.registry import task
from qa_app.core.jobs.runner import TaskContext
from scorecards.reviews.finalising import TASK, finalise_due


@task(TASK)
def finalise_pending(context: TaskContext) -> None:
    """Finalise all submissions that can no longer be taken back."""
    finalise_due(context.session, at=clock.now())
