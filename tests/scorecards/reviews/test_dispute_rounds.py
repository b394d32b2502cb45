"""Rounds: which may be opened, about what, until when, and who decides each."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.audit import AuditRow
from qa_app.core.errors import Conflict, Missing, Refused
from qa_app.core.permissions import Role
from qa_app.notifications.models import Notification
from qa_app.people.accounts import set_active
from qa_app.people.actor import actor_of
from qa_app.people.models import User
from scorecards.answering.calendars import add_holidays
from scorecards.answering.models import SecondBy
from scorecards.design.publishing import retire
from scorecards.reviews.deciders import assign_decider, candidates, replace_absent, took_part
from scorecards.reviews.dispute_rounds import Turn, turn_of
from scorecards.reviews.dispute_words import Verdict
from scorecards.reviews.disputes import (
    Objection,
    deadline,
    disputes_of,
    open_dispute,
    standing_dispute,
    withdraw,
)
from scorecards.reviews.models import DisputeState, EvaluationRevision
from scorecards.reviews.release import release
from scorecards.reviews.rulings import Ruling, decide
from scorecards.reviews.visibility import may_decide, readable_disputes
from tests.factories.answering import (
    GREETING,
    HOUR,
    SOLVED,
    keep,
    make_first,
    make_rejected,
    make_second,
    reject,
)
from tests.factories.feedback import AT, Desk, make_desk, make_evaluation, make_released
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


def test_the_window_is_fixed_at_release_by_rules_and_calendar(session: Session, desk: Desk) -> None:
    keep(session, desk, dispute_days=2)
    add_holidays(session, desk.team, {datetime(2026, 3, 3, tzinfo=UTC).date(): "x"}, by=None, at=AT)
    evaluation = make_evaluation(session, desk)
    release(session, evaluation, by=desk.lead.id, at=AT)
    # Tuesday is free, so Wednesday and Thursday.
    end = datetime(2026, 3, 5, 23, 59, tzinfo=UTC)
    assert evaluation.dispute_until == deadline(session, evaluation) == end
    keep(session, desk, dispute_days=30)
    assert deadline(session, evaluation) == end


def test_after_a_rejection_the_agent_may_go_on_with_what_was_not_accepted(
    session: Session, desk: Desk
) -> None:
    dispute = make_first(session, desk)
    accept = Ruling("solved", Verdict.ACCEPT, "")
    decide(session, dispute, rulings=[*STAYS, accept], by=desk.lead.id, at=AT + 2 * HOUR)
    assert (dispute.state, dispute.appeal_until) == (DisputeState.PARTLY, APPEAL_END)
    assert [item.verdict for item in dispute.items] == [Verdict.REJECT, Verdict.ACCEPT]
    found = disputes_of(session, dispute.evaluation)
    assert turn_of(AT, found) == Turn(2, APPEAL_END, frozenset({"greeting"}))
    with pytest.raises(Refused, match="not part of") as refused:
        open_dispute(session, dispute.evaluation, objections=[SOLVED], by=desk.agent.id, at=LATER)
    assert refused.value.field == "solved"


def test_what_is_accepted_in_part_can_be_taken_further(session: Session, desk: Desk) -> None:
    dispute = make_first(session, desk)
    part = Ruling("greeting", Verdict.PART, "Half.", "N/A")
    accept = Ruling("solved", Verdict.ACCEPT, "")
    decide(session, dispute, rulings=[part, accept], by=desk.lead.id, at=LATER)
    turn = turn_of(AT, disputes_of(session, dispute.evaluation))
    assert turn is not None
    assert turn.questions == frozenset({"greeting"})


def test_after_a_whole_acceptance_there_is_no_further_round(session: Session, desk: Desk) -> None:
    dispute = make_first(session, desk)
    rulings = [Ruling(key, Verdict.ACCEPT, "") for key in ("greeting", "solved")]
    decide(session, dispute, rulings=rulings, by=desk.lead.id, at=LATER)
    assert (dispute.state, dispute.appeal_until) == (DisputeState.ACCEPTED, None)
    with pytest.raises(Conflict, match="no further round"):
        open_dispute(session, dispute.evaluation, objections=[GREETING], by=desk.agent.id, at=LATER)


def test_one_round_where_the_rules_say_so(session: Session, desk: Desk) -> None:
    keep(session, desk, rounds=1)
    evaluation = make_rejected(session, desk)
    with pytest.raises(Conflict, match="no further round"):
        open_dispute(session, evaluation, objections=[GREETING], by=desk.agent.id, at=LATER)


def test_the_second_window_closes_too(session: Session, desk: Desk) -> None:
    evaluation = make_rejected(session, desk)
    late = APPEAL_END + timedelta(seconds=1)
    with pytest.raises(Refused, match="time to dispute"):
        open_dispute(session, evaluation, objections=[GREETING], by=desk.agent.id, at=late)


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


@pytest.mark.parametrize(
    ("who", "reads", "decides"),
    [
        ("agent", False, False),
        ("reviewer", False, False),
        ("lead", True, False),
        ("manager", True, False),
        ("stranger", False, False),
        ("second", True, True),
    ],
)
def test_who_reads_and_decides_a_second_round(
    session: Session, desk: Desk, second: User, who: str, reads: bool, decides: bool
) -> None:
    dispute = make_second(session, desk)
    user = second if who == "second" else getattr(desk, who)
    actor = actor_of(user)
    assert (
        dispute in session.scalars(readable_disputes(actor)).all(),
        may_decide(actor, dispute),
    ) == (
        reads,
        decides,
    )
    if decides:
        decide(session, dispute, rulings=STAYS, by=user.id, at=LATER)
        assert dispute.state is DisputeState.REJECTED
        return
    with pytest.raises(Missing):
        decide(session, dispute, rulings=STAYS, by=user.id, at=LATER)
    assert dispute.state is DisputeState.OPEN


def test_an_accepted_second_round_restates_and_ends_it(
    session: Session, desk: Desk, second: User
) -> None:
    dispute = make_second(session, desk)
    by = second.id
    accept = Ruling("greeting", Verdict.ACCEPT, "There is one in line two.")
    decide(session, dispute, rulings=[accept], by=by, at=LATER)
    assert dispute.evaluation.percent == Decimal("83.333333")
    revision = session.scalars(select(EvaluationRevision)).one()
    assert (revision.dispute_id, revision.replaced_by) == (dispute.id, by)
    assert turn_of(AT, disputes_of(session, dispute.evaluation)) is None


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


def test_a_double_submit_opens_one(session: Session, desk: Desk) -> None:
    dispute = make_first(session, desk)
    with pytest.raises(Conflict, match="being decided"):
        open_dispute(session, dispute.evaluation, objections=[GREETING], by=desk.agent.id, at=LATER)
    assert len(disputes_of(session, dispute.evaluation)) == 1


def test_a_question_is_disputed_once(session: Session, desk: Desk) -> None:
    evaluation = make_released(session, desk)
    twice = [Objection("solved", "x"), Objection("solved", "y")]
    with pytest.raises(Refused, match="once"):
        open_dispute(session, evaluation, objections=twice, by=desk.agent.id, at=LATER)


def test_a_withdrawn_second_round_can_be_opened_again(session: Session, desk: Desk) -> None:
    dispute = make_second(session, desk)
    withdraw(session, dispute, by=desk.agent.id, at=LATER)
    again = open_dispute(
        session, dispute.evaluation, objections=[GREETING], by=desk.agent.id, at=LATER
    )
    assert again.round == 2
    assert standing_dispute(session, dispute.evaluation) is again


def test_a_withdrawal_is_told_to_whoever_was_to_decide(
    session: Session, desk: Desk, second: User, run_jobs: Callable[[], object]
) -> None:
    withdraw(session, make_first(session, desk), by=desk.agent.id, at=LATER)
    withdraw(session, make_second(session, desk), by=desk.agent.id, at=LATER)
    run_jobs()
    told = session.scalars(
        select(Notification.user_id)
        .where(Notification.kind == "dispute.withdrawn")
        .order_by(Notification.id)
    ).all()
    assert told == [desk.lead.id, second.id]


def test_a_retired_scorecard_is_disputed_like_any_other(session: Session, desk: Desk) -> None:
    evaluation = make_released(session, desk)
    retire(session, desk.version.scorecard, by=desk.manager.id, at=AT)
    dispute = open_dispute(session, evaluation, objections=[SOLVED], by=desk.agent.id, at=LATER)
    accept = Ruling("solved", Verdict.ACCEPT, "")
    decide(session, dispute, rulings=[accept], by=desk.lead.id, at=LATER)
    assert evaluation.percent == Decimal(100)
