"""Answers tried out on a card as a reviewer would give them; nothing of it is stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from scorecards.design.answers import Answers, Value, refusal
from scorecards.design.document import NOT_APPLICABLE, Question, ScorecardDocument
from scorecards.design.findings import RefusalError
from scorecards.design.posted import number
from scorecards.design.results import ScoreResult
from scorecards.design.scoring import (
    missing_required,
    open_root_causes,
    required_comments,
    score,
)

PREFIX = "a."


@dataclass(frozen=True)
class Trial:
    """What the tried answers come to; `result` is None where the card has errors that forbid it."""

    answers: Answers
    refused: dict[str, str]
    result: ScoreResult | None
    missing: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()

    def state(self, key: str) -> str:
        """`answered`, `na`, `hidden` or `unanswered`."""
        return self.result.questions[key].state if self.result else "unanswered"


def tried(document: ScorecardDocument, values: Callable[[str], Sequence[str]]) -> Trial:
    """Score tried answers; `values` gives the posted texts of a field named `a.` and the key."""
    answers: dict[str, Value] = {}
    refused: dict[str, str] = {}
    for question in document.questions():
        try:
            value = _value(question, [text for text in values(PREFIX + question.key) if text])
            message = refusal(question, value)
        except ValueError as error:
            value, message = None, str(error)
        if message:
            refused[question.key] = message
        else:
            answers[question.key] = value
    try:
        result = score(document, answers)
    except (RefusalError, ValueError):
        return Trial(answers, refused, None)
    return Trial(
        answers,
        refused,
        result,
        missing_required(document, answers),
        required_comments(document, answers),
        open_root_causes(document, answers),
    )


def _value(question: Question, texts: list[str]) -> Value:
    if not texts:
        return None
    if NOT_APPLICABLE in texts:
        return NOT_APPLICABLE
    match question.type:
        case "multiple":
            return list(dict.fromkeys(texts))
        case "scale" | "number":
            found: Decimal | None = number(texts[0])
            return found
        case _:
            return texts[0]
