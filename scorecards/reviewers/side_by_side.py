"""Two reviews of one interaction beside each other, question by question, as they were given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from scorecards.design.answers import Value
from scorecards.design.document import ScorecardDocument
from scorecards.reviews.answered import Answered, Given, answered_sections
from scorecards.reviews.models import Evaluation, EvaluationRevision
from scorecards.reviews.results import document_of


@dataclass(frozen=True)
class Line:
    """One question with what each said; None where it was not shown to one of them."""

    key: str
    text: str
    first: Answered | None
    second: Answered | None

    @property
    def differs(self) -> bool:
        """Whether both were asked and gave another answer."""
        if self.first is None or self.second is None:
            return self.first is not self.second
        return self.first.value != self.second.value


@dataclass(frozen=True)
class Beside:
    """Both evaluations with their scores as submitted, and the questions in order."""

    first: Evaluation
    second: Evaluation
    scores: tuple[float | None, float | None]
    restated: tuple[bool, bool]
    lines: tuple[Line, ...]

    @property
    def differing(self) -> int:
        """How many questions were answered differently."""
        return sum(line.differs for line in self.lines)


def beside(session: Session, first: Evaluation, second: Evaluation) -> Beside:
    """Read both, as they were before anything was restated."""
    document = document_of(first.version)
    old = {
        revision.evaluation_id: revision
        for revision in session.scalars(
            select(EvaluationRevision).where(
                EvaluationRevision.evaluation_id.in_((first.id, second.id)),
                EvaluationRevision.number == 1,
            )
        )
    }
    one, other = (_said(document, each, old.get(each.id)) for each in (first, second))
    return Beside(
        first,
        second,
        (_score(first, old.get(first.id)), _score(second, old.get(second.id))),
        (first.id in old, second.id in old),
        tuple(
            Line(question.key, question.text, one.get(question.key), other.get(question.key))
            for question in document.questions()
            if question.key in one or question.key in other
        ),
    )


def _said(
    document: ScorecardDocument, evaluation: Evaluation, old: EvaluationRevision | None
) -> dict[str, Answered]:
    given = _given_then(old.answers) if old else _given_now(evaluation)
    result = old.result if old else evaluation.result or {}
    sections = answered_sections(document, result, given)
    return {each.key: each for section in sections for each in section.questions}


def _given_then(answers: Mapping[str, Any]) -> dict[str, Given]:
    return {key: Given(one.get("value"), one.get("comment") or "") for key, one in answers.items()}


def _given_now(evaluation: Evaluation) -> dict[str, Given]:
    return {
        answer.question_key: Given(_value(answer.value), answer.comment or "")
        for answer in evaluation.answers
    }


def _value(stored: Mapping[str, Any]) -> Value:
    return stored.get("value")


def _score(evaluation: Evaluation, old: EvaluationRevision | None) -> float | None:
    percent = old.percent if old else evaluation.percent
    return None if percent is None else float(percent)
