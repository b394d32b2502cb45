"""Turns submitted sheets into rows of verdicts, and says how each question is measured."""

from __future__ import annotations

from collections.abc import Mapping

from scorecards.calibration.rows import Level, Row, Value, plain_value
from scorecards.design.answers import Value as Answer
from scorecards.design.answers import read_answers
from scorecards.design.document import Question, ScorecardDocument
from scorecards.design.scoring import score
from scorecards.reviews.results import document_of, facts_of
from scorecards.sessions.models import Calibration, CalibrationItem
from scorecards.sessions.revealing import agreed_values
from scorecards.sessions.taking import draft_in


def rows_of(calibration: Calibration) -> list[Row]:
    """Every submitted verdict; raters and subjects by id, free text left out."""
    return [
        row
        for item in calibration.items
        for sheet in item.sheets
        if sheet.submitted_at is not None
        for row in _rows(item, str(sheet.user_id), draft_in(sheet).values)
    ]


def agreed_rows(calibration: Calibration) -> list[Row]:
    """The agreed answers as rows of one more rater."""
    return [row for item in calibration.items for row in _rows(item, "agreed", agreed_values(item))]


def level_of(question: Question) -> Level:
    """Scales, and choices whose options all earn different scores, have an order."""
    if question.type == "number":
        return "interval"
    scores = [option.score for option in question.options]
    ordered = question.type == "choice" and len(set(scores)) == len(scores) > 2
    return "ordinal" if ordered or question.type == "scale" else "nominal"


def scale_of(question: Question) -> tuple[Value, ...] | None:
    """All values in order, where the scorecard fixes them."""
    if question.scale is not None:
        return tuple(float(n) for n in range(question.scale.min, question.scale.max + 1))
    if level_of(question) == "ordinal":
        return tuple(one.value for one in sorted(question.options, key=lambda one: one.score))
    return None


def asked_of(document: ScorecardDocument) -> dict[str, Question]:
    """The questions that can be compared, by key in order: all but free text."""
    return {one.key: one for one in document.questions() if one.type != "text"}


def _rows(item: CalibrationItem, rater: str, values: Mapping[str, Answer]) -> list[Row]:
    document, facts = document_of(item.calibration.version), facts_of(item.interaction)
    readings = read_answers(document, values, facts)
    result = score(document, values, facts)
    rows = []
    for key in asked_of(document):
        if readings[key].state in ("hidden", "unanswered") or values.get(key) is None:
            continue
        fraction = result.questions[key].fraction
        points = None if fraction is None else float(fraction)
        rows.append(Row(str(item.interaction_id), rater, key, plain_value(values[key]), points))
    return rows
