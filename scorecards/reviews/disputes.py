"""An agent disputes answers of their released evaluation, or takes the dispute back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import Conflict, Missing, Refused
from qa_app.core.events import emit
from qa_app.core.text import clean
from scorecards.design.answers import Value, refusal
from scorecards.design.document import Question
from scorecards.reviews.acknowledgement import LONGEST, check_own
from scorecards.reviews.models import Dispute, DisputeItem, DisputeState, Evaluation
from scorecards.reviews.results import answers_of, document_of
from scorecards.reviews.working_days import window_end


@dataclass(frozen=True)
class Objection:
    """What the agent says of one question; `proposed` None where they name no other answer."""

    question: str
    comment: str
    proposed: Value = None


def open_dispute(
    session: Session,
    evaluation: Evaluation,
    *,
    objections: Sequence[Objection],
    by: int,
    at: datetime,
) -> Dispute:
    """Dispute questions of one's own released evaluation; announces `dispute.opened`.

    One round, within the window. Missing for others' evaluations; Refused with the question's key
    as field for what is wrong with an objection.
    """
    check_own(evaluation, by)
    _check_time(session, evaluation, at)
    if not objections:
        raise Refused("Choose at least one question to dispute.")
    answers = answers_of(evaluation)
    questions = {question.key: question for question in _disputable(evaluation)}
    settings = session.info["settings"]
    dispute = Dispute(
        evaluation_id=evaluation.id,
        state=DisputeState.OPEN,
        opened_by=by,
        opened_at=at,
        due_at=window_end(at, settings.dispute_days, settings.time_zone),
        items=[_item(each, questions, answers) for each in objections],
    )
    dispute.evaluation = evaluation
    session.add(dispute)
    session.flush()
    after = {"evaluation": evaluation.id, "questions": [each.question for each in objections]}
    record(session, "dispute.open", ("dispute", dispute.id), by=by, at=at, after=after)
    emit(session, "dispute.opened", dispute_id=dispute.id)
    return dispute


def withdraw(session: Session, dispute: Dispute, *, by: int, at: datetime) -> None:
    """Take an open dispute back; only who opened it may (Missing for others)."""
    if dispute.opened_by != by:
        raise Missing
    check_open(dispute)
    dispute.state, dispute.decided_at = DisputeState.WITHDRAWN, at
    session.flush()
    record(session, "dispute.withdraw", ("dispute", dispute.id), by=by, at=at)


def deadline(session: Session, evaluation: Evaluation) -> datetime | None:
    """Until when the agent may dispute; None before release."""
    if evaluation.released_at is None:
        return None
    settings = session.info["settings"]
    return window_end(evaluation.released_at, settings.dispute_days, settings.time_zone)


def standing_dispute(session: Session, evaluation: Evaluation) -> Dispute | None:
    """The dispute that uses up the round: the newest that was not withdrawn."""
    query = (
        select(Dispute)
        .where(Dispute.evaluation_id == evaluation.id, Dispute.state != DisputeState.WITHDRAWN)
        .order_by(Dispute.id.desc())
    )
    return session.scalars(query.limit(1)).first()


def _check_time(session: Session, evaluation: Evaluation, at: datetime) -> None:
    until = deadline(session, evaluation)
    if until is None or at > until:
        raise Refused("The time to dispute this evaluation is over. Ask your lead about it.")
    if standing_dispute(session, evaluation) is not None:
        raise Conflict("This evaluation has been disputed already; there is one round.")


def _disputable(evaluation: Evaluation) -> list[Question]:
    """The questions that were shown and have an answer of their own."""
    given = {answer.question_key for answer in evaluation.answers}
    parts = (evaluation.result or {}).get("questions", {})
    return [
        question
        for question in document_of(evaluation.version).questions()
        if question.key in given and parts.get(question.key, {}).get("state") != "hidden"
    ]


def _item(
    objection: Objection, questions: dict[str, Question], answers: dict[str, Value]
) -> DisputeItem:
    key, comment = objection.question, clean(objection.comment).strip()
    if key not in questions:
        raise Refused("This question is not part of the evaluation.", field=key)
    if not comment:
        raise Refused("Say what the reviewer should look at again.", field=key)
    if len(comment) > LONGEST:
        raise Refused(f"Use at most {LONGEST:,} characters.", field=key)
    proposed = objection.proposed
    wrong = refusal(questions[key], proposed)
    if wrong:
        raise Refused(wrong, field=key)
    if proposed is not None and proposed == answers.get(key):
        raise Refused("That is the answer it has. Propose another, or none.", field=key)
    wrapped = None if proposed is None else {"value": proposed}
    return DisputeItem(question_key=key, comment=comment, proposed=wrapped)


def check_open(dispute: Dispute) -> None:
    """Conflict when the dispute is decided or withdrawn."""
    if dispute.state is not DisputeState.OPEN:
        raise Conflict("This dispute is closed already; reload the page.")
