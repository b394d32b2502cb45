"""A lead sends an evaluation back before its agent sees it; its reviewer answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import Conflict, Missing, Refused
from qa_app.core.jobs.queue import enqueue
from scorecards.design.answers import Value, refusal
from scorecards.reviews.draft import Cited, Draft
from scorecards.reviews.drafting import draft_of
from scorecards.reviews.kept import check_base, check_entries
from scorecards.reviews.models import Evaluation
from scorecards.reviews.models_return import EvaluationReturn
from scorecards.reviews.release import is_waiting
from scorecards.reviews.restatement import questions_that_differ, restate
from scorecards.reviews.results import answers_of, document_of, facts_of
from scorecards.reviews.submission import check_ready
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
        raise Conflict(_("It does not wait for release any more; reload the page."))
    if by == evaluation.reviewer_id:
        raise Refused(_("You scored this one yourself."))
    if not evaluation.reviewer.active:
        raise Refused(_("Its reviewer is not there any more. Release it, or have it restated."))
    if not reason:
        raise Refused(_("Say what the reviewer should look at."), field="reason")
    evaluation.returned_at, evaluation.release_at = at, None
    sent = EvaluationReturn(evaluation_id=evaluation.id, sent_by=by, sent_at=at, reason=reason)
    session.add(sent)
    session.flush()
    record(session, "evaluation.send_back", ("evaluation", evaluation.id), by=by, at=at)
    enqueue(session, "feedback.tell_returned", {"evaluation_id": evaluation.id})
    return sent


def answering_draft(evaluation: Evaluation, sent: EvaluationReturn) -> Draft:
    """What the reviewer has written so far; at first what stands, with no word on it yet."""
    if sent.draft is not None:
        return Draft.model_validate(sent.draft)
    return draft_of(evaluation).model_copy(update={"comment": ""})


def save_return(
    session: Session,
    evaluation: Evaluation,
    draft: Draft,
    *,
    by: int,
    based_on: int | None = None,
) -> EvaluationReturn:
    """Keep the answer as far as it is written; the evaluation stays as it is until it is given.

    `draft.comment` is what the reviewer says to it. Missing for anybody but the reviewer, Conflict
    where it is answered already, DraftConflict where another window was faster, Refused for what
    will not do.
    """
    sent = _to_answer(session, evaluation, by)
    draft, stands = draft.tidy(), answering_draft(evaluation, sent)
    if not check_base(stands, draft, revision=sent.revision, based_on=based_on):
        return sent
    facts = facts_of(evaluation.interaction)
    check_entries(session, evaluation.version, draft, facts, evaluation.transcript_id)
    sent.draft = draft.model_dump(mode="json")
    sent.revision += 1
    session.flush()
    return sent


def submit_return(
    session: Session,
    evaluation: Evaluation,
    draft: Draft,
    *,
    by: int,
    at: datetime,
    based_on: int | None = None,
) -> EvaluationReturn:
    """Give the answer as it is written: what differs is a restatement, the comment its reason.

    NotReady names required answers and comments that are missing; else refused as by
    `answer_return` and `save_return`.
    """
    save_return(session, evaluation, draft, by=by, based_on=based_on)
    draft = draft.tidy()
    check_ready(document_of(evaluation.version), facts_of(evaluation.interaction), draft)
    keys = [question.key for question in document_of(evaluation.version).questions()]
    return answer_return(
        session,
        evaluation,
        answers={key: draft.answers.get(key) for key in keys},
        comments={key: draft.comments.get(key, "") for key in keys},
        causes={key: draft.causes.get(key, []) for key in keys},
        evidence=draft.evidence,
        note=draft.comment,
        by=by,
        at=at,
    )


def answer_return(
    session: Session,
    evaluation: Evaluation,
    *,
    answers: Mapping[str, Value],
    comments: Mapping[str, str],
    note: str,
    by: int,
    at: datetime,
    causes: Mapping[str, Sequence[str]] | None = None,
    evidence: Sequence[Cited] | None = None,
) -> EvaluationReturn:
    """The reviewer changes answers, comments, causes and evidence, or keeps them, and says why.

    It waits for its release again. A change is a restatement, whose old version is kept. Missing
    for anybody but the reviewer, Conflict where it is answered already, Refused without a note
    and for a wrong answer.
    """
    sent = _to_answer(session, evaluation, by)
    note = written(note, "note")
    if not note:
        raise Refused(_("Say what you changed, or why it stays."), field="note")
    changed, said = _changes(evaluation, answers, comments)
    moved = questions_that_differ(evaluation, causes or {}, evidence)
    picked = {key: one for key, one in (causes or {}).items() if key in moved}
    if changed or said or moved:
        restate(session, evaluation, answers=changed, comments=said, causes=picked,
                evidence=evidence, reason=note, by=by, at=at)  # fmt: skip
    sent.answered_at, sent.note, sent.draft = at, note, None
    sent.changed = bool(changed or said or moved)
    evaluation.returned_at = None
    session.flush()
    after = {"changed": sorted({*changed, *said, *moved})}
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


def _to_answer(session: Session, evaluation: Evaluation, by: int) -> EvaluationReturn:
    session.refresh(evaluation, ["state", "returned_at"], with_for_update=True)
    if by != evaluation.reviewer_id:
        raise Missing
    sent = open_return(session, evaluation)
    if sent is None:
        raise Conflict(_("This one is answered already; reload the page."))
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
            raise Refused(_("This question is not part of the evaluation."), field=key)
        wrong = refusal(questions[key], value)
        if wrong:
            raise Refused(wrong, field=key)
    words = {answer.question_key: answer.comment or "" for answer in evaluation.answers}
    said = {key: written(text, key) for key, text in comments.items() if key in questions}
    return (
        {key: value for key, value in answers.items() if stands.get(key) != value},
        {key: text for key, text in said.items() if text != words.get(key, "")},
    )
