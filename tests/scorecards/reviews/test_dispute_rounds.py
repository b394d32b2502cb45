"""Rounds: which may be opened, about what, until when, and who decides each."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.errors import Conflict, Missing, Refused
from qa_app.core.permissions import Role
from qa_app.notifications.models import Notification
from qa_app.people.actor import actor_of
from qa_app.people.models import User
from scorecards.answering.calendars import add_holidays
from scorecards.design.publishing import retire
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
)
from tests.factories.feedback import AT, Desk, make_desk, make_evaluation, make_released
from tests.factories.people import make_user

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
