"""Badges by rule; each rule says what evidence it needs and why it was given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from coaching.focus.proposing import QuestionEvidence
from scorecards.sampling.estimation import Estimate

MASTERY_LOW = 90.0
"""The whole 95 % interval lies at or above this share of the points, in percent."""
MASTERY_N = 8


@dataclass(frozen=True)
class Earned:
    """A badge that the evidence carries."""

    rule: str
    subject: str
    label: str
    value: float
    low: float
    n: int


def mastery(questions: Sequence[QuestionEvidence]) -> list[Earned]:
    """Mastery of a question: at least 8 counting reviews and an interval from 90 % up."""
    return [
        Earned("mastery", question.key, question.text, score.value, score.low, score.n)
        for question in questions
        if isinstance(score := question.score, Estimate)
        and score.n >= MASTERY_N
        and score.low >= MASTERY_LOW
    ]
