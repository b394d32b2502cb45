"""Reads of the answers and sessions that still wait for their interaction."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from qa_app.core.paging import Page, page_of
from transcription.intake.companions.models import Companion


def waiting_query() -> Select[Companion]:
    """All that wait."""
    return select(Companion).where(Companion.interaction_id.is_(None))


def one_waiting(companion_id: int) -> Select[Companion]:
    """One that waits; imports belong to the programme, so there is no narrower scope."""
    return waiting_query().where(Companion.id == companion_id)


def waiting_count(session: Session, batch_id: int | None = None) -> int:
    """How many wait, of all imports or of one."""
    query = select(func.count(Companion.id)).where(Companion.interaction_id.is_(None))
    if batch_id is not None:
        query = query.where(Companion.batch_id == batch_id)
    return session.scalar(query) or 0


def waiting_page(session: Session, before: str | None, after: str | None) -> Page[Any]:
    """What waits, the newest first."""
    keys = [Companion.at, Companion.id]
    return page_of(session, waiting_query(), keys, before=before, after=after)
