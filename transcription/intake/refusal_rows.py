"""Makes the row of a refusal that a batch keeps."""

from __future__ import annotations

from qa_app.core.text import shorten
from transcription.intake.models import Batch
from transcription.intake.refusals import Refusal


def refusal_row(batch: Batch, file_name: str | None, each: Refusal) -> dict[str, object]:
    """The columns of a refusal; `file_name` is None where the batch has one file."""
    return {
        "batch_id": batch.id,
        "file_name": shorten(file_name, 200) if file_name else None,
        "line": each.line,
        "column": each.column,
        "field": shorten(each.field, 200) if each.field else None,
        "message": each.message,
        "excerpt": each.excerpt or None,
    }
