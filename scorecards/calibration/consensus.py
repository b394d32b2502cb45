"""What a calibration session says: where it agrees, and who departs from it in which direction.

Consensus is strictly more than half of those who answered; "N/A" is a verdict of its own and takes
part like any other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from scorecards.calibration.rows import Figure, Row, Value
from scorecards.flagging.metrics import wilson

Item = tuple[str, str]
"""A question about an interaction: (subject, question)."""

Source = Literal["agreed", "expert", "consensus"]
Direction = Literal["same", "milder", "stricter", "other"]
Leaning = Literal["milder", "stricter", "cannot_tell"]
CHANCE = 0.05


@dataclass(frozen=True, slots=True)
class Tally:
    """How the participants judged one item, most frequent verdict first.

    `consensus` is the verdict of strictly more than half, None where there is none; `pairs` the
    share of pairs of participants who said the same, 0 to 1, None for fewer than two.
    """

    item: Item
    verdicts: tuple[tuple[Value, int], ...]
    consensus: Value | None
    pairs: float | None

    @property
    def given(self) -> int:
        """How many answered."""
        return sum(count for _, count in self.verdicts)


@dataclass(frozen=True, slots=True)
class Standard:
    """What verdicts on an item are measured by, and whose it is; `points` is None for N/A."""

    value: Value
    points: float | None
    source: Source


@dataclass(frozen=True, slots=True)
class Deviation:
    """One verdict beside the standard.

    "milder" earned more points than the standard says, "stricter" fewer; "other" differs without
    that: N/A against an answer, or another answer of the same points. `points` is the difference
    in shares of the question's points.
    """

    item: Item
    rater: str
    direction: Direction
    points: float | None


@dataclass(frozen=True, slots=True)
class Participant:
    """How one participant's verdicts lie to the standard; `same` is a share, 0 to 1.

    `points` is the mean difference in shares of a question's points, None where none had points.
    """

    rater: str
    same: Figure
    counts: dict[Direction, int]
    points: float | None

    @property
    def leaning(self) -> Leaning:
        """Milder or stricter, only where chance would hardly do so (sign test, 5 %)."""
        milder, stricter = self.counts["milder"], self.counts["stricter"]
        if not (n := milder + stricter):
            return "cannot_tell"
        if _by_chance(milder, n) >= CHANCE:
            return "cannot_tell"
        return "milder" if milder > stricter else "stricter"


def _by_chance(part: int, n: int) -> float:
    """How likely a fair coin gives a split of `n` at least as uneven (two-sided sign test).

    Twice the lower tail of the binomial distribution with p = 1/2, at most 1.
    """
    # Imported here because scipy holds 25 MB (its stats 45 more), which every process would pay.
    from scipy import special

    return float(min(1.0, 2 * special.bdtr(min(part, n - part), n, 0.5)))


def tallies(rows: Iterable[Row]) -> list[Tally]:
    """Each item with its verdicts, in the order of the rows.

    Raises ValueError when somebody judged an item twice.
    """
    return [_tally(item, [row.value for row in part]) for item, part in _by_item(rows).items()]


def standards(
    rows: Iterable[Row], *, expert: str | None = None, agreed: Iterable[Row] = ()
) -> dict[Item, Standard]:
    """What each item is measured by: the agreed verdict, else the expert's, else the consensus.

    `agreed` are the facilitator's rows. Items without any of the three are left out. An expert's
    verdict counts for the consensus as anybody else's.
    """
    agreed_rows = {(row.subject, row.question): row for row in agreed}
    found: dict[Item, Standard] = {}
    for item, part in _by_item(rows).items():
        own = next((row for row in part if row.rater == expert), None)
        vote = _tally(item, [row.value for row in part]).consensus
        like = next((row for row in part if row.value == vote), None)
        sources: Sequence[tuple[Row | None, Source]] = (
            (agreed_rows.get(item), "agreed"),
            (own, "expert"),
            (like, "consensus"),
        )
        for row, source in sources:
            if row:
                found[item] = Standard(row.value, row.points, source)
                break
    return found


def deviations(rows: Iterable[Row], standard: Mapping[Item, Standard]) -> list[Deviation]:
    """Every verdict that has a standard beside it, in the order of the rows."""
    found = []
    for row in rows:
        item = (row.subject, row.question)
        if item in standard:
            direction, points = _compare(row, standard[item])
            found.append(Deviation(item, row.rater, direction, points))
    return found


def participants(found: Iterable[Deviation], *, expert: str | None = None) -> list[Participant]:
    """Each rater's deviations summed up, by name; the expert is not measured by themselves."""
    parts: dict[str, list[Deviation]] = {}
    for one in found:
        parts.setdefault(one.rater, []).append(one)
    return [_participant(rater, parts[rater]) for rater in sorted(parts) if rater != expert]


def _by_item(rows: Iterable[Row]) -> dict[Item, list[Row]]:
    parts: dict[Item, list[Row]] = {}
    for row in rows:
        part = parts.setdefault((row.subject, row.question), [])
        if any(other.rater == row.rater for other in part):
            raise ValueError(f"{row.rater} answered {row.question} twice about {row.subject}.")
        part.append(row)
    return parts


def _tally(item: Item, values: Sequence[Value]) -> Tally:
    counts = Counter(values)
    verdicts = tuple(sorted(counts.items(), key=lambda pair: (-pair[1], str(pair[0]))))
    n, (value, most) = len(values), verdicts[0]
    same = sum(count * (count - 1) for count in counts.values())
    pairs = same / (n * (n - 1)) if n > 1 else None
    return Tally(item, verdicts, value if 2 * most > n else None, pairs)


def _compare(row: Row, standard: Standard) -> tuple[Direction, float | None]:
    both = row.points is not None and standard.points is not None
    points = (row.points or 0.0) - (standard.points or 0.0) if both else None
    if row.value == standard.value:
        return "same", points
    if not points:
        return "other", points
    return ("milder" if points > 0 else "stricter"), points


def _participant(rater: str, found: Sequence[Deviation]) -> Participant:
    counts = Counter(one.direction for one in found)
    share = wilson(counts["same"] / len(found), len(found))
    points = [one.points for one in found if one.points is not None]
    return Participant(
        rater,
        Figure(share.value, share.low, share.high, len(found)),
        {name: counts[name] for name in ("same", "milder", "stricter", "other")},
        fmean(points) if points else None,
    )
