"""What pass marks and bands say of a score: of the whole, of each section and of each question."""

from __future__ import annotations

from typing import Any

from scorecards.design.results import QuestionResult, ScoreResult, SectionResult


def verdict(part: ScoreResult | SectionResult | QuestionResult) -> dict[str, Any]:
    """`passed` and `band` of one part, each only where the card gives a mark or a band reached."""
    said = {"passed": part.passed, "band": part.band}
    return {name: value for name, value in said.items() if value is not None}


def verdicts(result: ScoreResult) -> dict[str, Any]:
    """The verdicts of the whole and, by key, of those sections and questions that have one."""
    return {
        **verdict(result),
        "sections": {key: said for key, one in result.sections.items() if (said := verdict(one))},
        "questions": {key: said for key, one in result.questions.items() if (said := verdict(one))},
    }
