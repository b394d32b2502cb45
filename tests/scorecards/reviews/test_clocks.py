"""The clocks of disputes: each reminder once, windows that close, decisions that are late."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.audit import AuditRow
from qa_app.core.permissions import Role
from qa_app.notifications.models import Notification
from qa_app.people.accounts import set_active
from scorecards.answering.calendars import add_holidays
from scorecards.reviews.acknowledgement import acknowledge
from scorecards.reviews.clocks import Ran, run_clocks
from scorecards.reviews.disputes import open_dispute
from scorecards.reviews.release import release
from tests.factories.answering import GREETING, keep, make_first, make_rejected, make_second
from tests.factories.feedback import AT, Desk, make_desk, make_evaluation
from tests.factories.people import make_user

NOTHING = Ran(0, 0, 0, 0, 0)
# Seven working days after Monday 2 March, at 23:59.
END = datetime(2026, 3, 11, 23, 59, tzinfo=UTC)


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


def kinds(session: Session) -> list[tuple[str, int]]:
    rows = session.execute(
        select(Notification.kind, Notification.user_id)
        .where(Notification.kind.not_in(("evaluation.released", "dispute.opened")))
        .order_by(Notification.kind, Notification.user_id)
    )
    return [(row.kind, row.user_id) for row in rows]


def test_unread_feedback_is_remembered_once_and_then_its_window_closes(
    session: Session, desk: Desk, run_jobs: Callable[[], object]
) -> None:
    evaluation = make_evaluation(session, desk)
    release(session, evaluation, by=None, at=AT)
    # Three working days are left on Friday the 6th, two on Monday the 9th.
    assert run_clocks(session, at=datetime(2026, 3, 6, 9, tzinfo=UTC)) == NOTHING
    soon = datetime(2026, 3, 9, 9, tzinfo=UTC)
    assert run_clocks(session, at=soon) == Ran(1, 0, 0, 0, 0)
    assert run_clocks(session, at=soon) == NOTHING
    run_jobs()
    assert kinds(session) == [("evaluation.reminder", desk.agent.id)]
    assert run_clocks(session, at=END) == NOTHING
    over = END + timedelta(minutes=1)
    assert run_clocks(session, at=over) == Ran(0, 1, 0, 0, 0)
    assert evaluation.dispute_closed_at == over
    assert run_clocks(session, at=over) == NOTHING
    acts = session.scalars(select(AuditRow.act).where(AuditRow.act == "evaluation.window_closed"))
    assert len(acts.all()) == 1


def test_read_feedback_is_not_remembered(session: Session, desk: Desk) -> None:
    evaluation = make_evaluation(session, desk)
    release(session, evaluation, by=None, at=AT)
    acknowledge(session, evaluation, by=desk.agent.id, at=AT)
    assert run_clocks(session, at=END - timedelta(hours=1)) == NOTHING


def test_no_reminders_where_the_rules_want_none(session: Session, desk: Desk) -> None:
    keep(session, desk, remind_days=0)
    release(session, make_evaluation(session, desk), by=None, at=AT)
    make_first(session, desk)
    assert run_clocks(session, at=END - timedelta(hours=1)) == NOTHING


def test_deciders_are_reminded_and_what_is_late_is_told_once(
    session: Session, desk: Desk, run_jobs: Callable[[], object]
) -> None:
    dispute = make_first(session, desk)
    soon = datetime(2026, 3, 9, 9, tzinfo=UTC)
    assert run_clocks(session, at=soon) == Ran(0, 0, 1, 0, 0)
    assert run_clocks(session, at=soon) == NOTHING
    late = END + timedelta(minutes=1)
    assert run_clocks(session, at=late).late == 1
    assert dispute.overdue_at == late
    assert run_clocks(session, at=late + timedelta(days=3)).late == 0
    run_jobs()
    assert kinds(session) == [
        ("dispute.late", desk.agent.id),
        ("dispute.late", desk.lead.id),
        ("dispute.late", desk.manager.id),
        ("dispute.reminder", desk.lead.id),
    ]


def told_of_appeal(session: Session) -> list[tuple[int, str]]:
    query = select(Notification).where(Notification.kind == "dispute.appeal_reminder")
    return [(one.user_id, one.text) for one in session.scalars(query)]


def test_an_agent_is_reminded_once_before_a_decision_can_no_longer_be_taken_further(
    session: Session, desk: Desk, run_jobs: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluation = make_rejected(session, desk)
    # Decided on Monday the 2nd, open until Monday the 9th: on Wednesday three days are left.
    assert run_clocks(session, at=datetime(2026, 3, 4, 9, tzinfo=UTC)) == NOTHING
    soon = datetime(2026, 3, 5, 9, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: soon)
    assert run_clocks(session, at=soon).appeals_reminded == 1
    assert run_clocks(session, at=soon).appeals_reminded == 0
    run_jobs()
    [(who, text)] = told_of_appeal(session)
    assert (who, "can be taken further until" in text) == (evaluation.agent_id, True)
    assert run_clocks(session, at=END + timedelta(days=1)).appeals_reminded == 0


def test_a_holiday_of_the_team_brings_the_reminder_forward(session: Session, desk: Desk) -> None:
    make_rejected(session, desk)
    days = {date(2026, 3, 6): "A holiday"}
    add_holidays(session, desk.team, days, by=None, at=AT)
    # The window was set before the holidays were known; fewer working days are left of it.
    assert run_clocks(session, at=datetime(2026, 3, 4, 9, tzinfo=UTC)).appeals_reminded == 1


def test_who_has_gone_on_or_got_all_is_not_reminded(session: Session, desk: Desk) -> None:
    make_second(session, desk)
    ran = run_clocks(session, at=END - timedelta(hours=1))
    assert (ran.appeals_reminded, ran.deciders_reminded) == (0, 1)


def test_who_goes_on_before_the_message_is_sent_is_not_told(
    session: Session, desk: Desk, run_jobs: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluation = make_rejected(session, desk)
    soon = datetime(2026, 3, 5, 9, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: soon)
    assert run_clocks(session, at=soon).appeals_reminded == 1
    open_dispute(session, evaluation, objections=[GREETING], by=desk.agent.id, at=soon)
    run_jobs()
    assert told_of_appeal(session) == []


def test_a_window_stays_open_while_its_dispute_is(session: Session, desk: Desk) -> None:
    evaluation = make_first(session, desk).evaluation
    evaluation.dispute_until = END
    run_clocks(session, at=END + timedelta(days=1))
    assert evaluation.dispute_closed_at is None


def test_an_absent_decider_is_replaced_before_the_reminder(
    session: Session, desk: Desk, run_jobs: Callable[[], object]
) -> None:
    first, second = make_user(session, Role.REVIEWER), make_user(session, Role.REVIEWER)
    dispute = make_second(session, desk)
    assert dispute.decider is not None
    assert dispute.decider.user_id == first.id
    set_active(session, first, False, by=None, at=AT)
    ran = run_clocks(session, at=END - timedelta(hours=1))
    assert (ran.replaced, ran.deciders_reminded) == (1, 1)
    run_jobs()
    assert ("dispute.reminder", second.id) in kinds(session)
    assert ("dispute.reminder", first.id) not in kinds(session)


def test_the_timetables_tasks_run(session: Session, run_jobs: Callable[[], object]) -> None:
    from qa_app.core.jobs.queue import enqueue

    desk = make_desk(session)
    at = clock.now() - timedelta(days=30)
    evaluation = make_evaluation(session, desk, at=at)
    evaluation.release_at = at
    enqueue(session, "reviews.release_due", {})
    run_jobs()
    assert evaluation.released_at is not None
    evaluation.dispute_until = at
    enqueue(session, "reviews.run_clocks", {})
    run_jobs()
    assert evaluation.dispute_closed_at is not None
