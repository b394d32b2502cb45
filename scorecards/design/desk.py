"""What the designer shows: the list, the part that is open, its preview, and what was saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from flask import render_template

from qa_app.core.db import db
from qa_app.core.errors import Conflict, QualityDeskError
from qa_app.people.queries import all_teams
from scorecards.design.arranging import WEIGHT, WeightsRefused
from scorecards.design.asking import choices_of
from scorecards.design.board import Board, QuestionLine, board_of, by_place
from scorecards.design.document import Question, ScorecardDocument, Section, parse
from scorecards.design.drafting import last_step
from scorecards.design.editing import question_keys, section_keys, section_of
from scorecards.design.facts import FACTS, NUMBER_FACTS
from scorecards.design.findings import Finding, RefusalError
from scorecards.design.forms import CHANNELS, DIRECTIONS
from scorecards.design.models import DraftStep, Version
from scorecards.design.part_forms import card_fields, section_fields
from scorecards.design.question_form import fields_of, shape
from scorecards.design.sheet import QuestionView, flat, sheet_of


@dataclass(frozen=True)
class Saved:
    """How to answer a post: whether the open form is drawn anew, and what to say."""

    redraw: bool
    said: str = ""


class Desk:
    """A draft with one part of it open; what else is given comes from a post that failed.

    `fields` are those of the open form, `weights` those of the list by name, as they were typed.
    """

    def __init__(
        self,
        version: Version,
        at: str,
        *,
        fields: object = None,
        refused: QualityDeskError | None = None,
        weights: Mapping[str, str] | None = None,
    ) -> None:
        self.version = version
        self.document = parse(version.document)
        self.kind, self.key = _opened(self.document, at)
        self.refused = refused
        self._weights = weights or {}
        # Where the part has gone meanwhile another one opens, which what was posted does not fit.
        self._posted = fields if self.at == at else None

    @property
    def at(self) -> str:
        """The open part as an address names it: `card`, `section:KEY`, `question:KEY`."""
        return f"{self.kind}:{self.key}" if self.key else self.kind

    @cached_property
    def board(self) -> Board:
        """The list of the whole draft."""
        return board_of(self.document)

    @property
    def question(self) -> Question | None:
        """The open question."""
        line = self.board.line(self.key) if self.kind == "question" else None
        return line.question if line else None

    @cached_property
    def seen(self) -> QuestionView | None:
        """The open question as a reviewer meets it."""
        return flat(sheet_of(self.document)).get(self.key) if self.question else None

    @property
    def section(self) -> Section | None:
        """The open section."""
        return section_of(self.document, self.key) if self.kind == "section" else None

    @property
    def fields(self) -> object:
        """The open form's fields: as posted where that failed, else as the draft has them."""
        if self._posted is not None:
            return self._posted
        if self.question is not None:
            return fields_of(self.question)
        return section_fields(self.section) if self.section else card_fields(self.document)

    @property
    def places(self) -> dict[str, list[Finding]]:
        """What to mend in the open form, by field."""
        if isinstance(self.refused, RefusalError) and not self.wrong_weights:
            return by_place(self.refused.findings)
        if self.refused is not None and not self.is_conflict and not self.wrong_weights:
            place = self.refused.field or "other"
            return {place: [Finding("error", place, self.refused.message)]}
        if self.kind == "question":
            return self.board.at_question(self.key)
        return self.board.at_section(self.key) if self.kind == "section" else self.board.at_card()

    @property
    def wrong_weights(self) -> dict[str, str]:
        """What is wrong with weights of the list, by question key."""
        if not isinstance(self.refused, WeightsRefused):
            return {}
        return {it.question: it.message for it in self.refused.findings if it.question}

    def weight(self, line: QuestionLine) -> str:
        """A question's weight for its field in the list: as typed where that was not saved."""
        return self._weights.get(WEIGHT + line.question.key, line.weight)

    @property
    def is_conflict(self) -> bool:
        """Whether somebody else changed the draft meanwhile."""
        return isinstance(self.refused, Conflict)

    def by_other(self, viewer_id: int) -> bool:
        """Whether the newest edit that is kept is surely somebody else's."""
        return self.last_step is not None and self.last_step.by != viewer_id

    @property
    def earlier(self) -> list[tuple[int, Question]]:
        """The questions that a condition of the open one may look at, with their numbers."""
        found: list[tuple[int, Question]] = []
        for line in self.board.lines:
            if line.question.key == self.key:
                break
            if line.question.type != "text":
                found.append((line.number, line.question))
        return found

    @property
    def source(self) -> Question | None:
        """The question that the open one's condition looks at."""
        condition = self.question.condition if self.question else None
        line = self.board.line(condition.question) if condition and condition.question else None
        return line.question if line else None

    @property
    def looks_at_number(self) -> bool:
        """Whether the open question's condition looks at numbers, which can have limits."""
        condition = self.question.condition if self.question else None
        if condition is None:
            return False
        if condition.fact is not None:
            return condition.fact in NUMBER_FACTS
        return self.source is not None and self.source.type == "number"

    @cached_property
    def last_step(self) -> DraftStep | None:
        """What Undo would take back."""
        return last_step(db.session(), self.version)


def draw(desk: Desk, *, whole: bool, saved: Saved | None = None) -> str:
    """The designer as a page, or the parts of it that changed."""
    return render_template(
        "design/designer.html" if whole else "design/_parts.html",
        desk=desk,
        version=desk.version,
        board=desk.board,
        saved=saved,
        teams=all_teams(db.session()) if desk.kind == "card" else (),
        channels=CHANNELS,
        directions=DIRECTIONS,
        facts=FACTS,
        numeric_facts=[(name, fact.label) for name, fact in FACTS.items() if fact.kind != "text"],
        choices_of=choices_of,
        at_of=at_of,
    )


def at_of(finding: Finding) -> str:
    """The part of the designer in which a finding is mended."""
    if finding.question is not None:
        return f"question:{finding.question}"
    return f"section:{finding.section}" if finding.section is not None else "card"


def redrawn(was: str, at: str, before: ScorecardDocument, after: ScorecardDocument) -> bool:
    """Whether the open form has other fields after an edit than before."""
    if was != at:
        return True
    kind, _, key = at.partition(":")
    return kind == "question" and shape(before, key) != shape(after, key)


def _opened(document: ScorecardDocument, at: str) -> tuple[str, str]:
    """The part that an address names; the first question or the card where it names none."""
    kind, _, key = at.partition(":")
    keys = question_keys(document)
    if kind == "question" and key in keys:
        return "question", key
    if kind == "section" and key in section_keys(document):
        return "section", key
    if kind == "card" or not keys:
        return "card", ""
    return "question", keys[0]
