"""What a score consists of: the whole, its sections and its questions, in exact fractions."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from scorecards.design.answers import State
from scorecards.design.document import Scope


@dataclass(frozen=True)
class QuestionResult:
    """What one question did to the score.

    `fraction` is what its answer earned of 1. `weight_share` is its part of the evaluation after
    the weight of absent questions was shared out (all shares add up to 1; 0 where it does not
    count). `points` are the percentage points it added before any fatal rule, cap or floor.
    `passed` and `band` follow the question's own pass mark and bands, where its answer earns a
    score; a fatal answer never passes.
    """

    state: State
    fraction: Fraction | None
    weight: Fraction
    weight_share: Fraction
    points: Fraction
    critical_hit: Scope | None
    passed: bool | None = None
    band: str | None = None


@dataclass(frozen=True)
class SectionResult:
    """A section's percentage, 0 and failed where a fatal answer says so; None without a score."""

    percent: Fraction | None
    percent_without_fatal: Fraction | None
    failed: bool
    passed: bool | None
    band: str | None
    weight: Fraction


@dataclass(frozen=True)
class Outcome:
    """What a score comes to, exact: percent None where there is no score."""

    percent: Fraction | None
    raw_percent: Fraction | None
    failed: bool
    passed: bool | None


@dataclass(frozen=True)
class ScoreResult:
    """The whole score, exact; percentages are None where there is no score.

    `raw_percent` is the total before the cap and before a negative one is shown as 0.
    """

    percent: Fraction | None
    raw_percent: Fraction | None
    percent_without_fatal: Fraction | None
    failed: bool
    failed_sections: tuple[str, ...]
    passed: bool | None
    band: str | None
    sections: Mapping[str, SectionResult]
    questions: Mapping[str, QuestionResult]

    @property
    def no_score(self) -> bool:
        """Whether nothing counted, so that there is neither 0 nor 100 but no score."""
        return self.percent is None
