"""One question as the designer's form shows it, and what was posted as changes of the question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from scorecards.design.cause_outline import causes_of, outline
from scorecards.design.document import NOT_APPLICABLE, Condition, Question, ScorecardDocument
from scorecards.design.document import to_json as written
from scorecards.design.editing import question_of
from scorecards.design.exact import among, plain
from scorecards.design.posted import Posted, shown_bands, shown_number
from scorecards.design.suggestion_form import (
    SuggestionFields,
    posted_suggestion,
    suggestion_fields,
    suggestion_shape,
)

HUNDRED = Decimal(100)
RULES = {"fatal": "fatal_values", "comment": "comment_required_for", "cause": "root_causes_for"}


@dataclass(frozen=True)
class AnswerRow:
    """One answer: its stored value, its words, its percentage, and the rules that it meets."""

    value: str
    label: str = ""
    score: str = ""
    fatal: bool = False
    comment: bool = False
    cause: bool = False


@dataclass(frozen=True)
class RangeRow:
    """Numbers from `start` to below `end`, and the percentage that they earn."""

    start: str
    end: str
    score: str


@dataclass(frozen=True)
class QuestionFields:
    """Every field of the form, as text: filled from a question, or as it was posted."""

    key: str
    text: str
    guidance: str
    type: str
    weight: str
    required: bool
    na_allowed: bool
    counts: str
    """`scored`, `bonus` or `excluded`."""
    critical: str
    rows: tuple[AnswerRow, ...] = ()
    not_applicable: AnswerRow = AnswerRow(NOT_APPLICABLE)
    ranges: tuple[RangeRow, ...] = ()
    scale_min: str = ""
    scale_max: str = ""
    cap: str = ""
    condition_on: str = ""
    condition_in: tuple[str, ...] = ()
    condition_from: str = ""
    condition_to: str = ""
    causes: str = ""
    pass_percent: str = ""
    bands: str = ""
    suggestion: SuggestionFields | None = None
    numbers: Mapping[str, str] = field(default_factory=dict)
    """For a number: the fatal ones, those that need a comment, those that ask for a cause."""


def fields_of(question: Question) -> QuestionFields:
    """Fill the form from a question."""
    condition = question.condition
    return QuestionFields(
        key=question.key,
        text=question.text,
        guidance=question.guidance,
        type=question.type,
        weight=shown_number(question.weight),
        required=question.required,
        na_allowed=question.na_allowed,
        counts="bonus" if question.bonus else "excluded" if question.excluded else "scored",
        critical=question.critical or "",
        rows=_rows(question),
        not_applicable=_row(question, NOT_APPLICABLE),
        ranges=tuple(
            RangeRow(shown_number(item.start), shown_number(item.end), _percent(item.score))
            for item in question.ranges
        ),
        scale_min=str(question.scale.min) if question.scale else "",
        scale_max=str(question.scale.max) if question.scale else "",
        cap=_percent(question.cap),
        condition_on=_target(condition),
        condition_in=tuple(word(value) for value in condition.values) if condition else (),
        condition_from=shown_number(condition.start) if condition else "",
        condition_to=shown_number(condition.end) if condition else "",
        causes=outline(question.root_causes),
        pass_percent=shown_number(question.pass_percent),
        bands=shown_bands(question.bands),
        suggestion=suggestion_fields(question.suggestion),
        numbers=_numbers(question),
    )


def _rows(question: Question) -> tuple[AnswerRow, ...]:
    if question.type == "scale" and question.scale:
        labels = {point.value: point.label for point in question.scale.labels}
        points = range(question.scale.min, max(question.scale.max, question.scale.min) + 1)
        # A scale with thousands of points is an error; the form then shows its first ones.
        return tuple(_row(question, Decimal(n), labels.get(n, "")) for n in points[:12])
    if question.type == "yes_no":
        given = {option.value: option for option in question.options}
        return tuple(
            _row(question, value, given[value].label, given[value].score)
            if value in given
            else _row(question, value, "", Decimal(1 if value == "yes" else 0))
            for value in ("yes", "no")
        )
    if question.type in ("choice", "multiple"):
        return tuple(_row(question, it.value, it.label, it.score) for it in question.options)
    return ()


def _row(
    question: Question, value: str | Decimal, label: str = "", score: Decimal | None = None
) -> AnswerRow:
    met = {rule: among(value, getattr(question, name)) for rule, name in RULES.items()}
    return AnswerRow(word(value), label, _percent(score), **met)


def _numbers(question: Question) -> dict[str, str]:
    if question.type != "number":
        return {}
    return {
        rule: ", ".join(word(it) for it in getattr(question, name) if isinstance(it, Decimal))
        for rule, name in RULES.items()
    }


def _target(condition: Condition | None) -> str:
    if condition is None:
        return ""
    if condition.question is not None:
        return f"question:{condition.question}"
    return f"fact:{condition.fact}"


def word(value: object) -> str:
    """A value of the format as a form carries it: true, 3, or the text itself."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(plain(value))


