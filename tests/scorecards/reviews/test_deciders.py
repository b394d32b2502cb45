"""Who decides a later round: independent, the least busy, or whom a manager chooses."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.audit import AuditRow
from qa_app.core.errors import Conflict, Missing, Refused
from qa_app.core.permissions import Role
from qa_app.notifications.models import Notification
from qa_app.people.accounts import set_active
from qa_app.people.models import User
from scorecards.answering.models import SecondBy
from scorecards.reviews.deciders import assign_decider, candidates, replace_absent, took_part
from scorecards.reviews.dispute_words import Verdict
from scorecards.reviews.disputes import (
    open_dispute,
    withdraw,
)
from scorecards.reviews.rulings import Ruling, decide
from tests.factories.answering import (
    GREETING,
    HOUR,
    keep,
    make_first,
    make_rejected,
    make_second,
    reject,
)
from tests.factories.feedback import AT, Desk, make_desk, make_evaluation
from tests.factories.people import make_user
from tests.factories.queue import make_assignment

LATER = AT + 4 * HOUR


# Five working days after Monday 2 March.
APPEAL_END = datetime(2026, 3, 9, 23, 59, tzinfo=UTC)


STAYS = [Ruling("greeting", Verdict.REJECT, "It stays.")]


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


@pytest.fixture
def second(session: Session) -> User:
    """Another reviewer, the only one who can be independent."""
    return make_user(session, Role.REVIEWER, name="Second Reader")


def test_the_second_round_gets_an_independent_reviewer(
    session: Session, desk: Desk, second: User, run_jobs: Callable[[], object]
) -> None:
    dispute = make_second(session, desk)
    assert dispute.round == 2
    assert dispute.decider is not None
    assert dispute.decider.user is second
    assert dispute.decider.assigned_by is None
    run_jobs()
    told = session.scalars(select(Notification).where(Notification.kind == "dispute.assigned"))
    assert [(each.user_id, each.path) for each in told] == [
        (dispute.decider.user_id, f"/disputes/{dispute.id}")
    ]


def test_the_least_busy_is_chosen(session: Session, desk: Desk, second: User) -> None:
    third = make_user(session, Role.REVIEWER)
    other = make_evaluation(session, desk)
    make_assignment(session, other.interaction, second)
    first_chosen = make_second(session, desk)
    assert first_chosen.decider is not None
    assert first_chosen.decider.user_id == third.id
    # Now the third has a round to decide, which weighs more than an item to score.
    again = make_second(session, desk)
    assert again.decider is not None
    assert again.decider.user is second


def test_nobody_who_took_part_is_a_candidate(session: Session, desk: Desk, second: User) -> None:
    evaluation = make_rejected(session, desk)
    blind = make_user(session, Role.REVIEWER)
    make_assignment(session, evaluation.interaction, blind, second=True)
    gone = make_user(session, Role.REVIEWER, active=False)
    free = {each.user.id for each in candidates(session, evaluation, on=AT.date())}
    assert free == {second.id, desk.manager.id}
    assert took_part(session, evaluation) == {
        desk.agent.id, desk.reviewer.id, desk.lead.id, blind.id,
    }  # fmt: skip
    assert gone.id not in free


def test_a_manager_decides_by_load_only_where_no_reviewer_can(session: Session, desk: Desk) -> None:
    dispute = make_second(session, desk)
    assert dispute.decider is not None
    assert dispute.decider.user_id == desk.manager.id


def test_where_nobody_is_independent_managers_are_told(
    session: Session, desk: Desk, run_jobs: Callable[[], object]
) -> None:
    evaluation = make_rejected(session, desk)
    make_assignment(session, evaluation.interaction, desk.manager)
    dispute = open_dispute(session, evaluation, objections=[GREETING], by=desk.agent.id, at=LATER)
    assert dispute.decider is None
    run_jobs()
    told = session.scalars(select(Notification).where(Notification.kind == "dispute.unassigned"))
    assert [each.user_id for each in told] == [desk.manager.id]


def test_a_manager_chooses_where_the_rules_say_so(
    session: Session, desk: Desk, second: User
) -> None:
    keep(session, desk, second_by=SecondBy.MANAGER)
    dispute = make_second(session, desk)
    assert dispute.decider is None
    number: int = second.id
    for wrong in (desk.reviewer.id, desk.lead.id, desk.agent.id, 999_999):
        with pytest.raises(Refused, match="no hand"):
            assign_decider(session, dispute, wrong, by=desk.manager.id, at=LATER)
    chosen = assign_decider(session, dispute, number, by=desk.manager.id, at=LATER)
    assert (chosen.user_id, chosen.assigned_by) == (number, desk.manager.id)
    assert assign_decider(session, dispute, number, by=desk.manager.id, at=LATER) is chosen
    other = assign_decider(session, dispute, desk.manager.id, by=desk.manager.id, at=LATER)
    assert (chosen.ended_at, dispute.decider) == (LATER, other)
    acts = session.scalars(select(AuditRow.act).where(AuditRow.act == "dispute.assign")).all()
    assert len(acts) == 2


def test_the_first_round_is_not_assigned_and_a_closed_one_neither(
    session: Session, desk: Desk, second: User
) -> None:
    number: int = second.id
    with pytest.raises(Refused, match="first round"):
        assign_decider(session, make_first(session, desk), number, by=desk.manager.id, at=LATER)
    dispute = make_second(session, desk)
    withdraw(session, dispute, by=desk.agent.id, at=LATER)
    with pytest.raises(Conflict):
        assign_decider(session, dispute, number, by=desk.manager.id, at=LATER)


def test_a_decider_who_leaves_is_replaced_and_decides_no_more(
    session: Session, desk: Desk, second: User
) -> None:
    dispute = make_second(session, desk)
    leaving = dispute.decider
    assert leaving is not None
    set_active(session, leaving.user, False, by=desk.manager.id, at=LATER)
    with pytest.raises(Missing):
        decide(session, dispute, rulings=STAYS, by=leaving.user_id, at=LATER)
    assert replace_absent(session, at=LATER) == 1
    assert leaving.ended_at == LATER
    assert dispute.decider is not None
    assert dispute.decider.user_id == desk.manager.id
    assert replace_absent(session, at=LATER) == 0


def test_of_two_deciders_the_second_is_too_late(session: Session, desk: Desk) -> None:
    dispute = make_first(session, desk)
    reject(session, dispute, by=desk.lead.id, at=LATER)
    with pytest.raises(Conflict):
        reject(session, dispute, by=desk.manager.id, at=LATER)
    assert dispute.decided_by == desk.lead.id
