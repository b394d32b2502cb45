"""The programme's own figures: shares and gaps with intervals, nothing said from too little."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from qa_app.dashboards.health import Gap, Share, dispute_counts, gap_of, health, share_of
from qa_app.dashboards.periods import Period
from scorecards.reviews.models import (
    Dispute,
    DisputeState,
    Evaluation,
    EvaluationState,
    Pool,
)
from scorecards.sampling.estimation import NotEnoughEvidence
from tests.factories.feedback import AT, Desk, make_desk, make_evaluation
from tests.factories.people import make_user

PERIOD = Period(4, AT - timedelta(weeks=4), AT + timedelta(days=1))


def test_share_with_wilsons_interval() -> None:
    share = share_of(2, 20)
    assert (share.value, share.low, share.high) == (
        0.1,
        pytest.approx(0.0279, abs=1e-4),
        pytest.approx(0.3010, abs=1e-4),
    )
    assert share_of(0, 0) == Share(0, 0, None, None, None)
    assert share_of(3, 2).value == 1.0


def test_gap_with_students_interval() -> None:
    gap = gap_of([1, 2, 3, 4, 5])
    # 3 ± 2.776 · sqrt(2.5/5).
    assert isinstance(gap, Gap)
    assert (gap.value, gap.n) == (3.0, 5)
    assert (gap.low, gap.high) == pytest.approx((1.0368, 4.9632), abs=1e-4)
    assert gap_of([0, 0, 0, 0, 9]).low == 0.0  # type: ignore[union-attr]  # five are enough
    assert gap_of([1, 2, 3, 4]) == NotEnoughEvidence(4)


def dispute(session: Session, evaluation: Evaluation, state: DisputeState) -> None:
    session.add(
        Dispute(
            evaluation_id=evaluation.id,
            opened_by=evaluation.agent_id,
            opened_at=AT,
            due_at=AT,
            state=state,
        )
    )
    session.flush()


def test_days_and_disputes_are_of_what_was_released_in_the_period(session: Session) -> None:
    desk = make_desk(session)
    released = [make_evaluation(session, desk, state=EvaluationState.RELEASED) for _ in range(4)]
    released[3].released_at = PERIOD.since - timedelta(days=1)
    make_evaluation(session, desk)
    dispute(session, released[0], DisputeState.OPEN)
    dispute(session, released[3], DisputeState.REJECTED)
    found = health(session, PERIOD, AT.date())
    assert (found.feedback_days, found.feedback_n) == (3.0, 3)
    assert (found.disputed.count, found.disputed.n) == (1, 3)
    assert dispute_counts(session, PERIOD) == {
        "open": 1, "accepted": 0, "partly": 0, "rejected": 1, "withdrawn": 0,
    }  # fmt: skip


def second_review(session: Session, desk: Desk, first: Evaluation, percent: int) -> None:
    other = make_user(session, Role.REVIEWER)
    session.add(
        Evaluation(
            interaction_id=first.interaction_id,
            version_id=first.version_id,
            reviewer_id=other.id,
            agent_id=first.agent_id,
            team_id=first.team_id,
            pool=Pool.CALIBRATION,
            state=EvaluationState.SUBMITTED,
            percent=percent,
            started_at=AT,
            submitted_at=AT,
        )
    )
    session.flush()


def test_second_reviews_are_compared_with_the_counting_one(session: Session) -> None:
    desk = make_desk(session)
    for percent in (80, 81, 82, 83, 84):
        first = make_evaluation(session, desk, state=EvaluationState.RELEASED)
        first.percent = 80  # type: ignore[assignment]  # as the database gives it back
        second_review(session, desk, first, percent)
    gap = health(session, PERIOD, AT.date()).second
    assert isinstance(gap, Gap)
    assert (gap.value, gap.n) == (2.0, 5)
