"""Chooses what to coach, and what to praise, from questions with enough evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scorecards.sampling.estimation import Estimate, NotEnoughEvidence

MOST_FOCUS = 2
MOST_STRENGTHS = 2
STRENGTH_LOW = 80.0
"""A strength's whole interval lies above this share of the points."""


@dataclass(frozen=True)
class QuestionEvidence:
    """What the counting evaluations of one agent say of one question, in percent."""

    scorecard_id: int
    key: str
    text: str
    score: Estimate | NotEnoughEvidence


@dataclass(frozen=True)
class Proposal:
    """Focus areas (weakest first) and strengths (strongest first), each with its evidence."""

    focus: tuple[QuestionEvidence, ...]
    strengths: tuple[QuestionEvidence, ...]


def propose(questions: Sequence[QuestionEvidence], *, target: float) -> Proposal:
    """Questions whose whole 95 % interval lies below `target`, and those clearly above.

    A question whose interval reaches the target is not proposed: it may be chance. `target` is in
    percent of the question's points, by default the scorecard's pass mark. Scorecards of several
    channels ask the same question under the same key: it is worked on once.
    """
    known = [(q, q.score) for q in questions if isinstance(q.score, Estimate)]
    weak = sorted((pair for pair in known if pair[1].high < target), key=lambda pair: pair[1].value)
    strong = sorted(
        (pair for pair in known if pair[1].low >= max(target, STRENGTH_LOW)),
        key=lambda pair: -pair[1].value,
    )
    return Proposal(
        _once([question for question, _ in weak])[:MOST_FOCUS],
        _once([question for question, _ in strong])[:MOST_STRENGTHS],
    )


def _once(questions: Sequence[QuestionEvidence]) -> tuple[QuestionEvidence, ...]:
    first: dict[str, QuestionEvidence] = {}
    for question in questions:
        first.setdefault(question.key, question)
    return tuple(first.values())
