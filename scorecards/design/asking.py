"""A question's answers as the person who gives them reads them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from scorecards.design.document import Question
from scorecards.design.exact import among


@dataclass(frozen=True)
class Choice:
    """One answer to choose; `label` is empty where the usual word stands (yes, no)."""

    value: str
    label: str
    fatal: bool


def choices_of(question: Question) -> tuple[Choice, ...]:
    """The answers of a closed question in order; none for numbers and free text."""
    if question.type == "scale" and question.scale is not None:
        words = {point.value: point.label for point in question.scale.labels}
        points = range(question.scale.min, question.scale.max + 1)[:12]
        return tuple(
            Choice(str(n), words.get(n) or str(n), among(Decimal(n), question.fatal_values))
            for n in points
        )
    if question.type == "yes_no":
        labels = {option.value: option.label for option in question.options}
        return tuple(
            Choice(value, labels.get(value, ""), value in question.fatal_values)
            for value in ("yes", "no")
        )
    return tuple(
        Choice(option.value, option.name, option.value in question.fatal_values)
        for option in question.options
    )
