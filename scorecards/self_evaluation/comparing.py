"""A self-evaluation beside the reviewer's, the differences on top; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scorecards.design.document import ScorecardDocument
from scorecards.reviews.answered import Answered


@dataclass(frozen=True)
class Pair:
    """One question as the agent and as the reviewer answered it; None where it was not asked."""

    number: str
    key: str
    text: str
    own: Answered | None
    reviewer: Answered | None

    @property
    def differs(self) -> bool:
        """Whether the two answers are not the same."""
        return (self.own and self.own.value) != (self.reviewer and self.reviewer.value)

    @property
    def gap(self) -> float:
        """Percentage points by which the agent is above the reviewer on this question."""
        own = self.own.points if self.own else None
        reviewer = self.reviewer.points if self.reviewer else None
        return (own or 0.0) - (reviewer or 0.0)


@dataclass(frozen=True)
class Comparison:
    """All questions, those that differ most first, then the others in their order."""

    pairs: tuple[Pair, ...]

    @property
    def apart(self) -> tuple[Pair, ...]:
        """The questions that were answered otherwise."""
        return tuple(pair for pair in self.pairs if pair.differs)

    @property
    def alike(self) -> tuple[Pair, ...]:
        """The questions that were answered alike."""
        return tuple(pair for pair in self.pairs if not pair.differs)


def compare(
    document: ScorecardDocument,
    own: Mapping[str, Answered],
    reviewer: Mapping[str, Answered],
) -> Comparison:
    """Put the answers of both, by question key, beside each other."""
    pairs = [
        Pair(f"Q{place}", question.key, question.text, own.get(question.key),
             reviewer.get(question.key))
        for place, question in enumerate(document.questions(), start=1)
        if question.key in own or question.key in reviewer
    ]  # fmt: skip
    order = {pair.key: place for place, pair in enumerate(pairs)}
    pairs.sort(key=lambda pair: (not pair.differs, -abs(pair.gap), order[pair.key]))
    return Comparison(tuple(pairs))
