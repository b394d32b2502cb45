"""What is made of a scorecard version once in a process: the document read, the sheet, its HTML.

A published version never changes, and a reviewer opens the same one hundreds of times a day.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from scorecards.design.answers import Facts
from scorecards.design.document import ScorecardDocument, parse
from scorecards.design.models import Version
from scorecards.design.sheet import SectionView, sheet_of
from scorecards.reviews.standing import Standing, standing

MOST_VERSIONS = 200
MOST_RENDERED = 20
_known: dict[int, ReadVersion] = {}


@dataclass
class ReadVersion:
    """A version's content and what was made of it."""

    raw: dict[str, Any]
    document: ScorecardDocument
    rendered: dict[tuple[str, ...], Any] = field(default_factory=dict)
    """Pieces of a page by what they depend on; at most `MOST_RENDERED`."""
    beginnings: dict[str, Standing] = field(default_factory=dict)
    """Where the card stands before any answer, by the facts that its conditions ask of."""

    @cached_property
    def sheet(self) -> tuple[SectionView, ...]:
        """The sections and questions as a reviewer meets them."""
        return sheet_of(self.document)

    @cached_property
    def asked_facts(self) -> tuple[str, ...]:
        """The facts of an interaction that decide which questions are shown."""
        conditions = [question.condition for question in self.document.questions()]
        return tuple(sorted({it.fact for it in conditions if it is not None and it.fact}))

    def beginning(self, facts: Facts) -> Standing:
        """Where the card stands before anything is entered."""
        key = repr([facts.get(name) for name in self.asked_facts])
        found = self.beginnings.get(key)
        if found is None:
            found = standing(self.document, {}, {}, facts)
            if len(self.beginnings) >= MOST_RENDERED:
                self.beginnings.clear()
            self.beginnings[key] = found
        return found

    def keep(self, key: tuple[str, ...], piece: Any) -> None:
        """Keep a piece of a page; all are forgotten when there are too many."""
        if len(self.rendered) >= MOST_RENDERED:
            self.rendered.clear()
        self.rendered[key] = piece


def read_once(version: Version) -> ReadVersion:
    """The version read strictly. One whose content is another than last time is read again."""
    known = _known.get(version.id)
    if known is None or known.raw != version.document:
        known = ReadVersion(version.document, parse(version.document))
        if len(_known) >= MOST_VERSIONS:
            _known.clear()
        if version.id is not None:
            _known[version.id] = known
    return known
