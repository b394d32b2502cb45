"""Adds up what a replay found: distribution, verdicts, unanswered questions, and their causes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from scorecards.design.document import ScorecardDocument
from scorecards.design.exact import shown
from scorecards.replay.changes import Told, Unit
from scorecards.replay.rescoring import Rescored, Verdict

BIN = 10
BINS = 11
"""Ten of ten points each, the last of them with 100 itself, and one for bonuses above 100."""

Json = dict[str, Any]


@dataclass
class Cause:
    """What one change did: `points` over all evaluations, and whom it moved, failed and passed."""

    told: Told
    points: Fraction = Fraction(0)
    moved: int = 0
    fails: int = 0
    passes: int = 0

    def add(self, after: Verdict, without: Verdict) -> None:
        """Compare the draft with the draft from which only this change is taken back."""
        if after.percent is not None and without.percent is not None:
            self.points += Fraction(after.percent) - Fraction(without.percent)
        self.moved += after.percent != without.percent
        self.fails += (without.passed, after.passed) == (True, False)
        self.passes += (without.passed, after.passed) == (False, True)


@dataclass
class Tally:
    """Everything that was replayed so far under one draft."""

    draft: ScorecardDocument
    causes: dict[Unit, Cause] = field(default_factory=dict)
    rows: list[list[Any]] = field(default_factory=list)
    """[evaluation id, percent before, percent after, passed before, passed after] of each."""
    before: list[int] = field(default_factory=lambda: [0] * BINS)
    after: list[int] = field(default_factory=lambda: [0] * BINS)
    sums: list[Fraction] = field(default_factory=lambda: [Fraction(0), Fraction(0)])
    scored: int = 0
    """How many have a score before and after; means are theirs."""
    changed: int = 0
    fatal: list[int] = field(default_factory=lambda: [0, 0])
    """How many a critical question fails, before and after."""
    verdicts: Counter[tuple[bool | None, bool | None]] = field(default_factory=Counter)
    titles: dict[str, str] = field(default_factory=dict)
    """Texts of questions that older versions asked, by key."""
    lost: dict[str, Counter[str]] = field(default_factory=dict)
    missing: Counter[str] = field(default_factory=Counter)

    def announce(self, changes: Mapping[Unit, Told]) -> None:
        """Take in the changes against a version; the words of the first one told stand."""
        for unit, told in changes.items():
            self.causes.setdefault(unit, Cause(told))
            if unit.kind == "question":
                self.titles.setdefault(unit.key, told.title)

    def add(self, evaluation: int, found: Rescored) -> None:
        """Take in one evaluation."""
        old, new = found.before, found.after
        self.rows.append(
            [evaluation, _float(old.percent), _float(new.percent), old.passed, new.passed]
        )
        self.changed += old.percent != new.percent
        self.verdicts[old.passed, new.passed] += 1
        self.fatal[0] += old.failed
        self.fatal[1] += new.failed
        for bins, verdict in ((self.before, old), (self.after, new)):
            if verdict.percent is not None:
                bins[bin_of(verdict.percent)] += 1
        if old.percent is not None and new.percent is not None:
            self.scored += 1
            self.sums[0] += Fraction(old.percent)
            self.sums[1] += Fraction(new.percent)
        for key, why in found.lost.items():
            self.lost.setdefault(key, Counter())[why] += 1
        self.missing.update(found.missing)
        for unit, verdict in found.without.items():
            self.causes[unit].add(new, verdict)

    def summary(self) -> Json:
        """Return all figures as JSON data; percentages and points to six decimals.

        `causes` come with the largest effect first. `together` is what the changes do to the mean
        only in company: its difference less the sum of what each does alone.
        """
        means = [shown(total / self.scored) if self.scored else None for total in self.sums]
        difference = (self.sums[1] - self.sums[0]) / self.scored if self.scored else None
        causes = [self._cause(unit, cause) for unit, cause in self.causes.items()]
        alone = sum((cause.points for cause in self.causes.values()), Fraction(0))
        return {
            "n": len(self.rows),
            "scored": self.scored,
            "changed": self.changed,
            "mean": {"before": means[0], "after": means[1], "difference": shown(difference)},
            "together": shown(difference - alone / self.scored) if difference is not None else None,
            "bins": {"before": self.before, "after": self.after},
            "verdicts": [[*pair, count] for pair, count in sorted_pairs(self.verdicts)],
            "fatal": self.fatal,
            "questions": self._questions(),
            "causes": sorted(causes, key=lambda it: (-abs(it["points"]), -it["moved"], it["key"])),
        }

    def _cause(self, unit: Unit, cause: Cause) -> Json:
        points = shown(cause.points / self.scored) if self.scored else 0
        return {
            "kind": unit.kind,
            "key": unit.key,
            "title": cause.told.title,
            "words": list(cause.told.words),
            "points": points,
            "moved": cause.moved,
            "fails": cause.fails,
            "passes": cause.passes,
        }

    def _questions(self) -> list[Json]:
        """The draft's questions that are left without an answer, then those that it dropped."""
        texts = {question.key: question.text for question in self.draft.questions()}
        keys = [*texts, *(key for key in self.lost if key not in texts)]
        return [
            {
                "key": key,
                "text": texts.get(key) or self.titles.get(key, key),
                "lost": dict(self.lost.get(key, {})),
                "missing": self.missing[key],
            }
            for key in keys
            if self.lost.get(key) or self.missing[key]
        ]


def bin_of(percent: Decimal) -> int:
    """Which of the bins holds a percentage from 0: 100 belongs to the tenth, more to the last."""
    return BINS - 1 if percent > 100 else min(int(percent // BIN), BINS - 2)


def sorted_pairs(
    verdicts: Counter[tuple[bool | None, bool | None]],
) -> Iterable[tuple[tuple[bool | None, bool | None], int]]:
    """Pairs of passed before and after with their counts, in a fixed order."""
    order = (True, False, None)
    return ((pair, verdicts[pair]) for pair in ((a, b) for a in order for b in order)
            if verdicts[pair])  # fmt: skip


def _float(percent: Decimal | None) -> float | None:
    return None if percent is None else float(percent)
