"""Asking for a second opinion: who gets it, what counts, withdrawal, passing on, telling."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.audit import AuditRow
from qa_app.core.errors import Conflict, Refused
from qa_app.core.permissions import Role
from qa_app.notifications.models import Notification
from qa_app.people.models import Grant, User
from scorecards.opinions.asking import ask, withdraw
from scorecards.opinions.comparing import compared, stands
from scorecards.reviewers.doubling import count_single
from scorecards.reviewers.pairs import pairs_of
from scorecards.reviews.models import Assignment, AssignmentState, Evaluation, Pool
from scorecards.reviews.models_acts import SecondOpinion
from scorecards.reviews.skipping import skip
from tests.factories.acts import GOOD, LATER, begin, finish, make_opinion
from tests.factories.feedback import AT, Desk, make_desk
from tests.factories.people import make_user
from tests.factories.queue import make_assignment, make_text

DAY = timedelta(days=1)


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


@pytest.fixture
def other(session: Session) -> User:
    return make_user(session, Role.REVIEWER)


@pytest.fixture
def item(session: Session, desk: Desk) -> Assignment:
    return make_assignment(session, make_text(session, desk.agent), desk.reviewer)


def second_of(session: Session, opinion: SecondOpinion) -> Assignment:
    assert opinion.second_id is not None
    return session.get_one(Assignment, opinion.second_id)


def told(session: Session, person: User) -> list[str]:
    query = select(Notification.kind).where(Notification.user_id == person.id)
    return list(session.scalars(query.order_by(Notification.id)))


def test_another_reviewer_gets_it_as_a_calibration_item(
    session: Session, desk: Desk, item: Assignment, other: User
) -> None:
    second = second_of(session, make_opinion(session, item))
    assert (second.reviewer_id, second.pool, second.is_second) == (other.id, Pool.CALIBRATION, True)
    assert (second.inclusion_probability, second.draw_id) == (None, None)
    assert second.state is AssignmentState.OPEN
    assert told(session, other) == ["opinion.asked"]
    acts = session.scalars(select(AuditRow.act).where(AuditRow.actor_id == desk.reviewer.id))
    assert list(acts) == ["opinion.ask"]


@pytest.mark.parametrize("order", ["first first", "second first"])
def test_the_first_review_counts_and_the_second_never(
    session: Session, desk: Desk, item: Assignment, other: User, order: str
) -> None:
    second = second_of(session, make_opinion(session, item))
    both = [item, second] if order == "first first" else [second, item]
    done = {each.id: finish(session, each, desk.version.id) for each in both}
    first, again = done[item.id], done[second.id]
    assert (first.pool, first.counts, first.inclusion_probability) == (Pool.RANDOM, True, 0.1)
    assert (again.pool, again.counts, again.inclusion_probability) == (
        Pool.CALIBRATION,
        False,
        None,
    )


def test_it_can_be_asked_after_one_has_submitted(
    session: Session, desk: Desk, item: Assignment, other: User
) -> None:
    finish(session, item, desk.version.id)
    assert second_of(session, make_opinion(session, item)).reviewer_id == other.id


def test_asking_twice_is_asking_once(session: Session, item: Assignment, other: User) -> None:
    make_user(session, Role.REVIEWER)
    assert make_opinion(session, item).id == make_opinion(session, item).id
    assert session.query(SecondOpinion).count() == 1


def test_never_to_the_agent_their_lead_or_who_had_it(session: Session, desk: Desk) -> None:
    """The only other reviewers are the agent's lead, and one who skipped it."""
    lead = make_user(session, Role.REVIEWER)
    lead.grants.append(Grant(user_id=lead.id, role=Role.TEAM_LEAD, team_id=desk.team.id))
    talk = make_text(session, desk.agent)
    item = make_assignment(session, talk, desk.reviewer)
    had = make_assignment(session, talk, make_user(session, Role.REVIEWER))
    skip(session, had, reason="language", note="", by=had.reviewer_id, at=AT)
    with pytest.raises(Refused, match="belongs to its team"):
        make_opinion(session, item)
    assert session.query(SecondOpinion).count() == 0


