"""The scorecard as a reviewer meets it: numbered questions, options with keys, points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from string import ascii_uppercase
from typing import Any

from scorecards.design.document import Question, RootCause, ScorecardDocument, to_json
from scorecards.design.exact import among, plain, shown
from scorecards.design.shares import section_shares, shares

MOST_POINTS = 12
LONG_LABEL = 26
"""An option with more characters than this stands on a line of its own."""


@dataclass(frozen=True)
class OptionView:
    """One answer: its value, words, the key that chooses it, and whether it is fatal."""

    value: str | int
    label: str
    key: str
    fatal: bool


@dataclass(frozen=True)
class QuestionView:
    """One question with all that the page needs of it."""

    number: str
    key: str
    text: str
    guidance: str
    kind: str
    options: tuple[OptionView, ...]
    stacked: bool
    na: bool
    required: bool
    critical: str | None
    bonus: bool
    points: float | None
    """Its share of 100 when everything applies; None where it does not count."""
    causes: tuple[RootCause, ...]
    rules: dict[str, Any]
    """What the page decides by itself: condition, and which answers ask for comment or causes."""


@dataclass(frozen=True)
class SectionView:
    """A section with its letter and its share of 100 points."""

    letter: str
    key: str
    title: str
    points: float | None
    questions: tuple[QuestionView, ...]


def sheet_of(document: ScorecardDocument) -> tuple[SectionView, ...]:
    """The scorecard's sections in order, questions numbered through from Q1."""
    parts, wholes = shares(document), section_shares(document)
    number = 0
    sections = []
    for place, section in enumerate(document.sections):
        views = []
        for question in section.questions:
            number += 1
            views.append(_question(question, f"Q{number}", parts[question.key]))
        letter = ascii_uppercase[place] if place < len(ascii_uppercase) else str(place + 1)
        points = _points(wholes[section.key])
        sections.append(SectionView(letter, section.key, section.title, points, tuple(views)))
    return tuple(sections)


def options_of(question: Question) -> tuple[OptionView, ...]:
    """The closed answers of a question in order; none for numbers and text."""
    pairs: list[tuple[str | int, str]] = []
    if question.type == "yes_no":
        named = {option.value: option.name for option in question.options}
        pairs = [("yes", named.get("yes", "Yes")), ("no", named.get("no", "No"))]
    elif question.type in ("choice", "multiple"):
        pairs = [(option.value, option.name) for option in question.options]
    elif question.type == "scale" and question.scale is not None:
        words = {point.value: point.label for point in question.scale.labels}
        # A draft may say thousands of points, which is an error; its first ones are shown then.
        points = range(question.scale.min, question.scale.max + 1)[:MOST_POINTS]
        pairs = [(point, words.get(point) or str(point)) for point in points]
    return tuple(
        OptionView(value, label, _key(question, value, place), _is_fatal(question, value))
        for place, (value, label) in enumerate(pairs)
    )


def _key(question: Question, value: str | int, place: int) -> str:
    """On a scale the digit is the point itself, elsewhere the place in the list."""
    if question.type == "scale":
        return str(value) if isinstance(value, int) and 0 <= value <= 9 else ""
    return str(place + 1) if place < 9 else ""


def _is_fatal(question: Question, value: str | int) -> bool:
    return question.critical is not None and among(value, question.fatal_values)


def _question(question: Question, number: str, share: Fraction) -> QuestionView:
    options = options_of(question)
    return QuestionView(
        number=number,
        key=question.key,
        text=question.text,
        guidance=question.guidance,
        kind=question.type,
        options=options,
        stacked=any(len(option.label) > LONG_LABEL for option in options),
        na=question.na_allowed,
        required=question.required,
        critical=question.critical,
        bonus=question.bonus,
        points=_points(share) if question.counted else None,
        causes=question.root_causes,
        rules=_rules(question),
    )


def _rules(question: Question) -> dict[str, Any]:
    rules: dict[str, Any] = {
        "comment": plain(list(question.comment_required_for)),
        "causes": plain(list(question.root_causes_for)) if question.root_causes else [],
    }
    if question.condition is not None and question.condition.question is not None:
        rules["condition"] = {"in": [], **to_json(question.condition)}
    return rules


def _points(share: Fraction) -> float | None:
    return shown(share * 100, 1) if share else None


def flat(sections: Sequence[SectionView]) -> dict[str, QuestionView]:
    """All questions by key."""
    return {question.key: question for section in sections for question in section.questions}
