"""Counts how disputes end, by question, reviewer, team, cause or round; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Literal

from scorecards.sampling.intervals import wilson

NEEDED = 5
"""Decided questions below which no rate is named."""
DAY_S = 86_400

Grouping = Literal["question", "reviewer", "team", "cause", "round"]
GROUPINGS: tuple[Grouping, ...] = ("question", "reviewer", "team", "cause", "round")


@dataclass(frozen=True)
class Ruled:
    """One disputed question with what was decided on it in one round."""

    dispute_id: int
    evaluation_id: int
    card: str
    question: str
    text: str
    reviewer: str
    team: str
    cause: str
    round: int
    verdict: Literal["accept", "part", "reject"]
    opened_at: datetime
    decided_at: datetime
    decided_by: str = ""

    @property
    def days(self) -> float:
        """Days from the dispute to its decision, not only working ones."""
        return (self.decided_at - self.opened_at).total_seconds() / DAY_S


@dataclass(frozen=True)
class Rate:
    """`count` of `n` as a share of 1 with Wilson's 95 % interval; None below `NEEDED`."""

    count: int
    n: int
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Outcome:
    """How the disputes of one group ended; a question counts once, as its last round left it."""

    name: str
    accepted: int
    part: int
    rejected: int
    overturned: Rate
    """Questions whose answer was changed, whole or in part, of those decided."""
    days: float
    """Median days to a decision, over the disputes of the group, each round by itself."""

    @property
    def n(self) -> int:
        """Decided questions."""
        return self.accepted + self.part + self.rejected


NAMES: dict[Grouping, Callable[[Ruled], str]] = {
    "question": lambda row: f"{row.card}\0{row.text}",
    "reviewer": lambda row: row.reviewer,
    "team": lambda row: row.team,
    "cause": lambda row: row.cause,
    "round": lambda row: str(row.round),
}


def rate(count: int, n: int) -> Rate:
    """A share with its interval, where there are enough."""
    if n < NEEDED:
        return Rate(count, n, None, None, None)
    share = count / n
    return Rate(count, n, share, *wilson(share, n))


def last_rounds(rows: Iterable[Ruled]) -> list[Ruled]:
    """Of every question of an evaluation only the newest decision."""
    newest: dict[tuple[int, str], Ruled] = {}
    for row in sorted(rows, key=lambda each: (each.round, each.decided_at, each.dispute_id)):
        newest[row.evaluation_id, row.question] = row
    return list(newest.values())


def outcome(name: str, rows: Sequence[Ruled]) -> Outcome | None:
    """The outcome of some rows; None where there are none."""
    if not rows:
        return None
    final = last_rounds(rows)
    count = {
        kind: sum(row.verdict == kind for row in final) for kind in ("accept", "part", "reject")
    }
    disputes = {row.dispute_id: row.days for row in rows}
    overturned = rate(count["accept"] + count["part"], len(final))
    return Outcome(
        name,
        count["accept"],
        count["part"],
        count["reject"],
        overturned,
        median(disputes.values()),
    )


def outcomes(rows: Sequence[Ruled], by: Grouping) -> list[Outcome]:
    """One outcome for each group, the most disputed first; by round, each round for itself."""
    groups: dict[str, list[Ruled]] = defaultdict(list)
    for row in rows:
        groups[NAMES[by](row)].append(row)
    found = [each for name, mine in groups.items() if (each := outcome(name, mine)) is not None]
    if by == "round":
        return sorted(found, key=lambda each: each.name)
    return sorted(found, key=lambda each: (-each.n, each.name))
