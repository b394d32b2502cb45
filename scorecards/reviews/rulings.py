"""A dispute is decided question by question; what is accepted is restated.

The first round by a lead or manager, a later one by the independent reviewer chosen for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import Missing
from qa_app.core.events import emit
from scorecards.answering.calendars import calendar_of
from scorecards.answering.working_days import window_end
from scorecards.design.answers import Value, refusal
from scorecards.design.document import Question
from scorecards.reviews.answer_words import is_same
from scorecards.reviews.deciders import is_independent
from scorecards.reviews.dispute_rounds import check_open
from scorecards.reviews.dispute_words import Verdict
from scorecards.reviews.models import Dispute, DisputeItem, DisputeState
from scorecards.reviews.refusing import PartRefused
from scorecards.reviews.release import policy_of
from scorecards.reviews.restatement import restate
from scorecards.reviews.results import answers_of, document_of
from scorecards.reviews.wording import written


@dataclass(frozen=True)
class Ruling:
    """The verdict on one question; `answer` is what stands from now on unless it is rejected.

    Accepting without an answer takes the proposed one.
    """

    question: str
    verdict: Verdict
    note: str
    answer: Value = None


def decide(
    session: Session,
    dispute: Dispute,
    *,
    rulings: Sequence[Ruling],
    note: str = "",
    by: int,
    at: datetime,
) -> None:
    """Rule on every disputed question, restate where one is accepted; announces the decision.

    Never by the reviewer of the evaluation nor by its agent, a later round only by its decider
    (Missing; in the first, the team's scope is the caller's). Where rounds are left and something
    was not accepted, the agent's next window begins. Refused, naming the question as field, for a
    ruling that is not whole; Conflict where somebody else was faster.
    """
    session.refresh(dispute, ["state"], with_for_update=True)
    evaluation = dispute.evaluation
    _check_decider(session, dispute, by)
    check_open(dispute)
    answers = answers_of(evaluation)
    by_key = {ruling.question: ruling for ruling in rulings}
    questions = {question.key: question for question in document_of(evaluation.version).questions()}
    for item in dispute.items:
        ruling = by_key.get(item.question_key)
        if ruling is None:
            raise PartRefused(
                _("Decide every disputed question."), question=item.question_key, part="verdict"
            )
        _rule(item, ruling, questions[item.question_key], answers.get(item.question_key))
    dispute.state = _outcome(by_key[item.question_key].verdict for item in dispute.items)
    dispute.decided_by, dispute.decided_at = by, at
    dispute.decision_note = written(note, "note") or None
    dispute.appeal_until = _appeal_until(session, dispute, at)
    changed = {
        item.question_key: item.decided["value"]
        for item in dispute.items
        if item.accepted and item.decided
    }
    if changed:
        restate(
            session,
            evaluation,
            answers=changed,
            reason=_reason(dispute),
            by=by,
            at=at,
            dispute_id=dispute.id,
        )
    session.flush()
    after = {"state": dispute.state.value, "round": dispute.round, "changed": sorted(changed)}
    record(session, "dispute.decide", ("dispute", dispute.id), by=by, at=at, after=after)
    emit(session, "dispute.decided", dispute_id=dispute.id)


def _check_decider(session: Session, dispute: Dispute, by: int) -> None:
    evaluation = dispute.evaluation
    if by in (evaluation.reviewer_id, evaluation.agent_id):
        raise Missing(_("Somebody other than the reviewer decides this dispute."))
    if dispute.round == 1:
        return
    now = dispute.decider
    if now is None or now.user_id != by or not is_independent(session, dispute, by):
        raise Missing(_("Another person was chosen to decide this round."))


def _appeal_until(session: Session, dispute: Dispute, at: datetime) -> datetime | None:
    policy = policy_of(session, dispute.evaluation)
    if dispute.state is DisputeState.ACCEPTED or dispute.round >= policy.rounds:
        return None
    calendar = calendar_of(session, dispute.evaluation.team_id)
    return window_end(at, policy.appeal_days, calendar.zone, calendar)


def _rule(item: DisputeItem, ruling: Ruling, question: Question, stands: Value) -> None:
    key = item.question_key
    note = written(ruling.note, key)
    if not note and ruling.verdict is not Verdict.ACCEPT:
        raise PartRefused(_("Say why; the agent reads it."), question=key, part="note")
    item.note, item.accepted = note or None, ruling.verdict is not Verdict.REJECT
    item.verdict = ruling.verdict
    if not item.accepted:
        item.decided = {"value": stands}
        return
    answer = ruling.answer
    if answer is None and ruling.verdict is Verdict.ACCEPT and item.proposed:
        answer = item.proposed["value"]
    if answer is None or is_same(answer, stands):
        raise PartRefused(
            _("Choose the answer that stands from now on."), question=key, part="answer"
        )
    wrong = refusal(question, answer)
    if wrong:
        raise PartRefused(wrong, question=key, part="answer")
    item.decided = {"value": answer}


def _reason(dispute: Dispute) -> str:
    notes = [item.note for item in dispute.items if item.accepted and item.note]
    return " ".join(notes) or str(_("The dispute was accepted."))


def _outcome(verdicts: Iterable[Verdict]) -> DisputeState:
    found = set(verdicts)
    if found == {Verdict.ACCEPT}:
        return DisputeState.ACCEPTED
    return DisputeState.REJECTED if found == {Verdict.REJECT} else DisputeState.PARTLY
