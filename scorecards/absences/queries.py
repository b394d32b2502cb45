"""Reads of absences: of some people from a day on, who is away, who soon will be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from scorecards.absences.days import Away, is_away
from scorecards.absences.models import ReviewerAbsence

SOON = timedelta(days=14)
"""So long before it begins an absence is announced beside a name."""


def absences_of(
    session: Session, people: Iterable[int], *, since: date
) -> Mapping[int, tuple[Away, ...]]:
    """Absences by person that have not ended before `since`, in order; people without are left out.

    Those that were taken back are none.
    """
    query = standing().where(
        ReviewerAbsence.user_id.in_(list(people)), ReviewerAbsence.last_day >= since
    )
    found: dict[int, list[Away]] = defaultdict(list)
    for row in session.scalars(query.order_by(ReviewerAbsence.first_day, ReviewerAbsence.id)):
        found[row.user_id].append((row.first_day, row.last_day))
    return {person: tuple(spans) for person, spans in found.items()}


def standing() -> Select[ReviewerAbsence]:
    """Absences that were not taken back."""
    return select(ReviewerAbsence).where(ReviewerAbsence.removed_at.is_(None))


def next_absences(session: Session, people: Iterable[int], *, on: date) -> Mapping[int, Away]:
    """Of each person the absence that is on or begins within `SOON`, where there is one."""
    found = absences_of(session, people, since=on)
    near = {person: spans[0] for person, spans in found.items()}
    return {person: span for person, span in near.items() if span[0] <= on + SOON}


def people_away(session: Session, people: Iterable[int], *, on: date) -> frozenset[int]:
    """Those of the people who are away on that day."""
    found = absences_of(session, people, since=on)
    return frozenset(person for person, spans in found.items() if is_away(spans, on))
