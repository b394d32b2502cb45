"""Restating: the old version is kept, pool and counting stay, the score is made anew."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.errors import Refused
from scorecards.design.findings import AnswersInvalid
from scorecards.reviews.models import EvaluationRevision, EvaluationState, Pool
from scorecards.reviews.restatement import restate
from tests.factories.feedback import AT, Desk, make_desk, make_evaluation

LATER = AT + timedelta(days=1)


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


@pytest.mark.parametrize("pool", Pool)
def test_score_changes_and_pool_stays(session: Session, desk: Desk, pool: Pool) -> None:
    evaluation = make_evaluation(session, desk, pool=pool, state=EvaluationState.ACKNOWLEDGED)
    before = (evaluation.pool, evaluation.counts, evaluation.inclusion_probability)
    assert evaluation.percent == Decimal("83.333333")
    revision = restate(
        session, evaluation, answers={"solved": "solved"}, reason="Booked.",
        by=desk.lead.id, at=LATER,
    )  # fmt: skip
    assert evaluation.percent == Decimal(100)
    assert (evaluation.pool, evaluation.counts, evaluation.inclusion_probability) == before
    assert (evaluation.state, evaluation.acknowledged_at) == (EvaluationState.RELEASED, None)
    assert evaluation.result is not None
    assert evaluation.result["questions"]["solved"]["fraction"] == 1
    assert (revision.number, revision.percent, revision.reason) == (
        1, Decimal("83.333333"), "Booked.",
    )  # fmt: skip
    assert revision.answers["solved"] == {
        "value": "partly", "comment": None, "root_causes": [], "fraction": 0.5,
        "evidence": [[one.turn_id, one.start_char, one.end_char] for one in evaluation.evidence
                     if one.question_key == "solved"],
    }  # fmt: skip
    assert len(evaluation.evidence) == 1
    assert revision.result["percent"] == 83.333333


def test_a_fatal_answer_taken_back_shows_the_score_beneath(session: Session, desk: Desk) -> None:
    answers = {"greeting": "yes", "identity": "no", "solved": "solved"}
    evaluation = make_evaluation(session, desk, answers=answers)
    assert (evaluation.percent, evaluation.failed) == (Decimal(0), True)
    assert evaluation.percent_without_fatal == Decimal(50)  # (10 + 0 + 20)/60
    restate(
        session, evaluation, answers={"identity": "N/A"}, reason="No account.",
        by=desk.lead.id, at=LATER,
    )  # fmt: skip
    assert (evaluation.percent, evaluation.failed) == (Decimal(100), False)
    assert evaluation.state is EvaluationState.SUBMITTED


def test_versions_are_numbered(session: Session, desk: Desk) -> None:
    evaluation = make_evaluation(session, desk)
    for answer in ("solved", "open", "partly"):
        restate(
            session, evaluation, answers={"solved": answer}, reason="Again.",
            by=desk.lead.id, at=LATER,
        )  # fmt: skip
    kept = session.scalars(select(EvaluationRevision).order_by(EvaluationRevision.number)).all()
    assert [(each.number, each.percent) for each in kept] == [
        (1, Decimal("83.333333")),
        (2, Decimal(100)),
        (3, Decimal("66.666667")),
    ]
    assert evaluation.percent == Decimal("83.333333")


@pytest.mark.parametrize(
    ("answers", "reason", "message"),
    [
        ({"solved": "solved"}, " ", "Say why"),
        ({"solved": "partly"}, "Same.", "nothing would change"),
        ({}, "Nothing.", "nothing would change"),
    ],
)
def test_what_is_not_a_restatement_is_refused(
    session: Session, desk: Desk, answers: dict[str, str], reason: str, message: str
) -> None:
    evaluation = make_evaluation(session, desk)
    with pytest.raises(Refused, match=message):
        restate(session, evaluation, answers=answers, reason=reason, by=desk.lead.id, at=LATER)


def test_an_answer_that_the_scorecard_does_not_know_is_refused(
    session: Session, desk: Desk
) -> None:
    evaluation = make_evaluation(session, desk)
    with pytest.raises(AnswersInvalid):
        restate(
            session, evaluation, answers={"solved": "perfect"}, reason="x",
            by=desk.lead.id, at=LATER,
        )  # fmt: skip


def test_a_draft_is_simply_changed(session: Session, desk: Desk) -> None:
    evaluation = make_evaluation(session, desk, state=EvaluationState.DRAFT)
    with pytest.raises(Refused, match="draft"):
        restate(
            session, evaluation, answers={"solved": "solved"}, reason="x",
            by=desk.lead.id, at=LATER,
        )  # fmt: skip
