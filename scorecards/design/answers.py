"""Answers to a scorecard: which are allowed, which questions are shown, what each answer earns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from flask_babel import gettext as _

from scorecards.design.document import (
    NOT_APPLICABLE,
    YES_NO,
    Condition,
    Question,
    Range,
    Scope,
    ScorecardDocument,
)
from scorecards.design.exact import among, exact, folded, plain, same, whole
from scorecards.design.findings import AnswersInvalid, Finding, ScorecardInvalid

Value = str | int | float | Decimal | Sequence[str] | None
"""Text for yes/no, choice and text; a number for scale and number; a list for multiple."""

Answers = Mapping[str, Value]
Facts = Mapping[str, object]
State = Literal["answered", "na", "hidden", "unanswered"]


@dataclass(frozen=True)
class Reading:
    """One question with what its answer means; `fraction` is None where it earns no score."""

    question: Question
    state: State
    fraction: Fraction | None = None
    critical_hit: Scope | None = None


def read_answers(
    document: ScorecardDocument, answers: Answers, facts: Facts | None = None
) -> dict[str, Reading]:
    """Read the answers in the order of the questions, each shown or hidden by those before it.

    A condition looks back only: on a later or unknown question it is false. Where the facts name
    no channel, the scorecard's own counts. Raises ScorecardInvalid if two questions or sections
    share a key, and AnswersInvalid for an answer that the scorecard does not know.
    """
    _refuse_shared_keys(document)
    _refuse_unknown(document, answers)
    known = {"channel": document.channel, **(facts or {})}
    readings: dict[str, Reading] = {}
    for question in document.questions():
        if is_shown(question, readings, answers, known):
            reading = _read(question, answers.get(question.key))
        else:
            reading = Reading(question, "hidden")
        readings[question.key] = reading
    return readings


def is_shown(
    question: Question, before: Mapping[str, Reading], answers: Answers, facts: Facts
) -> bool:
    """Say whether the question's condition holds; one on N/A, unanswered or hidden is false."""
    condition = question.condition
    if condition is None:
        return True
    if condition.question is None:
        return condition.fact is not None and _fact_holds(condition, facts)
    asked = before.get(condition.question)
    if asked is None or asked.state != "answered":
        return False
    answer = answers[condition.question]
    if condition.has_limits:
        return any(_within(condition, choice) for choice in choices(answer))
    return chosen_among(answer, condition.values)


def _fact_holds(condition: Condition, facts: Facts) -> bool:
    value = facts.get(condition.fact or "")
    if isinstance(value, float):
        # A float of 0.1 is the 0.1 that was written, not the binary fraction beside it.
        value = Decimal(repr(value))
    if value is None or condition.has_limits:
        return _within(condition, value)
    return among(folded(value), [folded(wanted) for wanted in condition.values])


