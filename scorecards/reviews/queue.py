"""A reviewer's queue: what is open, what comes next, how far the day is, what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, select, tuple_
from sqlalchemy.orm import Session, joinedload

from qa_app.core.paging import PAGE_SIZE, Page, decode_key, encode_key, page_of
from scorecards.reviews.models import (
    FINAL,
    Assignment,
    AssignmentState,
    Evaluation,
    EvaluationState,
)
from transcription.interactions.models import Interaction

MOST_COUNTED = 1_000
"""Above this many open items the exact number helps nobody."""


@dataclass(frozen=True)
class Day:
    """How far a reviewer is: done since the day began, still open, of these overdue."""

    done: int
    open: int
    overdue: int


def open_items(reviewer_id: int) -> Select[Assignment]:
    """Items to be scored, without those whose submission can still be taken back."""
    return (
        select(Assignment)
        .where(Assignment.reviewer_id == reviewer_id, Assignment.state == AssignmentState.OPEN)
        .where(~_is_pending())
    )


def queue_page(session: Session, reviewer_id: int, after: str | None) -> Page[Assignment]:
    """One page of open items, the most urgent first; `older` is the token of the next page."""
    query = open_items(reviewer_id).options(
        joinedload(Assignment.interaction).joinedload(Interaction.agent)
    )
    if after:
        due, last = decode_key(after, 2)
        query = query.where(tuple_(Assignment.due_at, Assignment.id) > tuple_(due, last))
    query = query.order_by(Assignment.due_at, Assignment.id).limit(PAGE_SIZE + 1)
    rows = list(session.scalars(query))
    more, rows = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE]
    token = encode_key([rows[-1].due_at, rows[-1].id]) if more else None
    return Page(rows, older=token, newer=None)


def next_item(session: Session, reviewer_id: int, *, but: int | None = None) -> Assignment | None:
    """The most urgent open item, other than the one with id `but`."""
    query = open_items(reviewer_id).options(joinedload(Assignment.interaction))
    if but is not None:
        query = query.where(Assignment.id != but)
    return session.scalar(query.order_by(Assignment.due_at, Assignment.id).limit(1))


def day_of(session: Session, reviewer_id: int, *, since: datetime, at: datetime) -> Day:
    """Counts for the head of the queue; the open ones stop at `MOST_COUNTED`."""
    some = open_items(reviewer_id).limit(MOST_COUNTED).subquery()
    late = case((some.c.due_at < at, 1))
    waiting, overdue = session.execute(select(func.count(some.c.id), func.count(late))).one()
    done = session.scalar(
        select(func.count(Evaluation.id)).where(
            Evaluation.reviewer_id == reviewer_id,
            Evaluation.state.in_((EvaluationState.PENDING, *FINAL)),
            func.coalesce(Evaluation.submitted_at, Evaluation.pending_until) >= since,
        )
    )
    return Day(done or 0, waiting, overdue)


def drafts_of(session: Session, assignments: Sequence[Assignment]) -> dict[int, Evaluation]:
    """The drafts that were begun for some items, by item id."""
    ids = [assignment.id for assignment in assignments]
    found = session.scalars(select(Evaluation).where(Evaluation.assignment_id.in_(ids)))
    return {item.assignment_id: item for item in found if item.assignment_id is not None}


def latest_pending(session: Session, reviewer_id: int, at: datetime) -> Evaluation | None:
    """The reviewer's last submission that can still be taken back."""
    return session.scalar(
        select(Evaluation)
        .where(
            Evaluation.reviewer_id == reviewer_id,
            Evaluation.state == EvaluationState.PENDING,
            Evaluation.pending_until > at,
        )
        .order_by(Evaluation.pending_until.desc(), Evaluation.id.desc())
        .limit(1)
    )


def history_page(
    session: Session, reviewer_id: int, before: str | None, after: str | None
) -> Page[Evaluation]:
    """The reviewer's final evaluations, newest first."""
    query = (
        select(Evaluation)
        .where(Evaluation.reviewer_id == reviewer_id, Evaluation.state.in_(FINAL))
        .where(Evaluation.submitted_at.is_not(None), Evaluation.imported.is_(False))
        .options(
            joinedload(Evaluation.interaction),
            joinedload(Evaluation.agent),
            joinedload(Evaluation.version),
        )
    )
    keys: list[Any] = [Evaluation.submitted_at, Evaluation.id]
    return page_of(session, query, keys, before=before, after=after)


def _is_pending() -> ColumnElement[bool]:
    return exists().where(
        Evaluation.assignment_id == Assignment.id, Evaluation.state != EvaluationState.DRAFT
    )
