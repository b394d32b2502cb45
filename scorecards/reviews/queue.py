"""A reviewer's queue: what is open, what comes next, how far the day is, what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ScalarSelect,
    Select,
    bindparam,
    case,
    exists,
    func,
    select,
    tuple_,
)
from sqlalchemy.orm import Session, joinedload, load_only

from qa_app.core.paging import PAGE_SIZE, Page, decode_key, encode_key, page_of
from qa_app.people.models import User
from scorecards.reviews.models import (
    FINAL,
    Assignment,
    AssignmentState,
    Evaluation,
    EvaluationState,
)
from scorecards.reviews.models_acts import Handover, is_gone_from
from transcription.interactions.models import Interaction

_LISTED = (
    Interaction.subject,
    Interaction.topic,
    Interaction.channel,
    Interaction.started_at,
    Interaction.duration_s,
    Interaction.turn_count,
)
MOST_COUNTED = 1_000
"""Above this many open items the exact number helps nobody."""


def _is_pending() -> ColumnElement[bool]:
    return exists().where(
        Evaluation.assignment_id == Assignment.id, Evaluation.state != EvaluationState.DRAFT
    )


def _is_open(reviewer: Any) -> tuple[ColumnElement[bool], ...]:
    return (
        Assignment.reviewer_id == reviewer,
        Assignment.state == AssignmentState.OPEN,
        ~_is_pending(),
    )


def _counting_day() -> Select[int, int, int]:
    """Done, open, overdue: one statement, since each costs more than it reads."""
    # The few that can still be taken back are read once, not looked for a thousand times. An open
    # item that is not a draft is one of them: what is final is done in the same transaction.
    pending = select(Evaluation.assignment_id).where(
        Evaluation.state == EvaluationState.PENDING, Evaluation.assignment_id.is_not(None)
    )
    dues = (
        select(Assignment.due_at)
        .where(
            Assignment.reviewer_id == bindparam("reviewer"),
            Assignment.state == AssignmentState.OPEN,
            Assignment.id.not_in(pending),
        )
        .order_by(Assignment.due_at, Assignment.id)
        .limit(MOST_COUNTED)
        .subquery()
    )
    late = case((dues.c.due_at < bindparam("at"), 1))
    return select(_counted_done(), func.count(), func.count(late)).select_from(dues)


def _counted_done() -> ScalarSelect[int]:
    """What was submitted since then. Two conditions, so that each is read from an index."""
    of = Evaluation.reviewer_id == bindparam("reviewer")
    since: BindParameter[datetime] = bindparam("since")
    final = of & Evaluation.state.in_(FINAL) & (Evaluation.submitted_at >= since)
    pending = (
        of & (Evaluation.state == EvaluationState.PENDING) & (Evaluation.pending_until >= since)
    )
    count = select(func.count(Evaluation.id))
    both = count.where(final).scalar_subquery() + count.where(pending).scalar_subquery()
    return select(both).scalar_subquery()


def _finding_next() -> Select[Assignment]:
    return (
        select(Assignment)
        .where(
            *_is_open(bindparam("reviewer")),
            Assignment.id != bindparam("but"),
            Assignment.id != bindparam("leaving"),
        )
        # The page says only what comes next.
        .options(
            load_only(Assignment.due_at),
            joinedload(Assignment.interaction).load_only(Interaction.channel, Interaction.topic),
        )
        .order_by(Assignment.due_at, Assignment.id)
        .limit(1)
    )


def _finding_latest() -> Select[Evaluation]:
    return (
        select(Evaluation)
        .where(
            Evaluation.reviewer_id == bindparam("reviewer"),
            Evaluation.state == EvaluationState.PENDING,
            Evaluation.pending_until > bindparam("at"),
        )
        .order_by(Evaluation.pending_until.desc(), Evaluation.id.desc())
        .limit(1)
    )


# Every scoring page asks these; to put the statements together takes longer than to run them.
_DAY = _counting_day()
_NEXT = _finding_next()
_LATEST = _finding_latest()


@dataclass(frozen=True)
class Day:
    """How far a reviewer is: done since the day began, still open, of these overdue."""

    done: int
    open: int
    overdue: int


def open_items(reviewer_id: int) -> Select[Assignment]:
    """Items to be scored, without those whose submission can still be taken back."""
    return select(Assignment).where(*_is_open(reviewer_id))


def queue_page(session: Session, reviewer_id: int, after: str | None) -> Page[Assignment]:
    """One page of open items, the most urgent first; `older` is the token of the next page."""
    # Only what the list shows: whole rows cost more than everything else of the page.
    shown = joinedload(Assignment.interaction).load_only(*_LISTED)
    query = open_items(reviewer_id).options(
        load_only(Assignment.due_at, Assignment.is_second),
        shown.joinedload(Interaction.agent).load_only(User.name),
    )
    if after:
        due, last = decode_key(after, 2)
        query = query.where(tuple_(Assignment.due_at, Assignment.id) > tuple_(due, last))
    query = query.order_by(Assignment.due_at, Assignment.id).limit(PAGE_SIZE + 1)
    rows = list(session.scalars(query))
    more, rows = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE]
    token = encode_key([rows[-1].due_at, rows[-1].id]) if more else None
    return Page(rows, older=token, newer=None)


def next_item(
    session: Session, reviewer_id: int, *, but: int | None = None, leaving: int | None = None
) -> Assignment | None:
    """The most urgent open item, other than those with the ids `but` and `leaving`."""
    given = {"reviewer": reviewer_id, "but": but or 0, "leaving": leaving or 0}
    return session.scalar(_NEXT, given)


def day_of(session: Session, reviewer_id: int, *, since: datetime, at: datetime) -> Day:
    """Counts for the head of the queue; the open ones stop at `MOST_COUNTED`."""
    given = {"reviewer": reviewer_id, "since": since, "at": at}
    return Day(*session.execute(_DAY, given).one())


@dataclass(frozen=True)
class Elsewhere:
    """What of a reviewer's work is not in the queue: sent back by leads, given to others."""

    returned: int
    taken: int


def elsewhere(session: Session, reviewer_id: int) -> Elsewhere:
    """Counts for the links beside the queue, in one statement."""
    returned = select(func.count(Evaluation.id)).where(
        Evaluation.reviewer_id == reviewer_id,
        Evaluation.state == EvaluationState.SUBMITTED,
        Evaluation.returned_at.is_not(None),
    )
    taken = select(func.count(Handover.id)).where(is_gone_from(reviewer_id))
    both = select(returned.scalar_subquery(), taken.scalar_subquery())
    return Elsewhere(*session.execute(both).one())


def drafts_of(session: Session, assignments: Sequence[Assignment]) -> dict[int, Evaluation]:
    """The drafts that were begun for some items, by item id."""
    ids = [assignment.id for assignment in assignments]
    found = session.scalars(select(Evaluation).where(Evaluation.assignment_id.in_(ids)))
    return {item.assignment_id: item for item in found if item.assignment_id is not None}


def latest_pending(session: Session, reviewer_id: int, at: datetime) -> Evaluation | None:
    """The reviewer's last submission that can still be taken back."""
    return session.scalar(_LATEST, {"reviewer": reviewer_id, "at": at})


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
