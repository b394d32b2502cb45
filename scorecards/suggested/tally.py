"""Counts what rules said and how often reviewers answered otherwise, with intervals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scorecards.sampling.intervals import wilson
from scorecards.suggestions.models import Act, SuggestedVerdict

FEWEST = 20
"""Below so many comparisons nothing is said of how often reviewers differ."""


@dataclass(frozen=True)
class Followed:
    """One suggestion of a submitted evaluation; `None` where there was nothing to compare.

    `blind` compares the answer that was given before the suggestion was seen, `final` the
    submitted one.
    """

    question: str
    rule: str
    verdict: SuggestedVerdict
    blind: bool | None
    final: bool | None
    act: Act | None


@dataclass(frozen=True)
class Differing:
    """How often answers differ from what was suggested: `count` of `n`, shares of 1 with 95 %."""

    count: int
    n: int

    @property
    def share(self) -> float | None:
        """The share that differs; None below `FEWEST`."""
        return self.count / self.n if self.n >= FEWEST else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's interval of the share; None below `FEWEST`."""
        return wilson(self.count / self.n, self.n) if self.n >= FEWEST else None


@dataclass(frozen=True)
class Tally:
    """What came of the rules of one question."""

    question: str
    rule: str
    n: int
    met: int
    not_met: int
    unknown: int
    blind: Differing
    final: Differing
    blind_where_met: Differing
    blind_where_not_met: Differing
    changed: int
    """Answers that differed until the suggestion was seen and were then changed to it."""
    accepted: int
    dismissed: int


def tallies(rows: Iterable[Followed]) -> list[Tally]:
    """One tally for each question and wording of its rules, in the order of first appearance."""
    groups: dict[tuple[str, str], list[Followed]] = {}
    for row in rows:
        groups.setdefault((row.question, row.rule), []).append(row)
    return [_tally(question, rule, group) for (question, rule), group in groups.items()]


def _tally(question: str, rule: str, group: Sequence[Followed]) -> Tally:
    verdicts = [row.verdict for row in group]
    by = {
        verdict: [row.blind for row in group if row.verdict is verdict]
        for verdict in SuggestedVerdict
    }
    return Tally(
        question=question,
        rule=rule,
        n=len(group),
        met=verdicts.count(SuggestedVerdict.MET),
        not_met=verdicts.count(SuggestedVerdict.NOT_MET),
        unknown=verdicts.count(SuggestedVerdict.UNKNOWN),
        blind=differing(row.blind for row in group),
        final=differing(row.final for row in group),
        blind_where_met=differing(by[SuggestedVerdict.MET]),
        blind_where_not_met=differing(by[SuggestedVerdict.NOT_MET]),
        changed=sum(row.blind is False and row.final is True for row in group),
        accepted=sum(row.act is Act.ACCEPTED for row in group),
        dismissed=sum(row.act is Act.DISMISSED for row in group),
    )


def differing(followed: Iterable[bool | None]) -> Differing:
    """Count the answers that were compared and those among them that differ."""
    compared = [one for one in followed if one is not None]
    return Differing(compared.count(False), len(compared))