def _percent(score: Decimal | None) -> str:
    return "" if score is None else shown_number(score * HUNDRED)


def posted_fields(post: Mapping[str, str], chosen: tuple[str, ...]) -> QuestionFields:
    """The form as it was posted; `chosen` are the ticked values of the condition."""
    read = Posted(post)
    condition_in = chosen or tuple(read.words("condition_text"))
    return QuestionFields(
        key=read.line("key"),
        text=read.line("text"),
        guidance=read.lines("guidance"),
        type=read.line("type"),
        weight=read.line("weight"),
        required=read.flag("required"),
        na_allowed=read.flag("na_allowed"),
        counts=read.line("counts"),
        critical=read.line("critical"),
        rows=tuple(_posted_row(read, f"answers-{n}") for n in _counted(post, "answers", "value")),
        not_applicable=_posted_row(read, "na"),
        ranges=tuple(
            RangeRow(*(read.line(f"ranges-{n}-{part}") for part in ("start", "end", "score")))
            for n in _counted(post, "ranges", "start")
        ),
        scale_min=read.line("scale_min"),
        scale_max=read.line("scale_max"),
        cap=read.line("cap"),
        condition_on=read.line("condition_on"),
        condition_in=condition_in,
        condition_from=read.line("condition_from"),
        condition_to=read.line("condition_to"),
        causes=read.lines("causes"),
        pass_percent=read.line("pass_percent"),
        bands=read.lines("bands"),
        suggestion=posted_suggestion(post),
        numbers={rule: read.line(f"numbers-{rule}") for rule in RULES},
    )


def _counted(post: Mapping[str, str], name: str, part: str) -> list[int]:
    found: list[int] = []
    while f"{name}-{len(found)}-{part}" in post:
        found.append(len(found))
    return found


def _posted_row(read: Posted, prefix: str) -> AnswerRow:
    return AnswerRow(
        value=read.line(f"{prefix}-value"),
        label=read.line(f"{prefix}-label"),
        score=read.line(f"{prefix}-score"),
        **{rule: read.flag(f"{prefix}-{rule}") for rule in RULES},
    )


def shape(document: ScorecardDocument, key: str) -> tuple[object, ...]:
    """What decides which fields the form has; where it changes, the form is drawn anew."""
    question = question_of(document, key)
    scale = question.scale
    return (
        question.type,
        len(question.options),
        [option.value for option in question.options] if question.type != "yes_no" else None,
        (scale.min, scale.max) if scale else None,
        len(question.ranges),
        _target(question.condition),
        question.na_allowed,
        suggestion_shape(question.suggestion),
    )


def to_causes(fields: QuestionFields, question: Question) -> list[dict[str, Any]]:
    """The outline of root causes as JSON, with the keys that the question had."""
    return [written(cause) for cause in causes_of(fields.causes, question.root_causes)]
