"""What reviewers have done and have to do, counted now and in the period."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from qa_app.dashboards.periods import Period
from qa_app.dashboards.workload import ReviewWeek, review_weeks, reviewer_loads
from scorecards.reviews.models import AssignmentState, Dispute, DisputeState, EvaluationState
from tests.factories.feedback import AT, make_desk, make_evaluation
from tests.factories.people import make_user
from tests.factories.queue import make_assignment, make_text

PERIOD = Period(4, AT - timedelta(weeks=4), AT + timedelta(days=1))


def test_loads_of_reviewers_with_work(session: Session) -> None:
    desk = make_desk(session)
    make_user(session, Role.REVIEWER)  # without any work: not in the list
    for seconds in (100, 300):
        evaluation = make_evaluation(session, desk, state=EvaluationState.RELEASED)
        evaluation.active_seconds = seconds
        session.add(
            Dispute(
                evaluation_id=evaluation.id,
                opened_by=desk.agent.id,
                opened_at=AT,
                due_at=AT,
                state=DisputeState.REJECTED if seconds == 100 else DisputeState.PARTLY,
            )
        )
    late, open_, skipped = (
        make_assignment(session, make_text(session, desk.agent), desk.reviewer, due_at=AT + offset)
        for offset in (timedelta(0), timedelta(days=7), timedelta(0))
    )
    skipped.state, skipped.closed_at = AssignmentState.SKIPPED, AT
    session.flush()
    (load,) = reviewer_loads(session, PERIOD)
    assert (load.name, load.open, load.overdue, load.skipped) == (desk.reviewer.name, 2, 1, 1)
    assert (load.done, load.seconds, load.disputed, load.changed) == (2, 200.0, 2, 1)
    assert late.due_at < PERIOD.until < open_.due_at


def test_weeks_without_a_review_are_there_too(session: Session) -> None:
    desk = make_desk(session)
    monday = datetime(2026, 3, 2, tzinfo=UTC)
    for offset, seconds in ((timedelta(0), 60), (timedelta(days=1), 180), (-timedelta(days=8), 0)):
        evaluation = make_evaluation(session, desk, at=monday + offset)
        evaluation.active_seconds = seconds
    make_evaluation(session, desk, at=monday + timedelta(days=30))
    session.flush()
    weeks = review_weeks(
        session, desk.reviewer.id, until=monday + timedelta(days=2), weeks=3, zone=ZoneInfo("UTC")
    )
    assert weeks == (
        ReviewWeek(date(2026, 2, 16), 1, None),
        ReviewWeek(date(2026, 2, 23), 0, None),
        ReviewWeek(date(2026, 3, 2), 2, 2.0),
    )


def test_a_week_begins_at_midnight_of_the_readers_zone(session: Session) -> None:
    desk = make_desk(session)
    sunday_evening = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    make_evaluation(session, desk, at=sunday_evening)
    until = sunday_evening + timedelta(days=1)
    for zone, monday in (("UTC", date(2026, 2, 23)), ("Europe/Berlin", date(2026, 3, 2))):
        weeks = review_weeks(session, desk.reviewer.id, until=until, weeks=2, zone=ZoneInfo(zone))
        assert {week.monday: week.done for week in weeks if week.done} == {monday: 1}
