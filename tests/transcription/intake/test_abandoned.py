"""Imports that nobody reads any more are ended with what to do; those of a job are left to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from qa_app.core.jobs.queue import enqueue
from tests.factories.interactions import make_batch
from transcription.intake.abandoned import ABANDONED, LONGEST_SILENCE, end_abandoned
from transcription.intake.models import Batch, BatchState
from transcription.intake.receiving import TASK

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
LONG_AGO = AT - LONGEST_SILENCE - timedelta(seconds=1)


def running(session: Session, read_at: datetime | None) -> Batch:
    batch = make_batch(session)
    batch.state, batch.read_at, batch.created_at = BatchState.RUNNING, read_at, LONG_AGO
    session.flush()
    return batch


def test_a_silent_batch_is_ended_and_says_what_to_do(session: Session) -> None:
    silent, never, busy = running(session, LONG_AGO), running(session, None), running(session, AT)
    assert sorted(end_abandoned(session, at=AT)) == [silent.id, never.id]
    assert [(one.state, one.error) for one in (silent, never, busy)] == [
        (BatchState.FAILED, ABANDONED),
        (BatchState.FAILED, ABANDONED),
        (BatchState.RUNNING, None),
    ]
    assert end_abandoned(session, at=AT) == []


def test_one_that_a_job_will_read_is_left_to_it(session: Session) -> None:
    batch = running(session, LONG_AGO)
    enqueue(session, TASK, {"batch_id": batch.id}, subject=("batch", batch.id))
    assert end_abandoned(session, at=AT) == []
    assert batch.state is BatchState.RUNNING
