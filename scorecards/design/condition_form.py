"""Turns the designer's fields of a condition into the condition's JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scorecards.design.document import Question, ScorecardDocument
from scorecards.design.exact import among
from scorecards.design.facts import FLAG_FACTS, NUMBER_FACTS
from scorecards.design.posted import Posted
from scorecards.design.question_form import QuestionFields


def condition_changes(
    read: Posted, fields: QuestionFields, question: Question, document: ScorecardDocument
) -> dict[str, Any] | None:
    """The condition as it was posted, None for none; what is no number is kept in `read.wrong`.

    Where it looks at something else than before, its values and limits begin empty.
    """
    kind, _, name = fields.condition_on.partition(":")
    if not name:
        return None
    before = question.condition
    if before is None or (kind, name) != _target(before.question, before.fact):
        # The values that were ticked belong to what the condition looked at before.
        return {kind: name, "in": []}
    values = _values(read, fields, kind, name, document)
    limits = {"from": fields.condition_from, "to": fields.condition_to}
    numbers = {end: _number(read, text) for end, text in limits.items() if text.strip()}
    return {kind: name, "in": in_order(before.values, values), **numbers}


def _target(question: str | None, fact: str | None) -> tuple[str, str]:
    return ("question", question) if question is not None else ("fact", fact or "")


def _values(
    read: Posted, fields: QuestionFields, kind: str, name: str, document: ScorecardDocument
) -> list[Any]:
    if is_numeric(kind, name, document):
        texts = Posted({"in": ", ".join(fields.condition_in)})
        values = list(texts.numbers("in", "condition"))
        read.wrong += texts.wrong
        return values
    if kind == "fact" and name in FLAG_FACTS:
        return [value == "true" for value in fields.condition_in]
    return list(fields.condition_in)


def _number(read: Posted, text: str) -> Any:
    one = Posted({"value": text})
    value = one.number("value", "condition")
    read.wrong += one.wrong
    return value


def is_numeric(kind: str, name: str, document: ScorecardDocument) -> bool:
    """Whether a condition looks at numbers: a fact that is one, or a scale or number question."""
    if kind == "fact":
        return name in NUMBER_FACTS
    source = next((item for item in document.questions() if item.key == name), None)
    return source is not None and source.type in ("scale", "number")


def in_order(before: Sequence[object], values: Sequence[Any]) -> list[Any]:
    """Values that were there before keep their order, new ones follow."""
    kept = [value for value in before if among(value, values)]
    return [*kept, *(value for value in values if not among(value, kept))]
