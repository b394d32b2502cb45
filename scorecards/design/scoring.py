"""The score of an evaluation: every rule of arithmetic that a scorecard knows, in fractions.

A section scores Σ w·s / Σ w over its answered, applicable, counted questions; the evaluation
scores Σ W·section / Σ W over the sections that have a score. Not applicable, hidden and unanswered
questions leave both sides. W is the section's weight as given; a section without one weighs the
sum of just those questions' weights, so a card without section weights is one flat weighted mean.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scorecards.design.answers import Answers, Facts, Reading, chosen_among, read_answers
from scorecards.design.document import (
    NOT_APPLICABLE,
    Question,
    ScorecardDocument,
    Section,
    band_of,
)
from scorecards.design.exact import among, shown
from scorecards.design.results import Outcome, QuestionResult, ScoreResult, SectionResult

HUNDRED = Fraction(100)


def score(document: ScorecardDocument, answers: Answers, facts: Facts | None = None) -> ScoreResult:
    """Score answers ({question key: value}, None not answered, "N/A" not applicable).

    `facts` are the interaction's, for conditions. Raises AnswersInvalid naming unknown questions
    and values, ScorecardInvalid where keys are shared.
    """
    readings = read_answers(document, answers, facts)
    sections = {section.key: _score_section(section, readings) for section in document.sections}
    total = _total(document, readings, sections)
    unfailed = _weighted(
        (result.weight, result.percent_without_fatal) for result in sections.values()
    )
    return ScoreResult(
        percent=total.percent,
        raw_percent=total.raw_percent,
        percent_without_fatal=_limited(document, unfailed),
        failed=total.failed,
        failed_sections=tuple(key for key, result in sections.items() if result.failed),
        passed=total.passed,
        band=band_of(document.bands, total.percent),
        sections=sections,
        questions=_score_questions(document, readings, sections),
    )


def outcome(document: ScorecardDocument, readings: Mapping[str, Reading]) -> Outcome:
    """Return what `score` says of the whole, from answers that were read already, and no more."""
    sections = {section.key: _score_section(section, readings) for section in document.sections}
    return _total(document, readings, sections)


def _total(
    document: ScorecardDocument,
    readings: Mapping[str, Reading],
    sections: Mapping[str, SectionResult],
) -> Outcome:
    failed = any(reading.critical_hit == "evaluation" for reading in readings.values())
    raw = (
        Fraction(0)
        if failed
        else _weighted((result.weight, result.percent) for result in sections.values())
    )
    percent = _limited(document, raw)
    return Outcome(percent, raw, failed, _passed(percent, document.pass_percent, failed))


def _score_section(section: Section, readings: Mapping[str, Reading]) -> SectionResult:
    mine = [readings[question.key] for question in section.questions]
    base = _base(mine)
    unfailed = HUNDRED * _sum(mine) / base if base else None
    failed = any(reading.critical_hit == "section" for reading in mine)
    percent = Fraction(0) if failed and unfailed is not None else unfailed
    return SectionResult(
        percent=percent,
        percent_without_fatal=unfailed,
        failed=failed,
        passed=_passed(percent, section.pass_percent, failed),
        band=band_of(section.bands, percent),
        weight=base if section.weight is None else Fraction(section.weight),
    )


def _base(readings: Iterable[Reading]) -> Fraction:
    """Σ w over the answered questions that count; a bonus adds nothing here."""
    weights = (
        Fraction(reading.question.weight)
        for reading in readings
        if reading.question.counted and reading.fraction is not None
    )
    return sum(weights, Fraction(0))


def _sum(readings: Iterable[Reading]) -> Fraction:
    """Σ w·s over the answered, scored questions, with the bonuses."""
    earned = (
        Fraction(reading.question.weight) * reading.fraction
        for reading in readings
        if reading.fraction is not None
    )
    return sum(earned, Fraction(0))


def _weighted(parts: Iterable[tuple[Fraction, Fraction | None]]) -> Fraction | None:
    """Σ W·x / Σ W over the parts that have an x; None where nothing weighs."""
    present = [(weight, value) for weight, value in parts if value is not None]
    base = sum((weight for weight, _ in present), Fraction(0))
    if not base:
        return None
    return sum((weight * value for weight, value in present), Fraction(0)) / base


def _limited(document: ScorecardDocument, total: Fraction | None) -> Fraction | None:
    """Cap the evaluation's total and show a negative one as 0."""
    if total is None:
        return None
    if document.cap_percent is not None:
        total = min(total, Fraction(document.cap_percent))
    return max(total, Fraction(0))


