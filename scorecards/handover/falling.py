"""What falls into an absence: open items that are due while their reviewer is away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta, tzinfo

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.permissions import Permission
from qa_app.notifications.inbox import notify, notify_all
from qa_app.people.queries import people_who_can
from scorecards.absences.models import ReviewerAbsence
from scorecards.absences.zones import zone_of
from scorecards.reviews.models import Assignment, AssignmentState


def due_counts(session: Session, absences: Sequence[ReviewerAbsence]) -> Mapping[int, int]:
    """How many open items are due within each absence, by its id; those without are left out."""
    found = {row.id: _count(session, row) for row in absences if row.removed_at is None}
    return {number: count for number, count in found.items() if count}


def due_within(
    scope: Select[Assignment], absence: ReviewerAbsence, zone: tzinfo
) -> Select[Assignment]:
    """Of the items those of the person that are due from the first to the last day in `zone`."""
    since = datetime.combine(absence.first_day, time(), zone).astimezone(UTC)
    until = datetime.combine(absence.last_day + timedelta(days=1), time(), zone).astimezone(UTC)
    return scope.where(
        and_(
            Assignment.reviewer_id == absence.user_id,
            Assignment.state == AssignmentState.OPEN,
            Assignment.due_at >= since,
            Assignment.due_at < until,
        )
    )


def put_off(session: Session, absence: ReviewerAbsence, *, by: int, at: datetime) -> int:
    """Let what is due within the absence be due that long after it; how many items moved.

    An item that is due on the third day away is then due on the third day back, at its time.
    """
    zone = zone_of(session, absence.person)
    query = due_within(select(Assignment), absence, zone).order_by(Assignment.id)
    rows = session.scalars(query.with_for_update(of=Assignment)).all()
    for row in rows:
        before = {"due": row.due_at.isoformat()}
        row.due_at += timedelta(days=absence.days)
        after = {"due": row.due_at.isoformat(), "absence": absence.id}
        subject = ("assignment", row.id)
        record(session, "assignment.put_off", subject, by=by, at=at, before=before, after=after)
    session.flush()
    return len(rows)


def tell(session: Session, absence: ReviewerAbsence, *, by: int, at: datetime) -> None:
    """Tell the person what others entered for them; managers, where work falls into it."""
    days = f"{absence.first_day:%Y-%m-%d} to {absence.last_day:%Y-%m-%d}"
    if absence.user_id != by:
        text = f"Entered for you: away {days}."
        notify(session, absence.user_id, "absence.entered", text, path="/absences", at=at)
    count = _count(session, absence)
    if not count:
        return
    managers = {user.id for user in people_who_can(session, Permission.SAMPLING_MANAGE)} - {by}
    items = "1 open item is" if count == 1 else f"{count:,} open items are"
    text = f"{absence.person.name} is away {days}: {items} due in that time."
    path = f"/reassign?absence={absence.id}"
    notify_all(session, managers, "absence.entered", text, path=path, at=at)


def _count(session: Session, absence: ReviewerAbsence) -> int:
    query = due_within(select(Assignment), absence, zone_of(session, absence.person))
    return session.scalar(query.with_only_columns(func.count(Assignment.id))) or 0
