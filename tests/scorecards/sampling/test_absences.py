"""Absences in a draw: who is away gets less or nothing, and what they get is due later."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from qa_app.people.models import User
from scorecards.absences.entering import enter
from scorecards.reviews.models import Assignment, AssignmentState
from scorecards.reviews.skipping import skip
from scorecards.sampling.replacing import offer_reserve
from tests.factories.people import make_team, make_user
from tests.factories.sampling import AT, make_draw, make_interactions, make_plan


def away(session: Session, person: User, first: int, last: int) -> None:
    start = AT.date()
    days = start + timedelta(days=first), start + timedelta(days=last)
    enter(session, person, *days, by=person.id, at=AT)


def drawn(session: Session) -> list[Assignment]:
    """Eight items of eight agents."""
    team = make_team(session)
    for _ in range(8):
        make_interactions(session, make_user(session, Role.AGENT, team), 3)
    make_draw(session, make_plan(session, amount={"per_agent": 1}))
    return list(session.scalars(select(Assignment)))


def test_by_days_present_and_due_after_days_away(session: Session) -> None:
    here, half, gone = (make_user(session, Role.REVIEWER) for _ in range(3))
    away(session, half, 0, 3)
    away(session, gone, -3, 30)
    given = drawn(session)
    shares = Counter(row.reviewer_id for row in given)
    assert set(shares) == {here.id, half.id}
    assert shares[half.id] < shares[here.id]
    due = {row.reviewer_id: row.due_at for row in given}
    assert due == {here.id: AT + timedelta(days=7), half.id: AT + timedelta(days=10)}


def test_where_everybody_is_away_nothing_is_given(session: Session) -> None:
    away(session, make_user(session, Role.REVIEWER), -1, 30)
    assert drawn(session) == []


def test_a_reserve_goes_past_who_is_away(session: Session) -> None:
    reviewer, other = make_user(session, Role.REVIEWER), make_user(session, Role.REVIEWER)
    row = next(row for row in drawn(session) if row.reviewer_id == reviewer.id)
    away(session, reviewer, 0, 20)
    away(session, other, 2, 3)
    skip(session, row, reason="language", note="", by=reviewer.id, at=AT)
    assert row.state is AssignmentState.SKIPPED
    reserve = offer_reserve(session, row, at=AT)
    assert reserve is not None
    stands_in = session.get_one(Assignment, reserve.assignment_id)
    assert (stands_in.reviewer_id, stands_in.due_at) == (other.id, AT + timedelta(days=9))
