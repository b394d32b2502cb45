"""What must hold for conditions: they look back at required questions and can come true."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import get_args

from flask_babel import gettext as _

from scorecards.design.document import (
    NOT_APPLICABLE,
    Channel,
    Condition,
    Question,
    ScorecardDocument,
)
from scorecards.design.exact import folded, plain
from scorecards.design.facts import FACTS, KNOWN_FACTS, Fact
from scorecards.design.findings import Finding
from scorecards.design.question_rules import Place, can_be_answered


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
        message = _("A condition looks at one question or one fact: write exactly one of the two.")
        yield here.error("condition", message)
    elif not condition.values and not condition.has_limits:
        yield here.error("condition.in", _("The condition lists no values: name at least one."))
    elif wrong := _wrong_limits(condition):
        yield here.error("condition.from", wrong)
    elif condition.fact is not None:
        yield from _fact(here, condition, document)
    elif condition.question not in before or condition.question == here.question:
        yield here.error("condition.question", _absent(condition, here, everything))
    else:
        yield from _source(here, condition, before[condition.question], hidden)


def _wrong_limits(condition: Condition) -> str:
    """Say why limits cannot hold for any number, or nothing."""
    start, end = condition.start, condition.end
    if condition.has_limits and condition.values:
        return str(_("A condition lists values or gives limits, not both: keep one of the two."))
    if start is not None and end is not None and start >= end:
        return str(
            _(
                "No number is from %(start)s to below %(end)s: let the upper limit be the "
                "larger one.",
                start=start,
                end=end,
            )
        )
    return ""


def _absent(condition: Condition, here: Place, everything: dict[str, Question]) -> str:
    if condition.question == here.question:
        return str(_("The question depends on itself: choose one that comes before it."))
    if condition.question in everything:
        return str(
            _(
                "“%(question)s” comes later: a condition looks back only. Move one of the "
                "two questions.",
                question=condition.question,
            )
        )
    return str(
        _(
            "There is no question “%(question)s”: mend the key or drop the condition.",
            question=condition.question,
        )
    )


def _fact(here: Place, condition: Condition, document: ScorecardDocument) -> Iterator[Finding]:
    name = condition.fact or ""
    fact = FACTS.get(name)
    if fact is None:
        message = _(
            "There is no fact “%(name)s”. Known facts: %(known)s.",
            name=name,
            known=", ".join(KNOWN_FACTS),
        )
        yield here.error("condition.fact", message)
        return
    if condition.has_limits and fact.kind != "number":
        message = _(
            "The fact “%(name)s” is no number and has no limits: list its values.", name=name
        )
        yield here.error("condition.from", message)
    for value in condition.values:
        if not _is_of(fact, value):
            yield here.error("condition.in", _strange(name, fact, value))
            return
    possible = _possible(name, document)
    wanted = {folded(value) for value in condition.values}
    if possible and not wanted & {folded(value) for value in possible}:
        message = _(
            "The question can never be shown: the scorecard is for %(possible)s only. Mend "
            "the values or drop the condition.",
            possible=", ".join(possible),
        )
        yield here.error("condition.in", message)


def _is_of(fact: Fact, value: object) -> bool:
    """Say whether a fact can have a value at all."""
    match fact.kind:
        case "flag":
            return isinstance(value, bool)
        case "number":
            return isinstance(value, Decimal)
        case _:
            known = {folded(name) for name in fact.values}
            return isinstance(value, str) and (not known or folded(value) in known)


def _strange(name: str, fact: Fact, value: object) -> str:
    wanted = {
        "flag": _("true or false, without quotes"),
        "number": _("a number, without quotes"),
        "text": (
            _("one of %(values)s", values=", ".join(fact.values))
            if fact.values
            else _("text, in quotes")
        ),
    }[fact.kind]
    return str(
        _(
            "The fact “%(name)s” is never “%(value)s”: write %(wanted)s.",
            name=name,
            value=plain(value),
            wanted=wanted,
        )
    )


def _possible(name: str, document: ScorecardDocument) -> Sequence[str]:
    """What the fact can be in interactions that get this scorecard; empty where anything."""
    rule = document.applies_to
    match name:
        case "channel":
            own = [document.channel] if document.channel else list(get_args(Channel))
            return (rule.channels if rule else ()) or own
        case "topic":
            return rule.topics if rule else ()
        case "team":
            return rule.teams if rule else ()
        case "direction":
            return rule.directions if rule else ()
    return ()


def _source(
    here: Place, condition: Condition, source: Question, hidden: set[str]
) -> Iterator[Finding]:
    if source.type == "text":
        message = _(
            "“%(key)s” is free text: a condition needs answers to choose from.", key=source.key
        )
        yield here.error("condition.question", message)
    elif not source.required:
        message = _(
            "“%(key)s” is optional, so whether this question is asked would be left to "
            "chance: make it required, or choose another.",
            key=source.key,
        )
        yield here.error("condition.question", message)
    elif source.key in hidden:
        message = _(
            "The question can never be shown, since “%(key)s” before it cannot be: mend that "
            "one's condition first.",
            key=source.key,
        )
        yield here.error("condition.question", message)
    elif condition.has_limits:
        yield from _limits(here, condition, source)
    else:
        for value in condition.values:
            if not can_be_answered(source, value):
                yield here.error("condition.in", _impossible(source, value))


def _limits(here: Place, condition: Condition, source: Question) -> Iterator[Finding]:
    """Judge limits on the answer to a question: a number or a scale that can reach them."""
    if source.type not in ("number", "scale"):
        message = _(
            "The answers to “%(key)s” are no numbers and have no limits: list them.", key=source.key
        )
        yield here.error("condition.from", message)
    elif source.type == "scale" and source.scale is not None:
        above = condition.start is not None and condition.start > source.scale.max
        if above or (condition.end is not None and condition.end <= source.scale.min):
            message = _(
                "The question can never be shown: “%(key)s” goes from %(min)s to %(max)s.",
                key=source.key,
                min=source.scale.min,
                max=source.scale.max,
            )
            yield here.error("condition.from", message)


def _impossible(source: Question, value: object) -> str:
    if value == NOT_APPLICABLE:
        return str(_("A condition is false where “N/A” was answered: name another answer."))
    return str(
        _(
            "“%(value)s” is not an answer to “%(key)s”: mend or remove it.",
            value=plain(value),
            key=source.key,
        )
    )
