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
from scorecards.reviews.draft import Cited
from scorecards.reviews.drafting import DraftConflict, draft_of
from scorecards.reviews.feedback import feedback_view
from scorecards.reviews.feedback_versions import all_versions, then_and_now
from scorecards.reviews.models import EvaluationRevision, EvaluationState, Evidence, Pool
from scorecards.reviews.release import is_waiting, release
from scorecards.reviews.returning import (
    answer_return,
    answering_draft,
    open_return,
    save_return,
    send_back,
    submit_return,
)
from tests.factories.feedback import AT, Desk, make_desk, make_evaluation
from transcription.transcripts.models import Turn

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


def test_evidence_and_causes_change_and_the_old_version_keeps_its_own(
    session: Session, desk: Desk
) -> None:
    evaluation = make_evaluation(session, desk)
    turns = session.scalars(
        select(Turn).where(Turn.transcript_id == evaluation.transcript_id).order_by(Turn.position)
    ).all()
    before = draft_of(evaluation)
    old = Cited(question="solved", turn=turns[0].id, start=0, end=3)
    new = Cited(question="solved", turn=turns[1].id, start=0, end=len(turns[1].text))
    evaluation.evidence.clear()
    evaluation.evidence.append(
        Evidence(question_key="solved", turn_id=old.turn, start_char=0, end_char=3,
                 quote=turns[0].text[:3])
    )  # fmt: skip
    session.flush()
    sent = send_back(session, evaluation, reason="Look.", by=desk.lead.id, at=AT)
    draft = before.model_copy(update={"evidence": [new], "comment": "A better place."})
    save_return(session, evaluation, draft, by=desk.reviewer.id, based_on=0)
    assert answering_draft(evaluation, sent) == draft
    assert [one.turn_id for one in evaluation.evidence] == [old.turn]
    submit_return(session, evaluation, draft, by=desk.reviewer.id, at=LATER, based_on=1)
    assert (sent.changed, sent.draft) == (True, None)
    assert [(one.turn_id, one.quote) for one in evaluation.evidence] == [(new.turn, turns[1].text)]
    view = feedback_view(session, evaluation, at=LATER)
    pair = next(
        each
        for each in then_and_now(view, view.revisions[0])
        if each.then and each.then.key == "solved"
    )
    assert pair.differs
    assert pair.then is not None
    assert pair.now is not None
    assert [quote.text for quote in pair.then.quotes] == [turns[0].text[:3]]
    assert [quote.text for quote in pair.now.quotes] == [turns[1].text]
    heads, rows = all_versions(view)
    assert len(heads) == 2
    assert [row.changed(1) for row in rows] == [row.number == pair.number for row in rows]


def test_a_version_from_before_evidence_could_change_has_the_present_one(
    session: Session, desk: Desk
) -> None:
    evaluation = make_evaluation(session, desk)
    send_back(session, evaluation, reason="Look.", by=desk.lead.id, at=AT)
    answer_return(
        session, evaluation, answers={"solved": "solved"}, comments={}, note="x",
        by=desk.reviewer.id, at=LATER,
    )  # fmt: skip
    revision = session.scalars(select(EvaluationRevision)).one()
    revision.answers = {
        key: {name: said for name, said in entry.items() if name != "evidence"}
        for key, entry in revision.answers.items()
    }
    view = feedback_view(session, evaluation, at=LATER)
    assert [each.then.quotes for each in then_and_now(view, revision) if each.then] == [
        each.quotes for each in view.questions
    ]


def test_two_windows_never_overwrite_each_others_answer(session: Session, desk: Desk) -> None:
    evaluation = make_evaluation(session, desk)
    send_back(session, evaluation, reason="Look.", by=desk.lead.id, at=AT)
    by, base = desk.reviewer.id, draft_of(evaluation)
    mine, other = (base.model_copy(update={"comment": word}) for word in ("One.", "Two."))
    save_return(session, evaluation, mine, by=by, based_on=0)
    with pytest.raises(DraftConflict):
        save_return(session, evaluation, other, by=by, based_on=0)
    for who in (desk.lead, desk.manager, desk.agent, desk.stranger):
        with pytest.raises(Missing):
            save_return(session, evaluation, other, by=who.id, based_on=1)
