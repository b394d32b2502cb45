"""Restates an evaluation: the old version is kept with the reason, the score is made anew."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import Refused
from qa_app.core.events import emit
from qa_app.core.text import clean
from scorecards.design.answers import Value
from scorecards.reviews.draft import Cited, Draft
from scorecards.reviews.drafting import cited_turns, draft_of, write_evidence
from scorecards.reviews.kept import cited_by_question
from scorecards.reviews.models import (
    FINAL,
    SEEN_BY_AGENT,
    Evaluation,
    EvaluationRevision,
    EvaluationState,
)
from scorecards.reviews.results import answer_row, set_answers, write_score


def restate(
    session: Session,
    evaluation: Evaluation,
    *,
    answers: Mapping[str, Value],
    reason: str,
    by: int,
    at: datetime,
    dispute_id: int | None = None,
    comments: Mapping[str, str] | None = None,
    causes: Mapping[str, Sequence[str]] | None = None,
    evidence: Sequence[Cited] | None = None,
) -> EvaluationRevision:
    """Replace some answers and comments of a final evaluation and score it again; announces it.

    `causes` are the root causes by question, `evidence` is all of it (None: both stay).

    Pool, probability, and whether it counts stay. A released one becomes unread again. Refused
    without a reason, where nothing would change, and before submission; AnswersInvalid for an
    answer that the scorecard does not know.
    """
    reason = clean(reason).strip()
    comments, causes = comments or {}, causes or {}
    others = questions_that_differ(evaluation, causes, evidence)
    _check(evaluation, answers, comments, reason, others=others)
    revision = EvaluationRevision(
        evaluation_id=evaluation.id,
        number=_next_number(session, evaluation),
        answers=snapshot(evaluation),
        result=evaluation.result or {},
        percent=evaluation.percent,
        reason=reason,
        replaced_by=by,
        replaced_at=at,
        dispute_id=dispute_id,
    )
    session.add(revision)
    set_answers(evaluation, answers)
    for key, words in comments.items():
        answer_row(evaluation, key).comment = words or None
    for key, picked in causes.items():
        answer_row(evaluation, key).root_causes = list(picked)
    if evidence is not None:
        draft = Draft(evidence=list(evidence))
        write_evidence(evaluation, draft, cited_turns(session, evaluation.transcript_id, draft))
    write_score(evaluation)
    evaluation.revision += 1
    if evaluation.state in SEEN_BY_AGENT:
        evaluation.state, evaluation.acknowledged_at = EvaluationState.RELEASED, None
    session.flush()
    record(
        session,
        "evaluation.restate",
        ("evaluation", evaluation.id),
        by=by,
        at=at,
        before={"percent": _plain(revision.percent), "version": revision.number},
        after={
            "percent": _plain(evaluation.percent),
            "questions": sorted({*answers, *comments, *causes, *(others or ())}),
        },
    )
    emit(session, "evaluation.restated", evaluation_id=evaluation.id)
    return revision


def snapshot(evaluation: Evaluation) -> dict[str, Any]:
    """The answers as they stand, by question: value, comment, root causes, fraction, evidence.

    Evidence is [turn, start, end] as in `scorecards.reviews.kept`: where the words are, not they.
    """
    cited = cited_by_question(draft_of(evaluation).evidence)
    answered = {
        answer.question_key: {
            "value": answer.value.get("value"),
            "comment": answer.comment,
            "root_causes": answer.root_causes,
            "fraction": _plain(answer.fraction),
            "evidence": cited.pop(answer.question_key, []),
        }
        for answer in evaluation.answers
    }
    alone: dict[str, Any] = {"value": None, "comment": None, "root_causes": [], "fraction": None}
    return answered | {key: {**alone, "evidence": places} for key, places in cited.items()}


def questions_that_differ(
    evaluation: Evaluation, causes: Mapping[str, Sequence[str]], evidence: Sequence[Cited] | None
) -> set[str]:
    """The questions whose root causes or evidence would change."""
    stands = draft_of(evaluation)
    changed = {key for key, picked in causes.items() if stands.causes.get(key, []) != list(picked)}
    if evidence is not None:
        changed |= {one.question for one in set(evidence) ^ set(stands.evidence)}
    return changed


def _check(
    evaluation: Evaluation,
    answers: Mapping[str, Value],
    comments: Mapping[str, str],
    reason: str,
    *,
    others: Collection[str],
) -> None:
    if evaluation.state not in FINAL:
        raise Refused(_("Only a submitted evaluation is restated; a draft can simply be changed."))
    if not reason:
        raise Refused(_("Say why the evaluation is restated."), field="reason")
    if not evaluation.answers:
        raise Refused(_("Only a total was imported here: there are no answers to restate."))
    now = {answer.question_key: answer.value.get("value") for answer in evaluation.answers}
    said = {answer.question_key: answer.comment or "" for answer in evaluation.answers}
    is_same = all(said.get(key, "") == text for key, text in comments.items())
    is_same = is_same and not others
    if is_same and all(now.get(key) == value for key, value in answers.items()):
        raise Refused(_("These are the answers that stand already; nothing would change."))


def _next_number(session: Session, evaluation: Evaluation) -> int:
    newest = select(func.max(EvaluationRevision.number)).where(
        EvaluationRevision.evaluation_id == evaluation.id
    )
    return (session.scalar(newest) or 0) + 1


def _plain(value: Any) -> float | None:
    return None if value is None else float(value)
