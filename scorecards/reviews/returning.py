"""A lead sends an evaluation back before its agent sees it; its reviewer answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import Conflict, Missing, Refused
from qa_app.core.jobs.queue import enqueue
from scorecards.design.answers import Value, refusal
from scorecards.reviews.models import Evaluation
from scorecards.reviews.models_return import EvaluationReturn
from scorecards.reviews.release import is_waiting
from scorecards.reviews.restatement import restate
from scorecards.reviews.results import answers_of, document_of
from scorecards.reviews.wording import written


def send_back(
    session: Session, evaluation: Evaluation, *, reason: str, by: int, at: datetime
) -> EvaluationReturn:
    """Ask the reviewer to look again before the release; the reviewer is told.

    Missing for its agent. Refused without a reason, by the reviewer themselves, and where the
    reviewer is not there any more; Conflict for what does not wait for release.
    """
    session.refresh(evaluation, ["state", "returned_at"], with_for_update=True)
    reason = written(reason, "reason")
    if by == evaluation.agent_id:
        raise Missing
    if not is_waiting(evaluation):
        raise Conflict("It does not wait for release any more; reload the page.")
    if by == evaluation.reviewer_id:
        raise Refused("You scored this one yourself.")
    if not evaluation.reviewer.active:
        raise Refused("Its reviewer is not there any more. Release it, or have it restated.")
    if not reason:
        raise Refused("Say what the reviewer should look at.", field="reason")
    evaluation.returned_at, evaluation.release_at = at, None
    sent = EvaluationReturn(evaluation_id=evaluation.id, sent_by=by, sent_at=at, reason=reason)
    session.add(sent)
    session.flush()
    record(session, "evaluation.send_back", ("evaluation", evaluation.id), by=by, at=at)
    enqueue(session, "feedback.tell_returned", {"evaluation_id": evaluation.id})
    return sent


def answer_return(
    session: Session,
    evaluation: Evaluation,
    *,
    answers: Mapping[str, Value],
    comments: Mapping[str, str],
    note: str,
    by: int,
    at: datetime,
) -> EvaluationReturn:
    """The reviewer changes answers and comments, or keeps them, and says why; it waits again.

    A change is a restatement, whose old version is kept. Missing for anybody but the reviewer,
    Conflict where it is answered already, Refused without a note and for a wrong answer.
    """
    session.refresh(evaluation, ["state", "returned_at"], with_for_update=True)
    if by != evaluation.reviewer_id:
        raise Missing
    sent = open_return(session, evaluation)
    if sent is None:
        raise Conflict("This one is answered already; reload the page.")
    note = written(note, "note")
    if not note:
        raise Refused("Say what you changed, or why it stays.", field="note")
    changed, said = _changes(evaluation, answers, comments)
    if changed or said:
        restate(session, evaluation, answers=changed, comments=said, reason=note, by=by, at=at)
    sent.answered_at, sent.note, sent.changed = at, note, bool(changed or said)
    evaluation.returned_at = None
    session.flush()
    after = {"changed": sorted({*changed, *said})}
    record(
        session,
        "evaluation.answer_return",
        ("evaluation", evaluation.id),
        by=by,
        at=at,
        after=after,
    )
    enqueue(session, "feedback.tell_sender", {"evaluation_id": evaluation.id})
    return sent


def open_return(session: Session, evaluation: Evaluation) -> EvaluationReturn | None:
    """The sending back that its reviewer has not answered."""
    query = select(EvaluationReturn).where(
        EvaluationReturn.evaluation_id == evaluation.id, EvaluationReturn.answered_at.is_(None)
    )
    return session.scalars(query.order_by(EvaluationReturn.id.desc()).limit(1)).first()


def newest_return(session: Session, evaluation_id: int) -> EvaluationReturn | None:
    """The last time that it was sent back, answered or not."""
    query = select(EvaluationReturn).where(EvaluationReturn.evaluation_id == evaluation_id)
    return session.scalars(query.order_by(EvaluationReturn.id.desc()).limit(1)).first()


def _changes(
    evaluation: Evaluation, answers: Mapping[str, Value], comments: Mapping[str, str]
) -> tuple[dict[str, Value], dict[str, str]]:
    """What differs from what stands; Refused with the question as field."""
    questions = {question.key: question for question in document_of(evaluation.version).questions()}
    stands = answers_of(evaluation)
    for key, value in answers.items():
        if key not in questions:
            raise Refused("This question is not part of the evaluation.", field=key)
        wrong = refusal(questions[key], value)
        if wrong:
            raise Refused(wrong, field=key)
    words = {answer.question_key: answer.comment or "" for answer in evaluation.answers}
    said = {key: written(text, key) for key, text in comments.items() if key in words}
    return (
        {key: value for key, value in answers.items() if stands.get(key) != value},
        {key: text for key, text in said.items() if text != words[key]},
    )
