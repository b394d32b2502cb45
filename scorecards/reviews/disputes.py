"""An agent disputes answers of their released evaluation round by round, or withdraws it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import Conflict, Missing, Refused
from qa_app.core.events import emit
from qa_app.core.jobs.queue import enqueue
from scorecards.answering.calendars import calendar_of
from scorecards.answering.working_days import window_end
from scorecards.design.answers import Value, refusal
from scorecards.design.document import Question
from scorecards.reviews.acknowledgement import check_own
from scorecards.reviews.answer_words import is_same
from scorecards.reviews.deciders import provide_decider
from scorecards.reviews.dispute_rounds import Turn, check_open, standing, turn_of
from scorecards.reviews.dispute_words import DisputeCause
from scorecards.reviews.models import Dispute, DisputeItem, DisputeState, Evaluation
from scorecards.reviews.refusing import PartRefused
from scorecards.reviews.release import policy_of
from scorecards.reviews.results import answers_of, document_of
from scorecards.reviews.wording import written


@dataclass(frozen=True)
class Objection:
    """What the agent says of one question; `proposed` None where they name no other answer."""

    question: str
    comment: str
    proposed: Value = None
    cause: DisputeCause = DisputeCause.OTHER


def open_dispute(
    session: Session,
    evaluation: Evaluation,
    *,
    objections: Sequence[Objection],
    by: int,
    at: datetime,
) -> Dispute:
    """Dispute questions of one's own released evaluation; announces `dispute.opened`.

    A first round, or the next one about what the round before left; within its window. A later
    round gets an independent decider. Missing for others' evaluations, Conflict while one is open;
    Refused with the question's key as field for what is wrong with an objection.
    """
    session.refresh(evaluation, ["state"], with_for_update=True)
    check_own(evaluation, by)
    turn = _check_turn(session, evaluation, at)
    if not objections:
        raise Refused(_("Choose at least one question to dispute."))
    answers = answers_of(evaluation)
    questions = {
        question.key: question
        for question in _disputable(evaluation)
        if turn.questions is None or question.key in turn.questions
    }
    calendar = calendar_of(session, evaluation.team_id)
    days = policy_of(session, evaluation).decide_days
    dispute = Dispute(
        evaluation_id=evaluation.id,
        round=turn.round,
        state=DisputeState.OPEN,
        opened_by=by,
        opened_at=at,
        due_at=window_end(at, days, calendar.zone, calendar),
        items=_items(objections, questions, answers),
    )
    dispute.evaluation = evaluation
    session.add(dispute)
    session.flush()
    asked = [each.question for each in objections]
    after = {"evaluation": evaluation.id, "round": turn.round, "questions": asked}
    record(session, "dispute.open", ("dispute", dispute.id), by=by, at=at, after=after)
    if turn.round > 1:
        provide_decider(session, dispute, at=at)
    emit(session, "dispute.opened", dispute_id=dispute.id)
    return dispute


def withdraw(session: Session, dispute: Dispute, *, by: int, at: datetime) -> None:
    """Take an open dispute back; only who opened it may (Missing for others).

    Whoever was to decide it is told. Its round can be opened again while its window lasts.
    """
    session.refresh(dispute, ["state"], with_for_update=True)
    if dispute.opened_by != by:
        raise Missing
    check_open(dispute)
    dispute.state, dispute.decided_at = DisputeState.WITHDRAWN, at
    session.flush()
    record(session, "dispute.withdraw", ("dispute", dispute.id), by=by, at=at)
    enqueue(session, "feedback.tell_withdrawn", {"dispute_id": dispute.id})


def deadline(session: Session, evaluation: Evaluation) -> datetime | None:
    """Until when the agent may open the first round; None before release."""
    if evaluation.dispute_until is not None or evaluation.released_at is None:
        return evaluation.dispute_until
    # Released before the end of the window was written down.
    calendar = calendar_of(session, evaluation.team_id)
    days = policy_of(session, evaluation).dispute_days
    return window_end(evaluation.released_at, days, calendar.zone, calendar)


def disputes_of(session: Session, evaluation: Evaluation) -> Sequence[Dispute]:
    """All disputes of an evaluation, the oldest first."""
    query = select(Dispute).where(Dispute.evaluation_id == evaluation.id).order_by(Dispute.id)
    return session.scalars(query).all()


def standing_dispute(session: Session, evaluation: Evaluation) -> Dispute | None:
    """The newest dispute that was not withdrawn."""
    return standing(disputes_of(session, evaluation))


def _check_turn(session: Session, evaluation: Evaluation, at: datetime) -> Turn:
    found = disputes_of(session, evaluation)
    turn = turn_of(deadline(session, evaluation), found)
    if turn is None:
        newest = standing(found)
        if newest is not None and newest.state is DisputeState.OPEN:
            raise Conflict(_("This evaluation has been disputed already; it is being decided."))
        raise Conflict(_("This evaluation has been disputed already; there is no further round."))
    if not turn.is_open(at):
        raise Refused(_("The time to dispute this evaluation is over. Ask your lead about it."))
    return turn


def _disputable(evaluation: Evaluation) -> list[Question]:
    """The questions that were shown and have an answer of their own."""
    given = {answer.question_key for answer in evaluation.answers}
    parts = (evaluation.result or {}).get("questions", {})
    return [
        question
        for question in document_of(evaluation.version).questions()
        if question.key in given and parts.get(question.key, {}).get("state") != "hidden"
    ]


def _items(
    objections: Sequence[Objection], questions: dict[str, Question], answers: dict[str, Value]
) -> list[DisputeItem]:
    seen: set[str] = set()
    for each in objections:
        if each.question in seen:
            raise Refused(_("Dispute each question once."), field=each.question)
        seen.add(each.question)
    return [_item(each, questions, answers) for each in objections]


def _item(
    objection: Objection, questions: dict[str, Question], answers: dict[str, Value]
) -> DisputeItem:
    key = objection.question
    comment = written(objection.comment, key)
    if key not in questions:
        raise Refused(_("This question is not part of the evaluation."), field=key)
    if not comment:
        raise PartRefused(
            _("Say what the reviewer should look at again."), question=key, part="comment"
        )
    proposed = objection.proposed
    wrong = refusal(questions[key], proposed)
    if wrong:
        raise PartRefused(wrong, question=key, part="proposed")
    if proposed is not None and is_same(proposed, answers.get(key)):
        raise PartRefused(
            _("That is the answer it has. Propose another, or none."), question=key, part="proposed"
        )
    wrapped = None if proposed is None else {"value": proposed}
    return DisputeItem(question_key=key, comment=comment, proposed=wrapped, cause=objection.cause)
