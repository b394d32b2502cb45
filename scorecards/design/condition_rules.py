"""What must hold for conditions: they look back at required questions and can come true."""

from collections.abc import Iterator
from typing import get_args

from scorecards.design.document import (
    NOT_APPLICABLE,
    Channel,
    Condition,
    Question,
    ScorecardDocument,
)
from scorecards.design.exact import among, plain
from scorecards.design.findings import Finding
from scorecards.design.question_rules import Place, can_be_answered

KNOWN_FACTS = (
    *("channel", "direction", "topic", "language", "source", "team", "duration_s"),
    *("first_response_s", "resolution_s", "hold_s", "transfers", "escalated", "reopened"),
    *("resolved", "cost"),
)


def condition_findings(document: ScorecardDocument) -> Iterator[Finding]:
    """Judge every condition, and name questions that can never be shown."""
    everything = {question.key: question for question in document.questions()}
    before: dict[str, Question] = {}
    hidden: set[str] = set()
    for number, section in enumerate(document.sections):
        for position, question in enumerate(section.questions):
            path = f"sections[{number}].questions[{position}]"
            here = Place(path, section.key, question.key)
            condition = question.condition
            if condition is not None:
                found = list(_one(here, condition, document, before, everything, hidden))
                yield from found
                if found:
                    hidden.add(question.key)
            before[question.key] = question


def _one(
    here: Place,
    condition: Condition,
    document: ScorecardDocument,
    before: dict[str, Question],
    everything: dict[str, Question],
    hidden: set[str],
) -> Iterator[Finding]:
    if (condition.question is None) == (condition.fact is None):
        message = "A condition looks at one question or one fact: write exactly one of the two."
        yield here.error("condition", message)
    elif not condition.values:
        yield here.error("condition.in", "The condition lists no values: name at least one.")
    elif condition.fact is not None:
        yield from _fact(here, condition, document)
    elif condition.question not in before or condition.question == here.question:
        yield here.error("condition.question", _absent(condition, here, everything))
    else:
        yield from _source(here, condition, before[condition.question], hidden)


def _absent(condition: Condition, here: Place, everything: dict[str, Question]) -> str:
    if condition.question == here.question:
        return "The question depends on itself: choose one that comes before it."
    if condition.question in everything:
        return (
            f"“{condition.question}” comes later: a condition looks back only. Move one of the "
            "two questions."
        )
    return f"There is no question “{condition.question}”: mend the key or drop the condition."


def _fact(here: Place, condition: Condition, document: ScorecardDocument) -> Iterator[Finding]:
    if condition.fact not in KNOWN_FACTS:
        message = f"There is no fact “{condition.fact}”. Known facts: {', '.join(KNOWN_FACTS)}."
        yield here.error("condition.fact", message)
    elif condition.fact == "channel":
        possible = [document.channel] if document.channel else list(get_args(Channel))
        if not any(among(value, possible) for value in condition.values):
            message = (
                "The question can never be shown: the scorecard is for "
                f"{', '.join(possible)} only. Mend the channels or drop the condition."
            )
            yield here.error("condition.in", message)


def _source(
    here: Place, condition: Condition, source: Question, hidden: set[str]
) -> Iterator[Finding]:
    if source.type == "text":
        message = f"“{source.key}” is free text: a condition needs answers to choose from."
        yield here.error("condition.question", message)
    elif not source.required:
        message = (
            f"“{source.key}” is optional, so whether this question is asked would be left to "
            "chance: make it required, or choose another."
        )
        yield here.error("condition.question", message)
    elif source.key in hidden:
        message = (
            f"The question can never be shown, since “{source.key}” before it cannot be: mend "
            "that one's condition first."
        )
        yield here.error("condition.question", message)
    else:
        for value in condition.values:
            if not can_be_answered(source, value):
                yield here.error("condition.in", _impossible(source, value))


def _impossible(source: Question, value: object) -> str:
    if value == NOT_APPLICABLE:
        return "A condition is false where “N/A” was answered: name another answer."
    return f"“{plain(value)}” is not an answer to “{source.key}”: mend or remove it."
