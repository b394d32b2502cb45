"""The queue: most urgent first, by pages, without what is pending, and how far the day is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from scorecards.handover.moving import move
from scorecards.reviews.draft import Draft, Sent
from scorecards.reviews.models import AssignmentState
from scorecards.reviews.queue import (
    Day,
    Elsewhere,
    day_of,
    elsewhere,
    history_page,
    latest_pending,
    next_item,
    queue_page,
)
from scorecards.reviews.returning import send_back
from scorecards.reviews.submission import submit
from tests.factories.feedback import Desk, make_desk, make_evaluation
from tests.factories.people import AT, make_user
from tests.factories.queue import make_assignment, make_text

HOUR = timedelta(hours=1)


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


def test_pages_follow_the_due_time_and_miss_nothing(
    session: Session, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scorecards.reviews.queue.PAGE_SIZE", 2)
    items = [
        make_assignment(session, make_text(session, desk.agent), desk.reviewer,
                        due_at=AT + hours * HOUR)
        for hours in (3, 1, 2, 1, 4)
    ]  # fmt: skip
    make_assignment(session, items[0].interaction, desk.manager)
    seen, token = [], None
    while True:
        page = queue_page(session, desk.reviewer.id, token)
        seen += [item.id for item in page.items]
        token = page.older
        if token is None:
            break
    assert seen == [items[place].id for place in (1, 3, 2, 0, 4)]
    following = next_item(session, desk.reviewer.id, but=items[1].id)
    assert following is items[3]


def test_what_was_sent_back_or_given_away_is_counted_for_its_links(
    session: Session, desk: Desk
) -> None:
    evaluation = make_evaluation(session, desk, at=AT)
    assert elsewhere(session, desk.reviewer.id) == Elsewhere(returned=0, taken=0)
    send_back(session, evaluation, reason="Read on.", by=desk.lead.id, at=AT)
    item = make_assignment(session, make_text(session, desk.agent), desk.reviewer)
    taker = make_user(session, Role.REVIEWER)
    move(session, [item], {taker.id: 1.0}, by=desk.manager.id, at=AT)
    assert elsewhere(session, desk.reviewer.id) == Elsewhere(returned=1, taken=1)
    assert elsewhere(session, taker.id) == Elsewhere(returned=0, taken=0)
    # Given back by a further act, it is no longer elsewhere.
    item.reviewer_id = desk.reviewer.id
    session.flush()
    assert elsewhere(session, desk.reviewer.id) == Elsewhere(returned=1, taken=0)


def test_a_pending_item_is_neither_open_nor_next_and_counts_as_done(
    session: Session, desk: Desk
) -> None:
    items = [make_assignment(session, make_text(session, desk.agent), desk.reviewer,
                             due_at=AT + hours * HOUR) for hours in (1, 2, 3)]  # fmt: skip
    items[2].state = AssignmentState.SKIPPED
    draft = Draft(answers={"greeting": "yes", "identity": "yes", "solved": "open"})
    sent = Sent(version_id=desk.version.id, revision=0, draft=draft)
    pending = submit(session, items[0], sent, by=desk.reviewer.id, at=AT, undo_seconds=10)
    assert next_item(session, desk.reviewer.id) is items[1]
    late = AT + 2 * HOUR + timedelta(seconds=1)
    assert day_of(session, desk.reviewer.id, since=AT - HOUR, at=late) == Day(1, 1, 1)
    assert latest_pending(session, desk.reviewer.id, AT) is pending
    assert latest_pending(session, desk.reviewer.id, AT + timedelta(seconds=10)) is None
    assert list(history_page(session, desk.reviewer.id, None, None).items) == []
