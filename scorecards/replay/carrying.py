"""Carries the answers of one scorecard version over to another, question by question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from scorecards.design.answers import Answers, Reading, Value, is_not_applicable, refusal
from scorecards.design.document import Question, ScorecardDocument

Loss = Literal["removed", "kind", "scale", "not_applicable", "option", "range"]
"""Why a given answer stands for nothing in the other version."""

CLOSED = ("yes_no", "choice")
"""Kinds whose answers are single options: an option of the same value is the same answer."""


@dataclass(frozen=True)
class Carried:
    """Answers that the other version can take, and why the rest cannot be taken, by question."""

    answers: dict[str, Value]
    lost: dict[str, Loss]


def carried(readings: Mapping[str, Reading], answers: Answers, new: ScorecardDocument) -> Carried:
    """Carry over what was given under one version, whose readings these are, to another.

    A question is the same where its key is. Only what was asked then counts as given: a hidden
    question's stored answer stays behind, and is no loss. What cannot be carried counts as not
    answered.
    """
    questions = {question.key: question for question in new.questions()}
    taken: dict[str, Value] = {}
    lost: dict[str, Loss] = {}
    for key, reading in readings.items():
        if reading.state not in ("answered", "na"):
            continue
        why = loss(reading.question, questions.get(key), answers[key])
        if why is None:
            taken[key] = answers[key]
        else:
            lost[key] = why
    return Carried(taken, lost)


def loss(old: Question, new: Question | None, value: Value) -> Loss | None:
    """Return why an answer to the old question is none to the new one, or None where it is one."""
    if new is None:
        return "removed"
    if is_not_applicable(value):
        return None if new.na_allowed else "not_applicable"
    if old.type != new.type and not {old.type, new.type} <= set(CLOSED):
        return "kind"
    if new.type == "scale" and _ends(old) != _ends(new):
        # A 3 of 1 to 5 is not the 3 of 0 to 10.
        return "scale"
    if not refusal(new, value):
        return None
    return "range" if new.type == "number" else "option"


def _ends(question: Question) -> tuple[int, int] | None:
    scale = question.scale
    return (scale.min, scale.max) if scale else None
