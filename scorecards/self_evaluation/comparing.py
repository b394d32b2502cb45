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
    def gap(self) -> float | None:
        """Percentage points of the question's own by which the agent is above the reviewer.

        None unless both answers were scored. Not of the whole evaluation: there the weight of what
        only one side was asked is shared out among the other questions.
        """
        own, reviewer = _share(self.own), _share(self.reviewer)
        return None if own is None or reviewer is None else round(own - reviewer, 1)

    @property
    def worth(self) -> float:
        """What the question adds at most, in percentage points of either evaluation."""
        return max(
            float(each.possible) if each is not None and each.possible else 0.0
            for each in (self.own, self.reviewer)
        )


def _share(answer: Answered | None) -> float | None:
    """Per cent of the points that were to be had."""
    if answer is None or answer.points is None or not answer.possible:
        return None
    return 100 * float(answer.points) / float(answer.possible)


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
    # The sort is stable: what is apart as far and worth as much stays in the card's order.
    pairs.sort(key=lambda pair: (not pair.differs, -abs(pair.gap or 0.0), -pair.worth))
    return Comparison(tuple(pairs))
