"""Turns the designer's form of a question into an edit of the draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast, get_args

from flask_babel import gettext as _

from qa_app.core.text import whole_number
from scorecards.design.condition_form import condition_changes, in_order
from scorecards.design.document import (
    NOT_APPLICABLE,
    YES_NO,
    Kind,
    Question,
    ScorecardDocument,
    to_json,
)
from scorecards.design.editing import change_question, free_key, question_of
from scorecards.design.exact import plain
from scorecards.design.posted import Posted
from scorecards.design.question_form import (
    RULES,
    AnswerRow,
    QuestionFields,
    to_causes,
)
from scorecards.design.retyping import change_type
from scorecards.design.suggestion_form import (
    add_rule,
    add_suggestion,
    remove_rule,
    remove_suggestion,
    suggestion_json,
)

HUNDRED = Decimal(100)
Json = dict[str, Any]


@dataclass(frozen=True)
class QuestionEdit:
    """The whole form applied to one question of a draft, then one action on its answers."""

    key: str
    fields: QuestionFields
    do: str = ""
    """An action such as `add-answer` or `remove-answer:1`, empty for none."""

    def __call__(self, document: ScorecardDocument) -> ScorecardDocument:
        """Return the edited document; raises ScorecardInvalid with the field of each error."""
        question = question_of(document, self.key)
        changes = changes_of(self.fields, question, document)
        document = change_question(document, self.key, changes)
        key = changes["key"]
        if self.fields.type != question.type and self.fields.type in get_args(Kind):
            document = change_type(document, key, cast(Kind, self.fields.type))
        name, _colon, place = self.do.partition(":")
        action = ACTIONS.get(name)
        if action is None:
            return document
        position = max(0, whole_number(place) or 0)
        return change_question(document, key, action(question_of(document, key), position))


def changes_of(fields: QuestionFields, question: Question, document: ScorecardDocument) -> Json:
    """The form as changes of the question's JSON; raises ScorecardInvalid for what is no number."""
    read = Posted({})
    weight = _number(read, fields.weight, "weight")
    if fields.weight.strip() == "":
        read.refuse("weight", _("Give the question a weight; 0 counts nothing."))
    changes: Json = {
        "key": fields.key or question.key,
        "text": fields.text,
        "guidance": fields.guidance,
        "weight": weight,
        "required": fields.required,
        "na_allowed": fields.na_allowed,
        "bonus": fields.counts == "bonus",
        "excluded": fields.counts == "excluded",
        "critical": fields.critical or None,
        "condition": condition_changes(read, fields, question, document),
        "pass_percent": _number(read, fields.pass_percent, "pass_percent"),
        "bands": _bands(read, fields.bands),
        "root_causes": to_causes(fields, question),
        "suggestion": suggestion_json(read, fields.suggestion, question),
        **_answers(read, fields, question),
        **_rules(read, fields, question),
    }
    read.check()
    return cast(Json, plain(changes))


def _answers(read: Posted, fields: QuestionFields, question: Question) -> Json:
    match question.type:
        case "choice" | "multiple":
            cap = _fraction(read, fields.cap, "cap") if question.type == "multiple" else None
            return {"options": _options(read, fields.rows), "cap": cap}
        case "yes_no":
            usual = [("", "100"), ("", "0")]
            rows = [(row.label, row.score) for row in fields.rows]
            if rows == usual and not question.options:
                return {"options": []}
            places = [option.value for option in question.options] or list(YES_NO)
            ordered = in_order(places, [row.value for row in fields.rows])
            rows_by = {row.value: row for row in fields.rows}
            return {"options": _options(read, tuple(rows_by[value] for value in ordered))}
        case "scale":
            return {"scale": _scale(read, fields)}
        case "number":
            return {"ranges": _ranges(read, fields)}
        case _:
            return {}


def _options(read: Posted, rows: tuple[AnswerRow, ...]) -> list[Json]:
    found: list[Json] = []
    for row in rows:
        score = _fraction(read, row.score, "options")
        if score is None and not row.score.strip():
            read.refuse(
                "options",
                _("Say what “%(answer)s” earns, in percent.", answer=row.label or row.value),
            )
        found.append({"value": row.value, "label": row.label, "score": score})
    return found


