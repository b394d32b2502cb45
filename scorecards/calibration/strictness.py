"""What the model of severity says: of each reviewer, of each agent, or why nothing can be said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from scorecards.calibration.reml import Fit

Why = Literal[
    "no_scores",
    "too_few_reviewers",
    "too_few_agents",
    "too_few_evaluations",
    "too_few_reviews",
    "no_variation",
    "not_settled",
    "shares_no_agents",
    "too_few_shared",
    "own_questions",
    "reviewers_not_comparable",
]
Verdict = Literal["stricter", "milder", "cannot_tell"]


@dataclass(frozen=True, slots=True)
class NotEstimable:
    """The data carry no such figure, and why: there are `n`, where `needed` are needed."""

    why: Why
    n: int = 0
    needed: int = 0


@dataclass(frozen=True, slots=True)
class Strictness:
    """How many points fewer a reviewer gives for the same work than the mean of their group.

    Positive is stricter; `low` to `high` is the 95 % interval. `group` is the place of their group
    in `Severity.groups`.
    """

    points: float
    low: float
    high: float
    evaluations: int
    group: int

    @property
    def verdict(self) -> Verdict:
        """What may be said: nothing, unless the interval excludes 0."""
        if self.low > 0:
            return "stricter"
        return "milder" if self.high < 0 else "cannot_tell"


@dataclass(frozen=True, slots=True)
class Points:
    """Points of 0 to 100 with their 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Adjusted:
    """An agent's mean points as if every reviewer of the group had judged all of their work.

    `raw` is the mean as given; `own_reviewers` is how strict those were who gave it, on the whole.
    `shrunk` is drawn to the mean of the group's agents, the more so the less is known.
    """

    raw: float
    adjusted: Points
    shrunk: Points
    own_reviewers: float
    evaluations: int
    group: int


@dataclass(frozen=True, slots=True)
class Severity:
    """Reviewers and agents by name, with the variance components behind them.

    `spread` is the standard deviation among reviewers with its 95 % interval, in points; `groups`
    are those who can be compared with each other.
    """

    reviewers: dict[str, Strictness | NotEstimable]
    agents: dict[str, Adjusted | NotEstimable]
    fit: Fit
    spread: tuple[float, float, float]
    groups: tuple[tuple[str, ...], ...]
    rows: int
