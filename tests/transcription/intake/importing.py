"""Runs imports in tests through real files and the real verb."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core import clock
from transcription.intake.batches import Edge, create_batch, run_batch
from transcription.intake.models import Batch, BatchRefusal
from transcription.intake.options import ImportOptions
from transcription.intake.parcels import folder_parcel
from transcription.interactions.models import Interaction


def imported(session: Session, path: Path, **options: Any) -> Batch:
    """Import a file or folder as `qa import` does."""
    parcel, _ = folder_parcel(path)
    batch = create_batch(
        session, path.name, source=options.get("source"), basis=options.get("basis"),
        by=None, at=clock.now(), actor="test",
    )  # fmt: skip
    edge = Edge(session.commit, clock.now)
    return run_batch(session, batch, parcel, ImportOptions(**options), edge)


def counts(batch: Batch) -> tuple[str, int, int, int, int]:
    """(state, total, accepted, rejected, known)."""
    return batch.state.value, batch.total, batch.accepted, batch.rejected, batch.known


def refusals(session: Session, batch: Batch) -> list[tuple[int, int | None, str | None, str]]:
    """(line, column, field, message) of each refusal, in order."""
    rows = session.scalars(
        select(BatchRefusal).where(BatchRefusal.batch_id == batch.id).order_by(BatchRefusal.id)
    )
    return [(row.line, row.column, row.field, row.message) for row in rows]


def one(session: Session, external_id: str) -> Interaction:
    """The interaction of that id."""
    query = select(Interaction).where(Interaction.external_id == external_id)
    return session.scalars(query).one()
