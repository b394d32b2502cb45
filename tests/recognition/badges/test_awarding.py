"""Mastery at its edges, given once, and looked at again after a restatement."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from coaching.focus.proposing import QuestionEvidence
from recognition.badges.awarding import award, look_again
from recognition.badges.rules import mastery
from scorecards.sampling.estimation import Estimate, NotEnoughEvidence
from tests.factories.feedback import AT, make_desk, make_evaluation


def question(low: float, n: int) -> QuestionEvidence:
    score = Estimate(95, low, 99, n=n, population=500, standard_error=1, df=n - 1)
    return QuestionEvidence(1, "greeting", "Greeting", score)


@pytest.mark.parametrize(
    ("low", "n", "earned"), [(90, 8, 1), (89.99, 8, 0), (90, 7, 0), (99, 100, 1)]
)
def test_mastery_edges(low: float, n: int, earned: int) -> None:
    assert len(mastery([question(low, n)])) == earned


def test_too_few_reviews_earn_nothing() -> None:
    assert mastery([QuestionEvidence(1, "a", "A", NotEnoughEvidence(4))]) == []


def test_badge_is_given_once_and_looked_at_again_when_its_evidence_changes(
    session: Session,
) -> None:
    desk = make_desk(session)
    good = {"greeting": "yes", "identity": "yes", "solved": "solved"}
    evaluations = [make_evaluation(session, desk, answers=good) for _ in range(60)]
    for evaluation in evaluations:
        evaluation.counts = True
    session.flush()
    later = AT + timedelta(days=1)
    given = award(session, desk.agent, later)
    assert sorted(badge.subject or "" for badge in given) == ["greeting", "identity", "solved"]
    assert given[0].evidence["n"] == 60
    assert award(session, desk.agent, later) == []
    touched = look_again(session, evaluations[0].id, later)
    assert {badge.id for badge in touched} == {badge.id for badge in given}
    assert all("was restated" in (badge.review_reason or "") for badge in given)
