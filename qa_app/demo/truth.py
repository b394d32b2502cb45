"""What an answer should be, given how a step was handled; and what a reviewer makes of it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass

from qa_app.demo.handling import Levels
from qa_app.demo.people import ReviewerPerson
from scorecards.design.answers import Value, read_answers
from scorecards.design.document import NOT_APPLICABLE, Question, ScorecardDocument

STEP_OF = {"acknowledgement": "greeting"}
"""Questions that are called otherwise than the step they judge."""

DONE_BEFORE_CLOSING = {2: ["summary", "asked", "check_back"], 1: ["asked", "contact"], 0: []}
SOFT = frozenset(
    {
        "greeting",
        "listening",
        "empathy",
        "options",
        "guidance",
        "confirmation",
        "writing",
        "expectation",
        "cause",
    }
)
"""Steps about which two careful reviewers may differ; the others are plain to see."""
SEVERE_SHARE = 0.22
TOP = {"resolution": 3, "empathy": 5}


@dataclass(frozen=True, slots=True)
class Judged:
    """The true levels with what a conversation showed beside them.

    `minutes` is the longest wait in a chat; `is_email` matters for what can be done at the end.
    """

    levels: Levels
    minutes: int = 0
    is_email: bool = False


def step_of(question: Question) -> str:
    """The step that a question of the shipped scorecards judges."""
    return STEP_OF.get(question.key, question.key)


def answers_for(
    document: ScorecardDocument, judged: Judged, facts: Mapping[str, object]
) -> dict[str, Value]:
    """An answer for every question that is shown, in the card's order."""
    given = {question.key: _answer(question, judged) for question in document.questions()}
    readings = read_answers(document, given, facts)
    return {key: given[key] for key, item in readings.items() if item.state != "hidden"}


def perceive(rng: random.Random, reviewer: ReviewerPerson, levels: Levels) -> dict[str, int | None]:
    """The levels as this reviewer sees them: soft steps shift with severity, others by slips."""
    return {step: _seen(rng, reviewer, step, level) for step, level in levels.items()}


def _seen(rng: random.Random, reviewer: ReviewerPerson, step: str, level: int | None) -> int | None:
    if level is None or step not in SOFT:
        return level
    lowest, highest = (1 if step == "empathy" else 0), TOP.get(step, 2)
    if rng.random() < SEVERE_SHARE * abs(reviewer.severity):
        level += -1 if reviewer.severity > 0 else 1
    if rng.random() > reviewer.care:
        level += rng.choice((-1, 1))
    return min(max(level, lowest), highest)


def _answer(question: Question, judged: Judged) -> Value:
    step = step_of(question)
    level = judged.levels.get(step)
    if step == "pace" and level is not None:
        return judged.minutes
    if level is None:
        return NOT_APPLICABLE if question.na_allowed else None
    match question.type:
        case "yes_no":
            return "yes" if level else "no"
        case "choice":
            ordered = sorted(question.options, key=lambda option: option.score)
            return ordered[level].value
        case "multiple":
            done = DONE_BEFORE_CLOSING[level]
            # Nobody asks at the end of a mail that sums up and checks back.
            unasked = level == 2 and judged.is_email
            return [each for each in done if not (unasked and each == "asked")]
        case _:
            return level