def test_a_reason_is_needed(session: Session, item: Assignment, other: User) -> None:
    with pytest.raises(Refused) as refused:
        ask(session, item, reason=" \n", by=item.reviewer_id, at=AT)
    assert refused.value.field == "reason"


def test_not_about_an_item_that_was_taken_away(
    session: Session, item: Assignment, other: User
) -> None:
    item.state = AssignmentState.WITHDRAWN
    with pytest.raises(Conflict):
        make_opinion(session, item)


def test_withdrawn_it_leaves_the_other_queue_and_can_be_asked_again(
    session: Session, desk: Desk, item: Assignment, other: User
) -> None:
    opinion = make_opinion(session, item)
    second = second_of(session, opinion)
    begin(session, second, desk.version.id, comment="Half done.")
    withdraw(session, opinion, by=desk.reviewer.id, at=LATER)
    assert (second.state, second.closed_at) == (AssignmentState.WITHDRAWN, LATER)
    assert told(session, other) == ["opinion.asked", "opinion.withdrawn"]
    again = make_opinion(session, item, at=LATER)
    assert (again.id != opinion.id, second_of(session, again).id) == (True, second.id)
    draft = session.query(Evaluation).filter_by(assignment_id=second.id).one()
    assert (draft.comment, draft.pool) == ("Half done.", Pool.CALIBRATION)


def test_what_is_submitted_cannot_be_withdrawn(
    session: Session, desk: Desk, item: Assignment, other: User
) -> None:
    opinion = make_opinion(session, item)
    finish(session, second_of(session, opinion), desk.version.id, undo_seconds=10)
    with pytest.raises(Conflict, match="submitted already"):
        withdraw(session, opinion, by=desk.reviewer.id, at=LATER)


def test_skipped_it_goes_to_the_next_and_then_nobody_is_left(
    session: Session,
    desk: Desk,
    item: Assignment,
    other: User,
    run_jobs: Callable[[], tuple[int, int]],
) -> None:
    third = make_user(session, Role.REVIEWER)
    opinion = make_opinion(session, item)
    seen = []
    for _ in range(2):
        second = second_of(session, opinion)
        seen.append(second.reviewer_id)
        skip(session, second, reason="language", note="", by=second.reviewer_id, at=LATER)
        run_jobs()
    assert sorted(seen) == sorted([other.id, third.id])
    assert stands(session, [opinion])[0].state == "nobody"
    assert told(session, desk.reviewer) == ["opinion.nobody"]


def test_both_are_compared_once_both_are_final(
    session: Session,
    desk: Desk,
    item: Assignment,
    other: User,
    run_jobs: Callable[[], tuple[int, int]],
) -> None:
    opinion = make_opinion(session, item)
    finish(session, second_of(session, opinion), desk.version.id, {**GOOD, "greeting": "no"},
           comments={"greeting": "None."})  # fmt: skip
    run_jobs()
    stand = stands(session, [opinion])[0]
    assert (stand.state, compared(session, stand)) == ("yours", None)
    finish(session, item, desk.version.id)
    run_jobs()
    stand = stands(session, [opinion])[0]
    view = compared(session, stand)
    assert stand.state == "both"
    assert view is not None
    assert [line.key for line in view.lines if line.differs] == ["greeting"]
    assert told(session, desk.reviewer) == ["opinion.answered", "opinion.answered"]


def test_it_is_no_measure_of_agreement_and_blocks_no_hidden_second(
    session: Session, desk: Desk, item: Assignment, other: User
) -> None:
    opinion = make_opinion(session, item)
    finish(session, item, desk.version.id)
    finish(session, second_of(session, opinion), desk.version.id)
    span = {"since": AT, "until": AT + DAY}
    assert pairs_of(session, desk.version.scorecard_id, {}, **span) == []
    assert count_single(session, **span) == 1
