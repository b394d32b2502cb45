"""Reads the answer to a question from a cell of a table, as people and exports write it."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from scorecards.design.answers import Value, refusal
from scorecards.design.document import NOT_APPLICABLE, Question
from scorecards.design.exact import exact, plain

YES, NO = frozenset({"yes", "true", "1"}), frozenset({"no", "false", "0"})
_BETWEEN = re.compile(r"\s*[;|]\s*")


class CellUnreadable(ValueError):
    """A cell that holds no answer to its question; says which ones there are."""


def read_cell(question: Question, cell: str) -> Value:
    """The answer in a filled cell: N/A, yes or no, an option's value or label, a number, text.

    Several choices stand with ; or | between them. CellUnreadable for what the question refuses.
    """
    value = _read(question, cell.strip())
    wrong = refusal(question, value)
    if wrong:
        raise CellUnreadable(f"{wrong[0].lower()}{wrong[1:]}")
    return value


def _read(question: Question, text: str) -> Value:
    lowered = text.lower()
    if lowered in {"n/a", "na"}:
        return NOT_APPLICABLE
    match question.type:
        case "yes_no":
            return "yes" if lowered in YES else "no" if lowered in NO else text
        case "choice":
            return _option(question, text)
        case "multiple":
            return [_option(question, part) for part in _BETWEEN.split(text) if part]
        case "scale" | "number":
            return _number(text)
        case _:
            return text


def _option(question: Question, text: str) -> str:
    """The option's value for a value or a label, whatever its capitals; else the text itself."""
    for name in ("value", "label"):
        for option in question.options:
            if getattr(option, name).strip().lower() == text.lower():
                return option.value
    return text


def _number(text: str) -> int | float:
    try:
        # Bounded before it becomes a whole number: 1e999999999 would fill the memory.
        number = exact(Decimal(text.replace(",", ".")))
    except (InvalidOperation, ValueError):
        raise CellUnreadable("must be a number below one billion") from None
    found: int | float = plain(number)
    return found
