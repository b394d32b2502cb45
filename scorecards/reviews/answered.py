"""An evaluation question by question, as people read it after the score: pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from scorecards.design.answers import Value
from scorecards.design.causes import cause_words
from scorecards.design.document import Question, ScorecardDocument
from scorecards.reviews.answer_words import answer_words

Level = Literal["full", "half", "low", "n/a", "unscored"]
LOW = 0.5
"""Answers that earn less than this share of their points are low."""


@dataclass(frozen=True)
class Quote:
    """A cited stretch of a turn and when it was said."""

    turn_id: int
    text: str
    start_s: float | None
    at: datetime | None


@dataclass(frozen=True)
class Given:
    """What the reviewer entered for one question."""

    value: Value = None
    comment: str = ""
    quotes: tuple[Quote, ...] = ()
    causes: tuple[str, ...] = ()
    """Root causes as they were picked, see scorecards.design.causes."""


@dataclass(frozen=True)
class Answered:
    """One question with its answer in words and what that did to the score."""

    number: str
    key: str
    text: str
    guidance: str
    level: Level
    answer: str
    value: Value
    points: float | None
    """Percentage points that it added of `possible`; None where it does not count."""
    possible: float | None
    fatal: bool
    critical: bool
    comment: str
    quotes: tuple[Quote, ...]
    causes: tuple[str, ...] = ()
    """Root causes in words, each with the wider ones above it."""
    passed: bool | None = None
    band: str | None = None
    """What the question's own pass mark and bands say, where it has them."""

    @property
    def lost(self) -> float:
        """Percentage points that a full answer would have added."""
        return (self.possible or 0.0) - (self.points or 0.0)


@dataclass(frozen=True)
class AnsweredSection:
    """A section with its percentage, its shown questions, and what its own marks say."""

    key: str
    title: str
    percent: float | None
    failed: bool
    questions: tuple[Answered, ...]
    passed: bool | None = None
    band: str | None = None


def answered_sections(
    document: ScorecardDocument, result: Mapping[str, Any], given: Mapping[str, Given]
) -> tuple[AnsweredSection, ...]:
    """The shown questions by section, numbered as on the scorecard.

    `result` is what `results.write_score` stored; hidden questions and sections without a shown
    one are left out.
    """
    parts, wholes = result.get("questions", {}), result.get("sections", {})
    numbers = {question.key: f"Q{n}" for n, question in enumerate(document.questions(), start=1)}
    sections = []
    for section in document.sections:
        shown = tuple(
            _answered(question, numbers[question.key], parts.get(question.key, {}), given)
            for question in section.questions
            if parts.get(question.key, {}).get("state", "hidden") != "hidden"
        )
        if shown:
            whole = wholes.get(section.key, {})
            sections.append(
                AnsweredSection(
                    section.key,
                    section.title,
                    whole.get("percent"),
                    bool(whole.get("failed")),
                    shown,
                    whole.get("passed"),
                    whole.get("band"),
                )
            )
    return tuple(sections)


def _answered(
    question: Question, number: str, part: Mapping[str, Any], given: Mapping[str, Given]
) -> Answered:
    entered = given.get(question.key, Given())
    share = part.get("weight_share") or 0
    counts = part.get("state") == "answered" and share
    return Answered(
        number=number,
        key=question.key,
        text=question.text,
        guidance=question.guidance,
        level=level_of(part),
        answer=answer_words(question, entered.value),
        value=entered.value,
        points=part.get("points") if counts else None,
        possible=round(share * 100, 4) if counts else None,
        fatal=bool(part.get("critical_hit")),
        critical=question.critical is not None,
        comment=entered.comment,
        quotes=entered.quotes,
        causes=cause_words(question, entered.causes),
        passed=part.get("passed"),
        band=part.get("band"),
    )


def level_of(part: Mapping[str, Any]) -> Level:
    """How full an answer is: at least all of its points, half or more, or less; else why not.

    Where the question has a pass mark, that stands in the place of half.
    """
    if part.get("state") != "answered":
        return "n/a"
    if part.get("critical_hit"):
        return "low"
    fraction = part.get("fraction")
    if fraction is None:
        return "unscored"
    if fraction >= 1:
        return "full"
    is_met = part.get("passed", fraction >= LOW)
    return "half" if is_met else "low"


def strengths(answered: Sequence[Answered], count: int = 1) -> list[Answered]:
    """The fullest answers worth showing first: with evidence, then by what they weigh."""
    full = [each for each in answered if each.level == "full"]
    return sorted(full, key=lambda each: (not each.quotes, -(each.possible or 0)))[:count]


def weaknesses(answered: Sequence[Answered], count: int = 2) -> list[Answered]:
    """Where most was lost: fatal answers first, then by points."""
    lost = [each for each in answered if each.fatal or each.level in ("half", "low")]
    return sorted(lost, key=lambda each: (not each.fatal, -each.lost))[:count]


def levels(answered: Iterable[Answered]) -> list[Level]:
    """The strip of all answers, without what carries no score."""
    return [each.level for each in answered if each.level != "unscored"]
