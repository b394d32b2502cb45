"""Says how each question of a scorecard is measured: in kinds, in ranks or in numbers. Pure."""

from __future__ import annotations

from scorecards.calibration.rows import Level
from scorecards.design.document import Question, ScorecardDocument

LEVELS: dict[str, Level] = {
    "yes_no": "nominal",
    "choice": "nominal",
    "multiple": "nominal",
    "scale": "ordinal",
    "number": "interval",
}
"""Free text is not here: nobody writes the same sentence twice."""


def level_of(question: Question) -> Level | None:
    """At which level verdicts on a question are compared; None for free text."""
    return LEVELS.get(question.type)


def levels_of(document: ScorecardDocument) -> dict[str, Level]:
    """The level of each question that can be compared, in the order of the scorecard."""
    return {
        question.key: level
        for question in document.questions()
        if (level := level_of(question)) is not None
    }
