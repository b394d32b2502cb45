"""Background work of previews: counts a long upload whole, sweeps what nobody decided on."""

from __future__ import annotations

from qa_app.core import clock
from qa_app.core.jobs.registry import task
from qa_app.core.jobs.runner import TaskContext
from qa_app.core.storage import storage
from transcription.intake.companions.joining import join_arrived
from transcription.intake.preview.deciding import LOOK_TASK, find_out, sweep
from transcription.intake.preview.models import WaitingUpload


@task(LOOK_TASK, lease_s=600)
def look(context: TaskContext, upload_id: int) -> None:
    """Look through an upload to its end, unless it was decided on meanwhile."""
    waiting = context.session.get(WaitingUpload, upload_id)
    if waiting is None:
        return
    report = find_out(context.session, waiting, at=clock.now(), may_go_on=lambda: True)
    waiting = context.session.get(WaitingUpload, upload_id, populate_existing=True)
    if waiting is not None:
        waiting.report = report.as_data()


@task("intake.sweep_waiting")
def sweep_waiting(context: TaskContext) -> None:
    """Drop uploads on which nobody has decided for a day."""
    keys = sweep(context.session, at=clock.now())
    context.commit()
    for key in keys:
        storage(context.session).delete(key)


@task("intake.join_arrived")
def join(context: TaskContext, interaction_ids: list[int]) -> None:
    """Join the survey answers and remote sessions that waited for these interactions."""
    join_arrived(context.session, interaction_ids, at=clock.now())