def _within(condition: Condition, value: object) -> bool:
    """Whether a number lies from the condition's `from` to below its `to`."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return False
    above = condition.start is None or value >= condition.start
    return above and (condition.end is None or value < condition.end)


def chosen_among(value: Value, values: Sequence[object]) -> bool:
    """Say whether an answer, or any choice of a multiple answer, is among some values."""
    return any(among(choice, values) for choice in choices(value))


def choices(value: Value) -> Iterator[object]:
    """Yield what an answer consists of: each choice of a list, an exact number, or the text."""
    if value is None:
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, Sequence):
        yield from value
    else:
        yield exact(value)


def is_not_applicable(value: Value) -> bool:
    """Say whether an answer is the word for not applicable."""
    return isinstance(value, str) and value == NOT_APPLICABLE


def is_unanswered(question: Question, value: Value) -> bool:
    """Say whether nothing was given: null, or text of nothing but spaces."""
    if value is None:
        return True
    return question.type == "text" and isinstance(value, str) and not value.strip()


def _read(question: Question, value: Value) -> Reading:
    if is_unanswered(question, value):
        return Reading(question, "unanswered")
    if is_not_applicable(value):
        return Reading(question, "na")
    hit = question.critical if chosen_among(value, question.fatal_values) else None
    return Reading(question, "answered", earned(question, value), hit)


def earned(question: Question, value: Value) -> Fraction | None:
    """Return the fraction of 1 that an allowed answer earns, None for an unscored question.

    Option: its score. Scale: (x − min)/(max − min). Multiple: the sum of the chosen, at most 1 or
    the question's `cap`. Number: the score of the range that holds it.
    """
    if not question.scored:
        return None
    match question.type:
        case "yes_no" | "choice":
            return _option_scores(question)[str(value)]
        case "multiple":
            scores = _option_scores(question)
            total = sum((scores[str(choice)] for choice in choices(value)), Fraction(0))
            return min(total, Fraction(1 if question.cap is None else question.cap))
        case "scale":
            return _scale_fraction(question, whole(value))
        case _:
            found = range_of(question, exact(value))
            return Fraction(found.score) if found else None


def _option_scores(question: Question) -> dict[str, Fraction]:
    scores = {option.value: Fraction(option.score) for option in question.options}
    return {"yes": Fraction(1), "no": Fraction(0)} | scores


def _scale_fraction(question: Question, point: int) -> Fraction | None:
    scale = question.scale
    if scale is None or scale.max <= scale.min:
        return None
    return Fraction(point - scale.min, scale.max - scale.min)


def range_of(question: Question, number: Decimal) -> Range | None:
    """Return the range that holds a number: from `from` to below `to`, the last holds both."""
    ordered = sorted(question.ranges, key=_start)
    for position, item in enumerate(ordered):
        last = position == len(ordered) - 1
        above = item.start is None or number >= item.start
        below = item.end is None or number < item.end or (last and number == item.end)
        if above and below:
            return item
    return None


def _start(item: Range) -> Decimal:
    return Decimal("-Infinity") if item.start is None else item.start


def _refuse_shared_keys(document: ScorecardDocument) -> None:
    findings = [
        Finding("error", kind, _("The key “%(key)s” is used twice: give each its own.", key=key))
        for kind, keys in (
            ("sections", [section.key for section in document.sections]),
            ("questions", [question.key for question in document.questions()]),
        )
        for key in sorted({key for key in keys if keys.count(key) > 1})
    ]
    if findings:
        raise ScorecardInvalid(findings)


def _refuse_unknown(document: ScorecardDocument, answers: Answers) -> None:
    questions = {question.key: question for question in document.questions()}
    findings: list[Finding] = []
    for key, value in answers.items():
        if key not in questions:
            message = _(
                "The scorecard has no question “%(key)s”. Remove the answer or mend its key.",
                key=key,
            )
        else:
            message = refusal(questions[key], value)
        if message:
            findings.append(Finding("error", key, message, question=key))
    if findings:
        raise AnswersInvalid(findings)


def refusal(question: Question, value: Value) -> str:
    """Return why a value is not an answer to a question, or nothing where it is one."""
    if value is None:
        return ""
    if is_not_applicable(value):
        return "" if question.na_allowed else str(_("“N/A” is not allowed for this question."))
    match question.type:
        case "yes_no":
            return _refused_choice(value, YES_NO)
        case "choice":
            return _refused_choice(value, [option.value for option in question.options])
        case "multiple":
            return _refused_choices(value, [option.value for option in question.options])
        case "scale":
            return _refused_point(question, value)
        case "number":
            return _refused_number(question, value)
        case "text":
            return "" if isinstance(value, str) else str(_("Write the answer as text, in quotes."))


def _refused_choice(value: object, allowed: Sequence[str]) -> str:
    if isinstance(value, str) and value in allowed:
        return ""
    return str(
        _(
            "“%(value)s” is not one of its answers. Choose from: %(allowed)s.",
            value=plain(value),
            allowed=", ".join(allowed),
        )
    )


def _refused_choices(value: Value, allowed: Sequence[str]) -> str:
    if isinstance(value, str) or not isinstance(value, Sequence):
        return str(_("Write the chosen answers as a list, in square brackets."))
    refused = [text for text in (_refused_choice(choice, allowed) for choice in value) if text]
    if refused:
        return refused[0]
    twice = any(same(choice, other) for n, choice in enumerate(value) for other in value[:n])
    return str(_("An answer is chosen twice: name each once.")) if twice else ""


def _refused_point(question: Question, value: Value) -> str:
    scale = question.scale
    if scale is None:
        return str(_("This question has no scale yet: give it one before answering."))
    try:
        inside = scale.min <= whole(value) <= scale.max
    except ValueError:
        inside = False
    if inside:
        return ""
    return str(
        _(
            "“%(value)s” is not a point of its scale. Write a whole number from %(min)s to "
            "%(max)s, without quotes.",
            value=value,
            min=scale.min,
            max=scale.max,
        )
    )


def _refused_number(question: Question, value: Value) -> str:
    try:
        number = exact(value)
    except ValueError as error:
        return str(error)
    if not question.ranges or range_of(question, number):
        return ""
    return str(
        _(
            "%(number)s lies outside its ranges. Write a number that one of them holds.",
            number=plain(number),
        )
    )
