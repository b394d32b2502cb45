"""Reads of batches and of what they left waiting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, selectinload

from qa_app.core.jobs.models import Job, JobState
from qa_app.core.paging import Page, page_of
from transcription.intake.models import Batch, BatchRefusal, BatchRemainder
from transcription.interactions.models import Interaction, Recording, RecordingState

_ALL_AT_ONCE = 1000


def batches_page(
    session: Session, before: str | None = None, after: str | None = None, *, size: int = 25
) -> Page[Any]:
    """Batches, the newest first."""
    keys = [Batch.created_at, Batch.id]
    return page_of(session, select(Batch), keys, before=before, after=after, size=size)


def batch_query(batch_id: int) -> Select[Batch]:
    """One batch; imports belong to the programme, so there is no narrower scope."""
    return select(Batch).where(Batch.id == batch_id)


def refusals_page(
    session: Session, batch: Batch, before: str | None, after: str | None
) -> Page[Any]:
    """The refusals of a batch, the last first by the order in which they were met."""
    query = select(BatchRefusal).where(BatchRefusal.batch_id == batch.id)
    return page_of(session, query, [BatchRefusal.id], before=before, after=after)


def all_refusals(session: Session, batch: Batch) -> Iterator[Sequence[object]]:
    """(file, line, column, field, message, excerpt) of every refusal, in order."""
    last = 0
    while True:
        rows = session.scalars(
            select(BatchRefusal)
            .where(BatchRefusal.batch_id == batch.id, BatchRefusal.id > last)
            .order_by(BatchRefusal.id)
            .limit(_ALL_AT_ONCE)
        ).all()
        for row in rows:
            yield row.file_name, row.line, row.column, row.field, row.message, row.excerpt
        if len(rows) < _ALL_AT_ONCE:
            return
        last = rows[-1].id


def recordings_by_state(session: Session, batch: Batch) -> dict[RecordingState, int]:
    """How many recordings of a batch are in which state now."""
    rows = session.execute(
        select(Recording.state, func.count(Recording.id))
        .join(Recording.interaction)
        .where(Interaction.batch_id == batch.id)
        .group_by(Recording.state)
    )
    return {state: count for state, count in rows}  # noqa: C416 - rows are no pairs to mypy


def waiting_sources(session: Session, batch: Batch) -> list[str]:
    """The sources of a batch's recordings that are in quarantine."""
    return list(
        session.scalars(
            select(Interaction.source)
            .join(Recording, Recording.interaction_id == Interaction.id)
            .where(Interaction.batch_id == batch.id, Recording.state == RecordingState.QUARANTINED)
            .distinct()
            .order_by(Interaction.source)
        )
    )


def quarantine_page(
    session: Session, before: str | None = None, after: str | None = None, *, size: int = 50
) -> Page[Any]:
    """Recordings without a basis, the newest first, each with its interaction."""
    query = (
        select(Recording)
        .where(Recording.state == RecordingState.QUARANTINED)
        .options(selectinload(Recording.interaction).selectinload(Interaction.agent))
    )
    return page_of(session, query, [Recording.id], before=before, after=after, size=size)


def quarantined(session: Session, ids: Sequence[int] | None = None) -> Sequence[Recording]:
    """Recordings in quarantine, all or those of some ids."""
    query = select(Recording).where(Recording.state == RecordingState.QUARANTINED)
    if ids is not None:
        query = query.where(Recording.id.in_(ids))
    return session.scalars(query.options(selectinload(Recording.interaction))).all()


def count_quarantined(session: Session) -> int:
    """How many recordings wait for a basis."""
    query = select(func.count(Recording.id)).where(Recording.state == RecordingState.QUARANTINED)
    return session.scalar(query) or 0


def model_trouble(session: Session, batch: Batch) -> str | None:
    """Why recordings of a batch wait for the speech model, in the words of the worker."""
    return session.scalar(
        select(Recording.state_reason)
        .join(Recording.interaction)
        .where(Interaction.batch_id == batch.id, Recording.state == RecordingState.WAITING_MODEL)
        .limit(1)
    )


HOUR = timedelta(hours=1)


def texts_made(session: Session, batch: Batch, at: datetime) -> int:
    """Of how many recordings of a batch the text was made within the last hour."""
    recordings = (
        select(Recording.id).join(Recording.interaction).where(Interaction.batch_id == batch.id)
    )
    query = select(func.count(Job.id)).where(
        Job.subject_type == "recording",
        Job.subject_id.in_(recordings),
        Job.state == JobState.DONE,
        Job.finished_at >= at - HOUR,
    )
    return session.scalar(query) or 0


def remainders_of(session: Session, batch: Batch) -> Sequence[BatchRemainder]:
    """The files of refused rows that are kept to be mended."""
    query = select(BatchRemainder).where(BatchRemainder.batch_id == batch.id)
    return session.scalars(query.order_by(BatchRemainder.id)).all()


def sources_seen(session: Session) -> list[str]:
    """The sources that anything came from, for the upload page to offer."""
    rows = session.scalars(
        select(Batch.source).where(Batch.source.is_not(None)).distinct().order_by(Batch.source)
    )
    return [source for source in rows if source]