def _passed(percent: Fraction | None, mark: Decimal | None, failed: bool) -> bool | None:
    if percent is None or mark is None:
        return None
    return not failed and percent >= Fraction(mark)


def _score_questions(
    document: ScorecardDocument,
    readings: Mapping[str, Reading],
    sections: Mapping[str, SectionResult],
) -> dict[str, QuestionResult]:
    scored = [result for result in sections.values() if result.percent is not None]
    total = sum((result.weight for result in scored), Fraction(0))
    results: dict[str, QuestionResult] = {}
    for section in document.sections:
        mine = [readings[question.key] for question in section.questions]
        base = _base(mine)
        # What one unit of a question's weight is of the whole evaluation, after sharing out.
        unit = sections[section.key].weight / total / base if total and base else Fraction(0)
        for reading in mine:
            results[reading.question.key] = _score_question(reading, unit)
    return results


def _score_question(reading: Reading, unit: Fraction) -> QuestionResult:
    question, fraction = reading.question, reading.fraction
    weight = Fraction(question.weight)
    share = unit * weight if question.counted and fraction is not None else Fraction(0)
    percent = None if fraction is None else HUNDRED * fraction
    return QuestionResult(
        state=reading.state,
        fraction=fraction,
        weight=weight,
        weight_share=share,
        points=HUNDRED * unit * weight * (fraction or 0),
        critical_hit=reading.critical_hit,
        passed=_passed(percent, question.pass_percent, reading.critical_hit is not None),
        band=band_of(question.bands, percent),
    )


def visible_questions(
    document: ScorecardDocument, answers: Answers, facts: Facts | None = None
) -> tuple[Question, ...]:
    """Return the questions that are shown under these answers, in order."""
    readings = read_answers(document, answers, facts)
    return tuple(item.question for item in readings.values() if item.state != "hidden")


def missing_required(
    document: ScorecardDocument, answers: Answers, facts: Facts | None = None
) -> tuple[str, ...]:
    """Return the keys of shown, required questions without an answer; they block submission."""
    readings = read_answers(document, answers, facts)
    return tuple(
        key
        for key, item in readings.items()
        if item.question.required and item.state == "unanswered"
    )


def required_comments(
    document: ScorecardDocument, answers: Answers, facts: Facts | None = None
) -> tuple[str, ...]:
    """Return the keys of shown questions whose answer asks for a comment."""
    readings = read_answers(document, answers, facts)
    return tuple(
        key
        for key, item in readings.items()
        if _asks(item, answers, item.question.comment_required_for)
    )


def open_root_causes(
    document: ScorecardDocument, answers: Answers, facts: Facts | None = None
) -> tuple[str, ...]:
    """Return the keys of shown questions whose answer opens their tree of root causes."""
    readings = read_answers(document, answers, facts)
    return tuple(
        key
        for key, item in readings.items()
        if item.question.root_causes and _asks(item, answers, item.question.root_causes_for)
    )


def _asks(reading: Reading, answers: Answers, values: tuple[object, ...]) -> bool:
    if reading.state == "na":
        return among(NOT_APPLICABLE, values)
    return reading.state == "answered" and chosen_among(answers[reading.question.key], values)


def to_public(result: ScoreResult) -> dict[str, Any]:
    """Write a score as JSON data: numbers to six decimals, half up, null where there is none."""
    return {
        "percent": shown(result.percent),
        "raw_percent": shown(result.raw_percent),
        "percent_without_fatal": shown(result.percent_without_fatal),
        "failed": result.failed,
        "failed_sections": list(result.failed_sections),
        "no_score": result.no_score,
        "passed": result.passed,
        "sections": {
            key: {"percent": shown(section.percent), "failed": section.failed}
            for key, section in result.sections.items()
        },
    }
