"""Pairs of reviews: what makes one, as it was submitted, within its period."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from scorecards.reviewers.pairs import Doubled, pairs_of, scorecards_with_pairs
from scorecards.reviewers.side_by_side import beside
from scorecards.reviews.models import Evaluation, EvaluationState, Pool
from scorecards.reviews.restatement import restate
from tests.factories.feedback import ANSWERS, AT, Desk, make_desk, make_evaluation, make_released
from tests.factories.people import make_user
from tests.factories.reviewers import make_second

LEVELS = {"greeting": "nominal", "identity": "nominal", "solved": "nominal"}
UNTIL = AT + timedelta(days=7)


def found(session: Session, desk: Desk, days: int = 14) -> list[Doubled]:
    return pairs_of(
        session,
        desk.version.scorecard_id,
        LEVELS,  # type: ignore[arg-type] # literals
        since=UNTIL - timedelta(days=days),
        until=UNTIL,
    )


def test_a_pair_with_what_both_answered(session: Session) -> None:
    desk, other = make_desk(session), make_user(session, Role.REVIEWER)
    first = make_evaluation(session, desk)
    second = make_second(session, first, other, answers={**ANSWERS, "solved": "solved"})
    (pair,) = found(session, desk)
    assert (pair.first_id, pair.second_id) == (first.id, second.id)
    assert (pair.first_by, pair.second_by) == (desk.reviewer.id, other.id)
    assert pair.at == AT + timedelta(hours=1)
    assert pair.differing == ("solved",)
    assert pair.answers["greeting"] == ("yes", "yes")
    assert pair.scores == (83.333333, 100.0)
    assert round(pair.gap or 0, 4) == 16.6667
    assert scorecards_with_pairs(session, until=UNTIL) == [(desk.version.scorecard, 1)]


def test_what_is_no_pair(session: Session) -> None:
    """An open second, a calibration review that is no hidden second, one by hand, one too late."""
    desk, other = make_desk(session), make_user(session, Role.REVIEWER)
    make_second(session, make_evaluation(session, desk), other, state=EvaluationState.DRAFT)
    session_review = make_second(session, make_evaluation(session, desk), other)
    session_review.assignment_id = None
    make_second(session, make_evaluation(session, desk, pool=Pool.MANUAL), other)
    make_second(session, make_evaluation(session, desk), other, at=UNTIL)
    session.flush()
    assert found(session, desk) == []
    assert scorecards_with_pairs(session, until=UNTIL) == []


def test_the_period_is_that_of_the_later_review(session: Session) -> None:
    desk, other = make_desk(session), make_user(session, Role.REVIEWER)
    make_second(session, make_evaluation(session, desk), other, at=AT + timedelta(days=6))
    make_second(session, make_evaluation(session, desk), other, at=AT - timedelta(days=1))
    assert [pair.at for pair in found(session, desk, days=3)] == [AT + timedelta(days=6)]
    assert len(found(session, desk)) == 2


def test_a_restated_review_counts_as_it_was_given(session: Session) -> None:
    desk, other = make_desk(session), make_user(session, Role.REVIEWER)
    first = make_released(session, desk)
    second = make_second(session, first, other, answers={**ANSWERS, "solved": "solved"})
    restate(
        session,
        first,
        answers={"solved": "solved"},
        reason="Overturned.",
        by=desk.manager.id,
        at=AT + timedelta(days=2),
    )
    (pair,) = found(session, desk)
    assert pair.differing == ("solved",)
    assert pair.scores == (83.333333, 100.0)
    view = beside(session, first, second)
    assert (view.scores, view.restated, view.differing) == (
        (83.333333, 100.0),
        (True, False),
        1,
    )
    assert [line.key for line in view.lines if line.differs] == ["solved"]


def test_only_the_first_of_several_seconds_is_taken(session: Session) -> None:
    desk = make_desk(session)
    first = make_evaluation(session, desk)
    earlier = make_second(session, first, make_user(session, Role.REVIEWER))
    make_second(session, first, make_user(session, Role.REVIEWER), at=AT + timedelta(days=1))
    assert [pair.second_id for pair in found(session, desk)] == [earlier.id]


def test_a_question_measured_otherwise_now_is_left_out(session: Session) -> None:
    desk = make_desk(session)
    make_second(session, make_evaluation(session, desk), make_user(session, Role.REVIEWER))
    (pair,) = pairs_of(
        session,
        desk.version.scorecard_id,
        {"greeting": "interval", "solved": "nominal"},
        since=AT,
        until=UNTIL,
    )
    assert list(pair.answers) == ["solved"]
    assert session.get(Evaluation, pair.first_id) is not None
