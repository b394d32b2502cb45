"""More hidden second reviews: who may get one, nothing marks it, only the first counts."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.audit import AuditRow
from qa_app.core.errors import Refused
from qa_app.core.permissions import Role
from scorecards.reviewers.doubling import Asked, ask_for_seconds, count_single
from scorecards.reviews.finalising import finalise
from scorecards.reviews.models import (
    Assignment,
    AssignmentState,
    Evaluation,
    EvaluationState,
    Pool,
)
from scorecards.reviews.queue import next_item
from scorecards.reviews.results import set_answers
from tests.factories.feedback import ANSWERS, AT, Desk, make_desk, make_evaluation, make_talk
from tests.factories.people import make_team, make_user
from tests.factories.queue import make_assignment
from tests.factories.reviewers import make_second

SINCE, UNTIL = AT - timedelta(days=1), AT + timedelta(days=1)


def ask(session: Session, desk: Desk, share: float = 1.0, seed: int = 1) -> Asked:
    return ask_for_seconds(
        session, since=SINCE, until=UNTIL, share=share, seed=seed, by=desk.manager.id, at=UNTIL
    )


def seconds(session: Session) -> list[Assignment]:
    return list(session.scalars(select(Assignment).where(Assignment.is_second.is_(True))))


def test_somebody_else_gets_it_unmarked(session: Session) -> None:
    desk, other = make_desk(session), make_user(session, Role.REVIEWER)
    first = make_evaluation(session, desk)
    assert ask(session, desk) == Asked(1, 1, {})
    (given,) = seconds(session)
    assert (given.interaction_id, given.reviewer_id) == (first.interaction_id, other.id)
    assert given.state is AssignmentState.OPEN
    assert next_item(session, other.id) == given
    rows = session.scalars(select(AuditRow).where(AuditRow.act == "reviewers.double")).all()
    assert [(row.actor_id, (row.after or {})["given"]) for row in rows] == [(desk.manager.id, 1)]


def test_never_the_first_nor_the_agent_nor_the_own_team_nor_who_may_not(session: Session) -> None:
    desk = make_desk(session)
    make_evaluation(session, desk)
    make_user(session, Role.REVIEWER, make_team(session))
    assert ask(session, desk) == Asked(1, 0, {"reviewed_before": 1})
    assert seconds(session) == []


def test_a_share_is_chosen_by_the_seed_alone(session: Session) -> None:
    desk = make_desk(session)
    make_user(session, Role.REVIEWER)
    for _ in range(40):
        make_evaluation(session, desk)
    assert ask(session, desk, share=0.1, seed=3).given == 4
    assert count_single(session, since=SINCE, until=UNTIL) == 36


def test_what_has_a_second_one_does_not_get_another(session: Session) -> None:
    desk = make_desk(session)
    make_second(session, make_evaluation(session, desk), make_user(session, Role.REVIEWER))
    make_evaluation(session, desk, pool=Pool.TARGETED)
    with pytest.raises(Refused, match="has a second one already"):
        ask(session, desk)


@pytest.mark.parametrize("share", [0, -0.1, 1.5])
def test_a_share_outside_is_refused(session: Session, share: float) -> None:
    desk = make_desk(session)
    make_evaluation(session, desk)
    with pytest.raises(Refused, match="share"):
        ask(session, desk, share=share)


def test_the_second_does_not_count_even_when_it_comes_in_first(session: Session) -> None:
    """The counting review is that of whoever the draw gave it to first, whichever is faster."""
    desk, other = make_desk(session), make_user(session, Role.REVIEWER)
    talk = make_talk(session, desk.agent)
    hidden = make_assignment(session, talk, other, second=True)
    first = make_assignment(session, talk, desk.reviewer)
    second, counting = (
        finalise(session, pending(session, desk, one, AT + timedelta(hours=place)), at=UNTIL)
        for place, one in enumerate((hidden, first))
    )
    assert (second.pool, second.counts) == (Pool.CALIBRATION, False)
    assert second.inclusion_probability is None
    assert (counting.pool, counting.counts) == (Pool.RANDOM, True)


def pending(session: Session, desk: Desk, assignment: Assignment, at: datetime) -> Evaluation:
    evaluation = Evaluation(
        interaction=assignment.interaction,
        version=desk.version,
        reviewer_id=assignment.reviewer_id,
        agent=desk.agent,
        assignment_id=assignment.id,
        pool=assignment.pool,
        inclusion_probability=assignment.inclusion_probability,
        state=EvaluationState.PENDING,
        started_at=at,
        pending_until=at,
    )
    session.add(evaluation)
    set_answers(evaluation, ANSWERS)
    session.flush()
    return evaluation
