"""What a scoring page sends: answers to every question, with the comments that they ask for."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from scorecards.design.document import Question, ScorecardDocument
from scorecards.design.scoring import required_comments


def draft(document: ScorecardDocument, chance: random.Random) -> dict[str, Any]:
    """Answers to every question with the comments that they ask for, as a page sends them."""
    answers = {question.key: _answer(question, chance) for question in document.questions()}
    asked = required_comments(document, answers, {})
    return {
        "answers": answers,
        "comments": dict.fromkeys(asked, "Seen in the third turn."),
        "causes": {},
        "evidence": [],
        "comment": "Kind and clear; the next step could be named earlier.",
    }


def _answer(question: Question, chance: random.Random) -> Any:
    if question.type == "yes_no":
        return chance.choice(("yes", "yes", "yes", "no"))
    if question.type in ("choice", "multiple"):
        values: Sequence[str] = [option.value for option in question.options]
        chosen = chance.choice(values)
        return [chosen] if question.type == "multiple" else chosen
    if question.type == "scale" and question.scale is not None:
        return chance.randint(question.scale.min, question.scale.max)
    return 3 if question.type == "number" else "Noted."
