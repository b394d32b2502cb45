"""Says an answer in the words that its question uses."""

from __future__ import annotations

from flask_babel import gettext as _

from scorecards.design.answers import Value, choices, is_not_applicable
from scorecards.design.document import Question
from scorecards.design.exact import exact, plain
from scorecards.design.sheet import options_of


def answer_words(question: Question, value: Value) -> str:
    """The option's label, `4 of 5` on a scale, the number or text; empty for no answer or N/A."""
    if value is None or is_not_applicable(value):
        return ""
    if question.type in ("number", "text"):
        return str(value)
    labels = {option.value: option.label for option in options_of(question)}
    if question.type == "scale" and question.scale is not None:
        point = int(exact(value))
        word = labels.get(point, str(point))
        figure = f"{point} of {question.scale.max}"
        return figure if word == str(point) else f"{figure}: {word}"
    return ", ".join(labels.get(choice, str(choice)) for choice in _plain_choices(value))


def answer_named(question: Question, value: Value) -> str:
    """The same, where N/A has its words too; empty only for no answer."""
    return str(_("Not applicable")) if is_not_applicable(value) else answer_words(question, value)


def is_same(one: Value, other: Value) -> bool:
    """Whether two answers to one question say the same; choices of several have no order."""
    if isinstance(one, list) and isinstance(other, list):
        return set(one) == set(other)
    return one == other


def _plain_choices(value: Value) -> list[str | int]:
    return [plain(choice) for choice in choices(value)]
