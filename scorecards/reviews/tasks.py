"""Background work of reviewing: what becomes final, is released or runs out when its time comes."""

from __future__ import annotations

from qa_app.core import clock
from qa_app.core.jobs.registry import task
from qa_app.core.jobs.runner import TaskContext
from scorecards.reviews.clocks import run_clocks
from scorecards.reviews.finalising import TASK, finalise_due
from scorecards.reviews.release import release_due


@task(TASK)
def finalise_pending(context: TaskContext) -> None:
    """Finalise all submissions that can no longer be taken back."""
    finalise_due(context.session, at=clock.now())


@task("reviews.release_due")
def release_what_is_due(context: TaskContext) -> None:
    """Release what was set for a time that has come."""
    release_due(context.session, at=clock.now())


@task("reviews.run_clocks")
def run_dispute_clocks(context: TaskContext) -> None:
    """Remind, close windows and mark what is late."""
    run_clocks(context.session, at=clock.now())
