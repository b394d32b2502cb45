"""The reviewer's home: the most urgent first, without a hint why it was chosen."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from qa_app.dashboards.reviewer_home import NEXT, reviewer_home
from qa_app.notifications.inbox import notify
from scorecards.reviews.models import EvaluationState
from tests.factories.feedback import AT, make_desk, make_evaluation
from tests.factories.queue import make_assignment, make_text

UTC = ZoneInfo("UTC")


def test_what_comes_next_what_was_done_and_what_was_said(session: Session) -> None:
    desk = make_desk(session)
    items = [
        make_assignment(
            session,
            make_text(session, desk.agent),
            desk.reviewer,
            due_at=AT + timedelta(days=20 - number),
        )
        for number in range(NEXT + 2)
    ]
    scored = make_evaluation(session, desk, state=EvaluationState.RELEASED, at=AT)
    note = notify(session, desk.reviewer.id, "dispute", "Decided.", path=None, at=AT)
    notify(session, desk.lead.id, "dispute", "Of somebody else.", path=None, at=AT)
    view = reviewer_home(session, desk.reviewer.id, AT + timedelta(hours=1), UTC)
    assert view.following == items[::-1][:NEXT]
    assert (view.day.done, view.day.open, view.day.overdue) == (1, NEXT + 2, 0)
    assert view.week_done == 1
    assert (view.last, view.notes) == ([scored], [note])
    assert [week.done for week in view.weeks] == [0] * 7 + [1]
