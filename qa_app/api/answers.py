"""How the API tells batches, items and interactions: plain data, times in UTC."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import url_for

from qa_app.api.pointers import pointer_of
from qa_app.api.taking import Item
from qa_app.core.jobs.models import Job
from transcription.intake.models import Batch, BatchRefusal
from transcription.interactions.models import Interaction

Body = dict[str, Any]


def batch_body(batch: Batch, job: Job | None = None) -> Body:
    """One batch with its counts and, while it is read, how far it is."""
    working = job is not None and batch.state.value in {"received", "running"}
    return {
        "id": batch.id,
        "name": batch.name,
        "state": batch.state.value,
        "total": batch.total,
        "accepted": batch.accepted,
        "known": batch.known,
        "rejected": batch.rejected,
        "quarantined": batch.quarantined,
        "percent": job.done_units if working and job else None,
        "error": batch.error,
        "created_at": moment(batch.created_at),
        "finished_at": moment(batch.finished_at),
        "url": url_for("api.batch", batch_id=batch.id),
        "refusals_url": url_for("api.refusals", batch_id=batch.id),
    }


def refusal_body(row: BatchRefusal) -> Body:
    """One refused row."""
    return {
        "file": row.file_name,
        "line": row.line,
        "column": row.column,
        "pointer": pointer_of(row.field),
        "detail": row.message,
    }


def interaction_body(found: Interaction) -> Body:
    """What an integration may know of what it handed in: where it stands, never its text."""
    recording = found.recording
    return {
        "id": found.id,
        "source": found.source,
        "external_id": found.external_id,
        "state": found.state.value,
        "reason": found.state_reason,
        "recording": recording.state.value if recording else None,
        "batch": found.batch_id,
        "url": url_for("api.interaction", interaction_id=found.id),
    }


def items_answer(
    batch: Batch, items: Sequence[Item], *, is_single: bool
) -> tuple[Body, int, Mapping[str, str]]:
    """(body, status, headers) of what was taken at once.

    201 where something was created, 200 where all was known, 207 where some was refused, 422 where
    all was. A single item is told alone, with its own address where it was created.
    """
    statuses = {each.status for each in items}
    if statuses == {"refused"}:
        status = 422
    elif "refused" in statuses:
        status = 207
    else:
        status = 201 if "created" in statuses else 200
    headers = {"Location": url_for("api.batch", batch_id=batch.id)}
    body: Body = {"batch": batch_body(batch), "items": [each.body() for each in items]}
    if is_single and items[0].id is not None:
        headers["Location"] = url_for("api.interaction", interaction_id=items[0].id)
    return body, status, headers


def moment(at: datetime | None) -> str | None:
    """A time as ISO 8601 in UTC."""
    return at.isoformat().replace("+00:00", "Z") if at else None
