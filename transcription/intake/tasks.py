"""Background work of intake: reads an uploaded batch."""

from __future__ import annotations

from typing import Any

from qa_app.core import clock
from qa_app.core.jobs.registry import task
from qa_app.core.jobs.runner import TaskContext
from transcription.intake.abandoned import end_abandoned
from transcription.intake.exports.scored import Rule
from transcription.intake.models import Batch, BatchState
from transcription.intake.options import DEFAULT_SOURCE, Hints, ImportOptions
from transcription.intake.preview.unmapped import wait_for_mapping
from transcription.intake.receiving import TASK, discard_files, parcel_of
from transcription.intake.remainders import delete_files
from transcription.intake.running import read_batch

_ENDED = {BatchState.DONE, BatchState.FAILED}


@task(TASK, lease_s=60)
def run(
    context: TaskContext,
    batch_id: int,
    agent_id: str | None = None,
    hints: dict[str, Any] | None = None,
    scored: Rule | None = None,
) -> None:
    """Read the files of a batch; killed at any moment it begins again and ends the same."""
    batch = context.session.get_one(Batch, batch_id)
    unmapped: list[str] = []
    if batch.state not in _ENDED:
        options = ImportOptions(
            source=batch.source or DEFAULT_SOURCE,
            basis=batch.basis,  # type: ignore[arg-type]  # checked when it was received
            agent_id=agent_id,
            hints=Hints.of_job(hints or {}),
            scored=scored,
        )
        unmapped = read_batch(context, batch, parcel_of(context.session, batch), options)
    said = {"agent_id": agent_id or "", "hints": hints or {}, "scored": scored or ""}
    wait_for_mapping(context.session, batch, unmapped, said, at=clock.now())
    keys = discard_files(context.session, batch)
    context.commit()
    delete_files(context.session, keys)


@task("intake.end_abandoned")
def close_abandoned(context: TaskContext) -> None:
    """Say of imports whose command was killed that nobody reads them any more."""
    end_abandoned(context.session, at=clock.now())
