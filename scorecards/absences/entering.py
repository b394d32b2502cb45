"""Enters, changes and takes back absences of reviewers."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import Refused
from qa_app.people.models import User
from scorecards.absences.days import overlaps
from scorecards.absences.models import ReviewerAbsence
from scorecards.absences.queries import standing
from scorecards.absences.zones import zone_of

LONGEST = 366
FURTHEST = timedelta(days=731)


def enter(
    session: Session, person: User, first: date, last: date, *, by: int, at: datetime
) -> ReviewerAbsence:
    """A new absence, both days included; Refused where it is wrong, over, or known already."""
    _check(session, person, first, last, at=at)
    row = ReviewerAbsence(
        user_id=person.id, person=person, first_day=first, last_day=last, entered_by=by,
        entered_at=at,
    )  # fmt: skip
    session.add(row)
    session.flush()
    _note(session, row, "absence.enter", by=by, at=at)
    return row


def change(
    session: Session, row: ReviewerAbsence, first: date, last: date, *, by: int, at: datetime
) -> None:
    """Other days for an absence; Refused as in `enter`. Work keeps the due dates that it has."""
    _check_stands(row)
    _check(session, row.person, first, last, at=at, but=row.id)
    before = _days(row)
    row.first_day, row.last_day = first, last
    session.flush()
    _note(session, row, "absence.change", by=by, at=at, before=before)


def remove(session: Session, row: ReviewerAbsence, *, by: int, at: datetime) -> None:
    """Take an absence back; it can be put back. Refused a second time."""
    _check_stands(row)
    row.removed_at = at
    session.flush()
    _note(session, row, "absence.remove", by=by, at=at)


def put_back(session: Session, row: ReviewerAbsence, *, by: int, at: datetime) -> None:
    """Let a removed absence stand again; Refused where another now has its days."""
    if row.removed_at is None:
        raise Refused(_("This absence stands already."))
    _check(session, row.person, row.first_day, row.last_day, at=at, but=row.id)
    row.removed_at = None
    session.flush()
    _note(session, row, "absence.put_back", by=by, at=at)


def _check_stands(row: ReviewerAbsence) -> None:
    if row.removed_at is not None:
        raise Refused(_("This absence was removed."))


def _check(
    session: Session, person: User, first: date, last: date, *, at: datetime, but: int | None = None
) -> None:
    today = at.astimezone(zone_of(session, person)).date()
    if last < first:
        raise Refused(_("The last day lies before the first."), field="last_day")
    if last < today:
        raise Refused(_("These days are over: nothing would change."), field="last_day")
    if (last - first).days >= LONGEST:
        raise Refused(
            _("An absence has at most %(longest)s days.", longest=LONGEST), field="last_day"
        )
    if first > today + FURTHEST:
        raise Refused(_("An absence begins within the next two years."), field="first_day")
    rows = session.scalars(standing().where(ReviewerAbsence.user_id == person.id))
    for other in rows:
        if other.id != but and overlaps((first, last), (other.first_day, other.last_day)):
            days = f"{other.first_day:%Y-%m-%d} to {other.last_day:%Y-%m-%d}"
            raise Refused(
                _("Some of these days are entered already: %(days)s.", days=days), field="first_day"
            )


def _days(row: ReviewerAbsence) -> dict[str, str]:
    return {"first": row.first_day.isoformat(), "last": row.last_day.isoformat()}


def _note(
    session: Session,
    row: ReviewerAbsence,
    act: str,
    *,
    by: int,
    at: datetime,
    before: dict[str, str] | None = None,
) -> None:
    after = {"person": row.user_id, **_days(row)}
    record(session, act, ("absence", row.id), by=by, at=at, before=before, after=after)
