"""The designer's view of a draft: sections and questions with shares, marks and what to mend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from scorecards.design.document import Question, ScorecardDocument
from scorecards.design.exact import shown
from scorecards.design.findings import Finding
from scorecards.design.posted import place_of, shown_number
from scorecards.design.shares import section_shares, shares
from scorecards.design.validation import findings

PLACES = {
    "options": "answers",
    "scale": "answers",
    "ranges": "answers",
    "cap": "answers",
    "na_allowed": "answers",
    "comment_required_for": "answers",
    "fatal_values": "critical",
    "root_causes_for": "root_causes",
    "bonus": "counts",
    "excluded": "counts",
}
"""Fields of the format that the form shows at another field's place."""


@dataclass(frozen=True)
class QuestionLine:
    """A question in the list; `share` is in percent of the whole score, None where it has none."""

    question: Question
    number: int
    weight: str
    share: float | None
    errors: int
    warnings: int


@dataclass(frozen=True)
class SectionLine:
    """A section in the list with its questions; `share` in percent of the whole score."""

    key: str
    title: str
    number: int
    weight: str
    share: float
    lines: tuple[QuestionLine, ...]
    errors: int
    warnings: int


@dataclass(frozen=True)
class Board:
    """A whole draft as the designer lists it, with every finding."""

    sections: tuple[SectionLine, ...]
    errors: tuple[Finding, ...]
    warnings: tuple[Finding, ...]

    @property
    def lines(self) -> list[QuestionLine]:
        """All questions in order."""
        return [line for section in self.sections for line in section.lines]

    def line(self, key: str) -> QuestionLine | None:
        """The question of that key."""
        return next((line for line in self.lines if line.question.key == key), None)

    def at_question(self, key: str) -> dict[str, list[Finding]]:
        """What is to mend in a question, by the field of its form."""
        return by_place([it for it in self._all() if it.question == key])

    def at_section(self, key: str) -> dict[str, list[Finding]]:
        """What is to mend in a section itself, by the field of its form."""
        mine = [it for it in self._all() if it.section == key and it.question is None]
        return by_place(mine)

    def at_card(self) -> dict[str, list[Finding]]:
        """What is to mend in the card itself, by the field of its form."""
        mine = [it for it in self._all() if it.section is None and it.question is None]
        return by_place(mine)

    def _all(self) -> Sequence[Finding]:
        return (*self.errors, *self.warnings)


def board_of(document: ScorecardDocument) -> Board:
    """List a draft; the work grows with the number of questions only."""
    found = findings(document)
    parts, wholes = shares(document), section_shares(document)
    asked, own = _counts([it.question for it in found], found), _section_counts(found)
    sections: list[SectionLine] = []
    number = 0
    for position, section in enumerate(document.sections, 1):
        lines: list[QuestionLine] = []
        for question in section.questions:
            number += 1
            share = percent(parts[question.key]) if question.counted else None
            weight = shown_number(question.weight)
            lines.append(
                QuestionLine(question, number, weight, share, *asked.get(question.key, (0, 0)))
            )
        whole = percent(wholes[section.key])
        title, weight = section.title, shown_number(section.weight)
        sections.append(
            SectionLine(
                section.key,
                title,
                position,
                weight,
                whole,
                tuple(lines),
                *own.get(section.key, (0, 0)),
            )  # fmt: skip
        )
    errors = tuple(it for it in found if it.level == "error")
    return Board(tuple(sections), errors, tuple(it for it in found if it.level != "error"))


def by_place(found: Sequence[Finding]) -> dict[str, list[Finding]]:
    """Sort findings by the field of the form at which they are shown."""
    places: dict[str, list[Finding]] = {}
    for item in found:
        name = place_of(item.where)
        places.setdefault(PLACES.get(name, name), []).append(item)
    return places


def percent(part: Fraction) -> float:
    """A share of 1 as a percentage with one decimal, half up."""
    return float(shown(part * 100, 1) or 0)


def _counts(keys: Sequence[str | None], found: Sequence[Finding]) -> dict[str, tuple[int, int]]:
    """Errors and warnings by key."""
    counts: dict[str, tuple[int, int]] = {}
    for key, item in zip(keys, found, strict=True):
        if key is not None:
            wrong, advice = counts.get(key, (0, 0))
            is_error = item.level == "error"
            counts[key] = (wrong + is_error, advice + (not is_error))
    return counts


def _section_counts(found: Sequence[Finding]) -> dict[str, tuple[int, int]]:
    own = [item for item in found if item.question is None]
    return _counts([item.section for item in own], own)
