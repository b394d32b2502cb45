"""Moving items: drafts stay with their author, undo brings both back, everything is audited."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.audit import AuditRow
from qa_app.core.errors import Refused
from qa_app.core.permissions import Role
from qa_app.notifications.models import Notification
from qa_app.people.actor import actor_of
from qa_app.people.models import User
from scorecards.design.drafting import open_draft
from scorecards.design.publishing import publish
from scorecards.handover.moving import locked_rows, move, preview, undo
from scorecards.reviews.drafting import draft_of, evaluation_of
from scorecards.reviews.gone import as_text, gone_of
from scorecards.reviews.models import Assignment, Evaluation
from tests.factories.acts import GOOD, LATER, begin, finish, hand_over
from tests.factories.feedback import AT, Desk, make_desk
from tests.factories.people import make_user
from tests.factories.queue import make_assignment, make_text

HOUR = timedelta(hours=1)


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


@pytest.fixture
def taker(session: Session) -> User:
    return make_user(session, Role.REVIEWER)


@pytest.fixture
def item(session: Session, desk: Desk) -> Assignment:
    return make_assignment(session, make_text(session, desk.agent), desk.reviewer)


def test_an_item_keeps_everything_but_its_reviewer(
    session: Session, desk: Desk, item: Assignment, taker: User
) -> None:
    before = (item.pool, item.inclusion_probability, item.due_at, item.state)
    hand_over(session, item, taker, desk.manager)
    assert item.reviewer_id == taker.id
    assert (item.pool, item.inclusion_probability, item.due_at, item.state) == before
    row = session.scalars(select(AuditRow).where(AuditRow.act == "assignment.move")).one()
    assert (row.actor_id, row.before) == (desk.manager.id, {"reviewer": desk.reviewer.id})
    assert row.after is not None
    assert row.after["reviewer"] == taker.id
    kinds = session.execute(select(Notification.user_id, Notification.path))
    assert sorted(map(tuple, kinds)) == sorted(
        [(desk.reviewer.id, "/queue/taken"), (taker.id, "/queue")]
    )


def test_a_draft_stays_with_who_wrote_it_and_counts_nowhere(
    session: Session, desk: Desk, item: Assignment, taker: User
) -> None:
    begin(session, item, desk.version.id, answers=GOOD, comment="Warm tone.")
    hand_over(session, item, taker, desk.manager)
    assert evaluation_of(session, item) is None
    assert session.query(Evaluation).count() == 0
    gone = gone_of(session, actor_of(desk.reviewer), item.id)
    assert gone is not None
    assert (gone.why, gone.by, gone.reason) == ("moved", desk.manager.name, "Holidays.")
    assert (len(gone.lines), gone.comment) == (3, "Warm tone.")
    assert as_text(gone, "Draft").endswith("Overall\nWarm tone.\n")
    assert gone_of(session, actor_of(taker), item.id) is None


def test_the_new_review_counts_once(
    session: Session, desk: Desk, item: Assignment, taker: User
) -> None:
    begin(session, item, desk.version.id, answers=GOOD)
    hand_over(session, item, taker, desk.manager)
    done = finish(session, item, desk.version.id)
    assert (done.reviewer_id, done.counts, done.inclusion_probability) == (taker.id, True, 0.1)
    assert session.query(Evaluation).filter_by(counts=True).count() == 1


def test_undo_brings_item_and_draft_back(
    session: Session, desk: Desk, item: Assignment, taker: User
) -> None:
    begun = begin(session, item, desk.version.id, answers=GOOD, comment="Warm tone.")
    begun.active_seconds = 90
    said = draft_of(begun)
    act = hand_over(session, item, taker, desk.manager)
    back, left = undo(session, act, by=desk.manager.id, at=LATER + HOUR)
    found = evaluation_of(session, item)
    assert (len(back), left, item.reviewer_id) == (1, [], desk.reviewer.id)
    assert found is not None
    assert (draft_of(found), found.active_seconds, found.reviewer_id) == (
        said,
        90,
        desk.reviewer.id,
    )
    assert gone_of(session, actor_of(desk.reviewer), item.id) is None
    with pytest.raises(Refused, match="undone already"):
        undo(session, act, by=desk.manager.id, at=LATER + HOUR)


def test_undo_leaves_what_was_begun_since(
    session: Session, desk: Desk, item: Assignment, taker: User
) -> None:
    act = hand_over(session, item, taker, desk.manager)
    begin(session, item, desk.version.id, answers=GOOD, at=LATER)
    back, left = undo(session, act, by=desk.manager.id, at=LATER + HOUR)
    assert (back, [one.to_id for one in left]) == ([], [taker.id])
    assert item.reviewer_id == taker.id


def test_a_draft_that_no_longer_fits_stays_to_be_read(
    session: Session, desk: Desk, item: Assignment, taker: User
) -> None:
    begin(session, item, desk.version.id, comment="Warm tone.")
    act = hand_over(session, item, taker, desk.manager)
    publish(session, open_draft(session, desk.version.scorecard, at=LATER), by=None, at=LATER,
            actor="test")  # fmt: skip
    undo(session, act, by=desk.manager.id, at=LATER + HOUR)
    assert (item.reviewer_id, evaluation_of(session, item)) == (desk.reviewer.id, None)
    assert act.items[0].draft is not None
    assert act.items[0].draft["comment"] == "Warm tone."


def test_a_submitted_one_stays_and_nothing_is_acted(
    session: Session, desk: Desk, item: Assignment, taker: User
) -> None:
    finish(session, item, desk.version.id, undo_seconds=10)
    rows = locked_rows(session, [item.id])
    done = move(session, rows, {taker.id: 1.0}, by=desk.manager.id, at=LATER)
    assert (done.reassignment, done.sharing.moves) == (None, ())
    assert [why for _item, why in done.sharing.stay] == ["submitted"]


@pytest.mark.parametrize("share", [0.0, -1.0, 1000.0, float("nan")])
def test_shares_are_checked(session: Session, item: Assignment, taker: User, share: float) -> None:
    with pytest.raises(Refused, match="share"):
        preview(session, [item], {taker.id: share}, at=AT)


def test_only_to_active_people_who_may_review(
    session: Session, item: Assignment, desk: Desk, taker: User
) -> None:
    taker.active = False
    session.flush()
    for person in (taker, desk.agent):
        with pytest.raises(Refused, match="may not review"):
            preview(session, [item], {person.id: 1.0}, at=AT)
    with pytest.raises(Refused, match="at least one"):
        preview(session, [item], {}, at=AT)
