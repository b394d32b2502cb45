"""Gives items to other reviewers and back; what somebody had entered stays theirs to read.

A draft does not go along: a review is one person's judgement, and half of another's would lead
whoever goes on. It is kept with the handover, counts nowhere, and returns when the item does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from qa_app.core.audit import record
from qa_app.core.errors import Refused
from qa_app.core.text import clean
from qa_app.notifications.inbox import notify
from scorecards.absences.zones import centre_day
from scorecards.handover.drafts import put_back, take_out
from scorecards.handover.queries import MOST, as_items, takers
from scorecards.handover.sharing import Sharing, share_out
from scorecards.reviews.drafting import evaluation_of
from scorecards.reviews.models import Assignment, AssignmentState
from scorecards.reviews.models_acts import Handover, Reassignment

LONGEST_REASON = 500
GREATEST_SHARE = 100.0


@dataclass(frozen=True)
class Moved:
    """What was done: the act (None where nothing could move) and what stayed, with reasons."""

    reassignment: Reassignment | None
    sharing: Sharing


def preview(
    session: Session, rows: Sequence[Assignment], shares: Mapping[int, float], *, at: datetime
) -> Sharing:
    """What would move to whom and what cannot; Refused without a reviewer or a usable share."""
    if not shares:
        raise Refused(_("Choose at least one reviewer who is to get them."), field="to")
    if any(not 0 < share <= GREATEST_SHARE for share in shares.values()):
        raise Refused(
            _(
                "A share lies above 0 and is at most %(greatest_share)s.",
                greatest_share=f"{GREATEST_SHARE:g}",
            ),
            field="to",
        )
    today = centre_day(session, at)
    found = takers(session, shares, on=today)
    if len(found) < len(shares):
        raise Refused(_("One of those chosen may not review, or is not active."), field="to")
    return share_out(as_items(session, rows), found, on=today)


def move(
    session: Session,
    rows: Sequence[Assignment],
    shares: Mapping[int, float],
    *,
    reason: str = "",
    by: int,
    at: datetime,
) -> Moved:
    """Move what can be moved, in one act that can be undone; both sides are told.

    The caller holds the rows locked. Refused as in `preview`, and for more than `MOST`.
    """
    if len(rows) > MOST:
        raise Refused(_("At most %(most)s items move at once.", most=f"{MOST:,}"))
    sharing = preview(session, rows, shares, at=at)
    if not sharing.moves:
        return Moved(None, sharing)
    note = clean(reason, lines=False).strip()[:LONGEST_REASON] or None
    act = Reassignment(by=by, at=at, reason=note)
    session.add(act)
    by_id = {row.id: row for row in rows}
    for item, taker in sharing.moves:
        act.items.append(_hand_over(session, by_id[item.id], taker))
    session.flush()
    for one in act.items:
        _note(session, one, "assignment.move", (one.from_id, one.to_id), by=by, at=at)
    _tell(session, act, at=at)
    return Moved(act, sharing)


def undo(
    session: Session, act: Reassignment, *, by: int, at: datetime
) -> tuple[list[Handover], list[Handover]]:
    """Give back what the new reviewer has not begun, drafts with it; (given back, left).

    Refused a second time.
    """
    session.refresh(act, ["undone_at"], with_for_update=True)
    if act.undone_at is not None:
        raise Refused(_("This was undone already."))
    going = [one for one in act.items if one.back_at is None]
    back = [one for one in going if _may_go_back(session, one)]
    for one in back:
        _give_back(session, one, by=by, at=at)
    act.undone_at = at
    session.flush()
    _tell_back(session, back, at=at)
    return back, [one for one in going if one not in back]


def locked_rows(session: Session, ids: Iterable[int]) -> list[Assignment]:
    """The rows with these ids held for the transaction, with their interactions, by due date.

    They are read anew: what another's act changed while this one waited is seen.
    """
    query = (
        select(Assignment)
        .where(Assignment.id.in_(list(ids)), Assignment.state == AssignmentState.OPEN)
        .options(joinedload(Assignment.interaction))
        .order_by(Assignment.due_at, Assignment.id)
        .with_for_update(of=Assignment)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def _hand_over(session: Session, row: Assignment, taker: int) -> Handover:
    one = Handover(assignment_id=row.id, from_id=row.reviewer_id, to_id=taker, active_seconds=0)
    take_out(session, row, one)
    row.reviewer_id, row.version_id = taker, None
    return one


def _give_back(session: Session, one: Handover, *, by: int, at: datetime) -> None:
    row = one.assignment
    row.reviewer_id, row.version_id, one.back_at = one.from_id, None, at
    session.flush()
    put_back(session, row, one, at=at)
    _note(session, one, "assignment.move_back", (one.to_id, one.from_id), by=by, at=at)


def _may_go_back(session: Session, one: Handover) -> bool:
    """Whether the new reviewer still has it and has entered nothing."""
    row = one.assignment
    is_theirs = row.reviewer_id == one.to_id and row.state is AssignmentState.OPEN
    return is_theirs and evaluation_of(session, row) is None


def _note(
    session: Session, one: Handover, act: str, way: tuple[int, int], *, by: int, at: datetime
) -> None:
    subject = ("assignment", one.assignment_id)
    before, after = {"reviewer": way[0]}, {"reviewer": way[1], "reassignment": one.reassignment_id}
    record(session, act, subject, by=by, at=at, before=before, after=after)


def _tell(session: Session, act: Reassignment, *, at: datetime) -> None:
    begun = Counter(one.from_id for one in act.items if one.draft is not None)
    for person, count in Counter(one.from_id for one in act.items).items():
        text = f"A manager gave {_items(count)} of your queue to others."
        if begun[person]:
            text += f" What you had entered in {begun[person]} of them is kept for you."
        notify(session, person, "assignment.moved", text, path="/queue/taken", at=at)
    for person, count in Counter(one.to_id for one in act.items).items():
        text = f"A manager put {_items(count)} into your queue."
        notify(session, person, "assignment.moved", text, path="/queue", at=at)


def _tell_back(session: Session, back: Sequence[Handover], *, at: datetime) -> None:
    for person, count in Counter(one.from_id for one in back).items():
        text = f"Back in your queue: {_items(count)}."
        notify(session, person, "assignment.moved", text, path="/queue", at=at)
    for person, count in Counter(one.to_id for one in back).items():
        text = f"No longer in your queue: {_items(count)}, which you had not begun."
        notify(session, person, "assignment.moved", text, path="/queue", at=at)


def _items(count: int) -> str:
    return "1 item" if count == 1 else f"{count:,} items"
