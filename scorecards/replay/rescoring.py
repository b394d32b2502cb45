"""Scores past answers once more under a draft, and once more for each change taken back alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from scorecards.design.answers import Answers, Facts, Reading, read_answers
from scorecards.design.document import ScorecardDocument
from scorecards.design.exact import SHOWN_PLACES, rounded
from scorecards.design.scoring import outcome
from scorecards.replay.carrying import Loss, carried
from scorecards.replay.changes import Told, Unit, taken_back, units


@dataclass(frozen=True)
class Verdict:
    """What an evaluation comes to: percent with six decimals as it is stored, None for no score."""

    percent: Decimal | None
    passed: bool | None
    failed: bool


@dataclass(frozen=True)
class Rescored:
    """One evaluation before and after, and after all but one of the changes.

    `lost` are the answers that the draft cannot take, `missing` the questions that it requires
    and that have no answer, by key. `without` holds what each change does: the verdict that
    stands if only that change is taken back.
    """

    before: Verdict
    after: Verdict
    lost: Mapping[str, Loss]
    missing: tuple[str, ...]
    without: Mapping[Unit, Verdict]


@dataclass
class Rescoring:
    """Everything that two versions decide together; `rescore` is asked once per evaluation.

    Evaluations with the same answers and facts are worked out once.
    """

    old: ScorecardDocument
    new: ScorecardDocument
    changes: dict[Unit, Told] = field(init=False)
    _variants: dict[Unit, ScorecardDocument] = field(init=False)
    _facts: tuple[str, ...] = field(init=False)
    _known: dict[object, Rescored] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.changes = units(self.old, self.new)
        self._variants = {unit: taken_back(self.old, self.new, unit) for unit in self.changes}
        asked = (*self.old.questions(), *self.new.questions())
        names = {it.condition.fact for it in asked if it.condition and it.condition.fact}
        self._facts = tuple(sorted(names))

    def rescore(self, answers: Answers, facts: Facts) -> Rescored:
        """Score answers of the old version under the new one; raises AnswersInvalid."""
        given = tuple((key, repr(answers[key])) for key in sorted(answers))
        known = tuple(repr(facts.get(name)) for name in self._facts)
        found = self._known.get((given, known))
        if found is None:
            found = self._known[given, known] = self._work_out(answers, facts)
        return found

    def _work_out(self, answers: Answers, facts: Facts) -> Rescored:
        then = read_answers(self.old, answers, facts)
        taken = carried(then, answers, self.new)
        now = read_answers(self.new, taken.answers, facts)
        return Rescored(
            before=verdict(self.old, then),
            after=verdict(self.new, now),
            lost=taken.lost,
            missing=tuple(
                key
                for key, reading in now.items()
                if reading.question.required and reading.state == "unanswered"
            ),
            without={
                unit: self._under(variant, then, answers, facts)
                for unit, variant in self._variants.items()
            },
        )

    def _under(
        self,
        variant: ScorecardDocument,
        then: Mapping[str, Reading],
        answers: Answers,
        facts: Facts,
    ) -> Verdict:
        taken = carried(then, answers, variant).answers
        return verdict(variant, read_answers(variant, taken, facts))


def verdict(document: ScorecardDocument, readings: Mapping[str, Reading]) -> Verdict:
    """Return what read answers come to, rounded as the database keeps it."""
    found = outcome(document, readings)
    if found.percent is None:
        return Verdict(None, found.passed, found.failed)
    near = rounded(found.percent, SHOWN_PLACES)
    percent = Decimal(near.numerator) / Decimal(near.denominator)
    return Verdict(percent, found.passed, found.failed)
