"""Answers tried out on a card as a reviewer would give them; nothing of it is stored."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from scorecards.design.answers import Answers, Facts, Value, refusal
from scorecards.design.document import NOT_APPLICABLE, Question, ScorecardDocument
from scorecards.design.facts import FACTS, Fact
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
FACT = "f."


@dataclass(frozen=True)
class Trial:
    """What the tried answers come to; `result` is None where the card has errors that forbid it."""

    answers: Answers
    refused: dict[str, str]
    result: ScoreResult | None
    missing: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    facts: Facts = field(default_factory=dict)
    """What the interaction is taken to be, for conditions on facts."""

    def state(self, key: str) -> str:
        """`answered`, `na`, `hidden` or `unanswered`."""
        return self.result.questions[key].state if self.result else "unanswered"


def tried(document: ScorecardDocument, values: Callable[[str], Sequence[str]]) -> Trial:
    """Score tried answers; `values` gives the posted texts of a field.

    Fields are named `a.` and the question's key, `f.` and the name of a fact.
    """
    facts = _facts(document, values)
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
        result = score(document, answers, facts)
    except (RefusalError, ValueError):
        return Trial(answers, refused, None, facts=facts)
    return Trial(
        answers,
        refused,
        result,
        missing_required(document, answers, facts),
        required_comments(document, answers, facts),
        open_root_causes(document, answers, facts),
        facts,
    )


def asked_facts(document: ScorecardDocument) -> dict[str, Fact]:
    """The facts that conditions of the card look at, in the order of all facts."""
    named = {it.condition.fact for it in document.questions() if it.condition}
    return {name: fact for name, fact in FACTS.items() if name in named}


def _facts(
    document: ScorecardDocument, values: Callable[[str], Sequence[str]]
) -> dict[str, object]:
    """What was said of the interaction; what is not said or no number is not known."""
    found: dict[str, object] = {}
    for name, fact in asked_facts(document).items():
        text = next((text for text in values(FACT + name) if text.strip()), "")
        if not text:
            continue
        if fact.kind == "flag":
            found[name] = text == "true"
        elif fact.kind == "text":
            found[name] = text
        else:
            try:
                found[name] = number(text)
            except ValueError:
                # A half-typed number opens nothing yet.
                continue
    return found


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