def _scale(read: Posted, fields: QuestionFields) -> Json | None:
    ends = [_number(read, text, "scale") for text in (fields.scale_min, fields.scale_max)]
    if None in ends or any(end != int(end) for end in ends if end is not None):
        read.refuse("scale", _("Write the lowest and the highest point as whole numbers."))
        return None
    low, high = (int(end) for end in ends if end is not None)
    labels = [
        {"value": int(row.value), "label": row.label}
        for row in fields.rows
        if row.label and _within(row.value, low, high)
    ]
    return {"min": low, "max": high, "labels": labels}


def _within(point: str, low: int, high: int) -> bool:
    number = whole_number(point)
    return number is not None and low <= number <= high


def _ranges(read: Posted, fields: QuestionFields) -> list[Json]:
    found: list[Json] = []
    for row in fields.ranges:
        score = _fraction(read, row.score, "ranges")
        if score is None and not row.score.strip():
            read.refuse("ranges", _("Say what each range earns, in percent."))
        start, end = (_number(read, text, "ranges") for text in (row.start, row.end))
        found.append({"from": start, "to": end, "score": score})
    return found


def _rules(read: Posted, fields: QuestionFields, question: Question) -> Json:
    """Which answers are fatal, need a comment, or ask for a cause."""
    rules: Json = {}
    low, high = fields.scale_min, fields.scale_max
    for rule, name in RULES.items():
        if question.type == "number":
            texts = Posted({name: fields.numbers.get(rule, "")})
            rules[name] = texts.numbers(name, name)
            read.wrong += texts.wrong
        else:
            rules[name] = [
                int(row.value) if question.type == "scale" else row.value
                for row in fields.rows
                if getattr(row, rule) and (question.type != "scale" or _kept(row.value, low, high))
            ]
        if fields.na_allowed and rule != "fatal" and getattr(fields.not_applicable, rule):
            rules[name] = [*rules[name], NOT_APPLICABLE]
        rules[name] = in_order(getattr(question, name), rules[name])
    return rules


def _kept(point: str, low: str, high: str) -> bool:
    least, most = whole_number(low), whole_number(high)
    return least is not None and most is not None and _within(point, least, most)


def _bands(read: Posted, text: str) -> list[Json]:
    lines = Posted({"bands": text})
    found = lines.bands("bands", "bands")
    read.wrong += lines.wrong
    return found


def _number(read: Posted, text: str, place: str) -> Decimal | None:
    return _take(read, text, place)


def _fraction(read: Posted, text: str, place: str) -> Decimal | None:
    """A percentage as a fraction of 1."""
    value = _take(read, text, place)
    return None if value is None else value / HUNDRED


def _take(read: Posted, text: str, place: str) -> Decimal | None:
    one = Posted({"value": text})
    value = one.number("value", place)
    read.wrong += one.wrong
    return value


def _add_answer(question: Question, _position: int) -> Json:
    values = [option.value for option in question.options]
    count = len(values) + 1
    value = free_key(values, f"answer-{count}")
    new = {"value": value, "label": f"Answer {count}", "score": 0}
    return {"options": [*_json_options(question), new]}


def _remove_answer(question: Question, position: int) -> Json:
    options = _json_options(question)
    if position >= len(options):
        return {}
    gone = options.pop(position)["value"]
    rules = {
        name: [plain(value) for value in getattr(question, name) if value != gone]
        for name in RULES.values()
    }
    return {"options": options, **rules}


def _raise_answer(question: Question, position: int) -> Json:
    options = _json_options(question)
    if 0 < position < len(options):
        options[position - 1 : position + 1] = options[position], options[position - 1]
    return {"options": options}


def _add_range(question: Question, _position: int) -> Json:
    last = question.ranges[-1].end if question.ranges else None
    new = {"from": plain(last), "to": None, "score": 0}
    return {"ranges": [*_json_ranges(question), new]}


def _remove_range(question: Question, position: int) -> Json:
    kept = [item for n, item in enumerate(_json_ranges(question)) if n != position]
    return {"ranges": kept}


def _json_options(question: Question) -> list[Json]:
    return [to_json(option) for option in question.options]


def _json_ranges(question: Question) -> list[Json]:
    return [to_json(item) for item in question.ranges]


ACTIONS: dict[str, Callable[[Question, int], Json]] = {
    "add-answer": _add_answer,
    "remove-answer": _remove_answer,
    "raise-answer": _raise_answer,
    "add-range": _add_range,
    "remove-range": _remove_range,
    "add-suggestion": add_suggestion,
    "remove-suggestion": remove_suggestion,
    "add-rule": add_rule,
    "remove-rule": remove_rule,
}
