"""Where a draft stands: score so far, sections, fatal answers, what is missing. One truth for all.

The page is rendered from it and every autosave answers with it, so that no second scoring exists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from scorecards.design.answers import Answers, Facts, Reading, read_answers
from scorecards.design.document import ScorecardDocument
from scorecards.design.exact import shown
from scorecards.design.results import ScoreResult
from scorecards.design.scoring import (
    missing_required,
    open_root_causes,
    required_comments,
    score,
)

Tone = Literal["", "ok", "fail"]


@dataclass(frozen=True)
class SectionStanding:
    """How far a section is: answered (or N/A) of the questions shown, `fail` after a fatal one."""

    key: str
    done: int
    total: int
    tone: Tone


@dataclass(frozen=True)
class Fatal:
    """A fatal answer: the question, and the section that it sets to 0 (None: the evaluation)."""

    question: str
    section: str | None


@dataclass(frozen=True)
class Standing:
    """All that a reviewer must always see; percentages with one decimal, None without a score."""

    percent: float | None
    without_fatal: float | None
    passed: bool | None
    band: str | None
    fatals: tuple[Fatal, ...]
    sections: tuple[SectionStanding, ...]
    shown: tuple[str, ...]
    """Keys of the questions that are visible under these answers."""
    missing: tuple[str, ...]
    comments: tuple[str, ...]
    """Keys whose answer asks for a comment, given or not."""
    silent: tuple[str, ...]
    """Keys whose comment is still missing."""
    causes: tuple[str, ...]
    """Keys whose answer opens the root causes."""

    @property
    def is_ready(self) -> bool:
        """Whether nothing blocks submission."""
        return not self.missing and not self.silent

    def as_json(self) -> dict[str, Any]:
        """The same as JSON data for the page's script."""
        return {**asdict(self), "ready": self.is_ready}


def standing(
    document: ScorecardDocument, answers: Answers, comments: Mapping[str, str], facts: Facts
) -> Standing:
    """Score a draft and say what it lacks; raises AnswersInvalid as the scoring does."""
    result = score(document, answers, facts)
    readings = read_answers(document, answers, facts)
    asked = required_comments(document, answers, facts)
    return Standing(
        percent=shown(result.percent, 1),
        without_fatal=shown(result.percent_without_fatal, 1),
        passed=result.passed,
        band=result.band,
        fatals=tuple(_fatals(document, readings)),
        sections=tuple(_sections(document, readings, result)),
        shown=tuple(key for key, item in readings.items() if item.state != "hidden"),
        missing=missing_required(document, answers, facts),
        comments=asked,
        silent=tuple(key for key in asked if not comments.get(key, "").strip()),
        causes=open_root_causes(document, answers, facts),
    )


def _fatals(document: ScorecardDocument, readings: Mapping[str, Reading]) -> Iterable[Fatal]:
    for section in document.sections:
        for question in section.questions:
            hit = readings[question.key].critical_hit
            if hit:
                yield Fatal(question.key, section.key if hit == "section" else None)


def _sections(
    document: ScorecardDocument, readings: Mapping[str, Reading], result: ScoreResult
) -> Iterable[SectionStanding]:
    for section in document.sections:
        mine = [readings[question.key] for question in section.questions]
        visible = [item for item in mine if item.state != "hidden"]
        done = sum(item.state != "unanswered" for item in visible)
        failed = any(item.critical_hit for item in mine) or result.sections[section.key].failed
        whole = bool(visible) and done == len(visible)
        yield SectionStanding(
            section.key, done, len(visible), "fail" if failed else "ok" if whole else ""
        )
