"""Sending back before the release: who may, what blocks, what the reviewer's answer does."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.audit import AuditRow
from qa_app.core.errors import Conflict, Missing, Refused
from qa_app.notifications.models import Notification
from qa_app.people.accounts import set_active
from scorecards.reviews.models import EvaluationRevision, EvaluationState, Pool
from scorecards.reviews.release import is_waiting, release
from scorecards.reviews.returning import answer_return, open_return, send_back
from tests.factories.feedback import AT, Desk, make_desk, make_evaluation

LATER = AT + timedelta(hours=1)


@pytest.fixture
def desk(session: Session) -> Desk:
    return make_desk(session)


def test_it_goes_back_and_is_not_released_meanwhile(
    session: Session, desk: Desk, run_jobs: Callable[[], object]
) -> None:
    evaluation = make_evaluation(session, desk)
    sent = send_back(session, evaluation, reason=" Look. ", by=desk.lead.id, at=LATER)
    assert (sent.reason, sent.sent_by, evaluation.returned_at) == ("Look.", desk.lead.id, LATER)
    assert not is_waiting(evaluation)
    with pytest.raises(Refused, match="sent back"):
        release(session, evaluation, by=desk.lead.id, at=LATER)
    with pytest.raises(Conflict):
        send_back(session, evaluation, reason="Again.", by=desk.lead.id, at=LATER)
    run_jobs()
    told = session.scalars(select(Notification)).all()
    assert [(each.user_id, each.path) for each in told] == [
        (desk.reviewer.id, f"/returned/{evaluation.id}")
    ]


def test_a_change_is_a_new_version_and_it_waits_again(
    session: Session, desk: Desk, run_jobs: Callable[[], object]
) -> None:
    evaluation = make_evaluation(session, desk)
    send_back(session, evaluation, reason="Look.", by=desk.lead.id, at=AT)
    run_jobs()
    sent = answer_return(
        session,
        evaluation,
        answers={"solved": "solved", "greeting": "yes"},
        comments={"solved": "It was booked.", "greeting": ""},
        note="You are right.",
        by=desk.reviewer.id,
        at=LATER,
    )
    assert (sent.changed, sent.note, sent.answered_at) == (True, "You are right.", LATER)
    assert evaluation.percent == Decimal(100)
    assert (evaluation.state, evaluation.returned_at) == (EvaluationState.SUBMITTED, None)
    revision = session.scalars(select(EvaluationRevision)).one()
    assert (revision.reason, revision.replaced_by) == ("You are right.", desk.reviewer.id)
    assert revision.answers["solved"]["comment"] is None
    answer = next(each for each in evaluation.answers if each.question_key == "solved")
    assert answer.comment == "It was booked."
    run_jobs()
    told = session.scalars(
        select(Notification).where(Notification.kind == "evaluation.return_answered")
    ).all()
    assert [each.user_id for each in told] == [desk.lead.id]
    release(session, evaluation, by=desk.lead.id, at=LATER)


def test_it_may_stay_as_it_is_with_a_reason(session: Session, desk: Desk) -> None:
    evaluation = make_evaluation(session, desk)
    send_back(session, evaluation, reason="Look.", by=desk.lead.id, at=AT)
    same = {"solved": "partly"}
    sent = answer_return(
        session, evaluation, answers=same, comments={}, note="It stays.", by=desk.reviewer.id,
        at=LATER,
    )  # fmt: skip
    assert sent.changed is False
    assert session.scalars(select(EvaluationRevision)).all() == []
    assert open_return(session, evaluation) is None
    acts = session.scalars(select(AuditRow.act).where(AuditRow.subject_id == evaluation.id)).all()
    assert {"evaluation.send_back", "evaluation.answer_return"} <= set(acts)


@pytest.mark.parametrize(("who", "error"), [("reviewer", Refused), ("agent", Missing)])
def test_neither_reviewer_nor_agent_sends_back(
    session: Session, desk: Desk, who: str, error: type[Exception]
) -> None:
    evaluation = make_evaluation(session, desk)
    with pytest.raises(error):
        send_back(session, evaluation, reason="Look.", by=getattr(desk, who).id, at=AT)


@pytest.mark.parametrize("who", ["lead", "manager", "agent", "stranger"])
def test_only_the_reviewer_answers(session: Session, desk: Desk, who: str) -> None:
    evaluation = make_evaluation(session, desk)
    send_back(session, evaluation, reason="Look.", by=desk.lead.id, at=AT)
    with pytest.raises(Missing):
        answer_return(
            session, evaluation, answers={}, comments={}, note="x", by=getattr(desk, who).id, at=AT
        )


@pytest.mark.parametrize(
    ("state", "pool"),
    [
        *((state, Pool.RANDOM) for state in EvaluationState if state.value != "submitted"),
        (EvaluationState.SUBMITTED, Pool.CALIBRATION),
    ],
)
def test_only_what_waits_is_sent_back(
    session: Session, desk: Desk, state: EvaluationState, pool: Pool
) -> None:
    evaluation = make_evaluation(session, desk, state=state, pool=pool)
    with pytest.raises(Conflict):
        send_back(session, evaluation, reason="Look.", by=desk.lead.id, at=AT)


@pytest.mark.parametrize(
    ("reason", "words"), [(" ", "what the reviewer"), ("x" * 20_001, "at most")]
)
def test_a_reason_is_needed(session: Session, desk: Desk, reason: str, words: str) -> None:
    with pytest.raises(Refused, match=words) as refused:
        send_back(session, make_evaluation(session, desk), reason=reason, by=desk.lead.id, at=AT)
    assert refused.value.field == "reason"


def test_a_reviewer_who_left_gets_nothing_back(session: Session, desk: Desk) -> None:
    evaluation = make_evaluation(session, desk)
    set_active(session, desk.reviewer, False, by=desk.manager.id, at=AT)
    with pytest.raises(Refused, match="not there any more"):
        send_back(session, evaluation, reason="Look.", by=desk.lead.id, at=AT)


@pytest.mark.parametrize(
    ("answers", "comments", "note", "field"),
    [
        ({}, {}, " ", "note"),
        ({}, {}, "x" * 20_001, "note"),
        ({"elsewhere": "yes"}, {}, "x", "elsewhere"),
        ({"solved": "perfect"}, {}, "x", "solved"),
        ({}, {"solved": "x" * 20_001}, "x", "solved"),
    ],
)
def test_an_answer_that_will_not_do_names_its_place(
    session: Session,
    desk: Desk,
    answers: dict[str, str],
    comments: dict[str, str],
    note: str,
    field: str,
) -> None:
    evaluation = make_evaluation(session, desk)
    send_back(session, evaluation, reason="Look.", by=desk.lead.id, at=AT)
    with pytest.raises(Refused) as refused:
        answer_return(
            session, evaluation, answers=answers, comments=comments, note=note,
            by=desk.reviewer.id, at=LATER,
        )  # fmt: skip
    assert refused.value.field == field
    assert evaluation.returned_at == AT


def test_an_answer_is_given_once(session: Session, desk: Desk) -> None:
    evaluation = make_evaluation(session, desk)
    send_back(session, evaluation, reason="Look.", by=desk.lead.id, at=AT)
    for error in (None, Conflict):
        if error is None:
            answer_return(
                session, evaluation, answers={}, comments={}, note="x", by=desk.reviewer.id, at=AT
            )
            continue
        with pytest.raises(error):
            answer_return(
                session, evaluation, answers={}, comments={}, note="x", by=desk.reviewer.id, at=AT
            )
