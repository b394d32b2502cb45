"""Chooses which reviews get a hidden second one, and by whom; the same seed, the same choice."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

SHARE = 0.05
Why = Literal["nobody_there", "own_interaction", "reviewed_before", "own_team"]
Met = Mapping[tuple[str, str], int]
"""How often (first, second) have doubled each other so far, in either order."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A review that could get a second one: of `agent` of `team`, by `first`.

    `not_by` names others who had the interaction already.
    """

    key: str
    agent: str
    first: str
    team: str | None = None
    not_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Second:
    """Who can give a second review, with how many they have been given so far.

    `agent` is their own agent id if they also serve customers; `teams` are those they belong to or
    lead; `covers` are the teams whose work they may see (None = all). Who is away is left out.
    """

    name: str
    load: int = 0
    agent: str | None = None
    teams: frozenset[str] = frozenset()
    covers: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Doubling:
    """Second reviews by the key of the review: who gives it, or why nobody can."""

    given: dict[str, str]
    not_given: dict[str, Why]


def choose(reviews: Iterable[Reviewed], *, seed: int, share: float = SHARE) -> list[Reviewed]:
    """The reviews that get a second one, sorted by key: each with probability `share` exactly.

    Systematic along the reviews sorted by first reviewer, at random within (Madow and Madow 1944,
    Ann. Math. Statist. 15: 1-24): so everybody's work is doubled in its share, to within one.
    Raises ValueError for a share outside 0 to 1 or two reviews of one key.
    """
    if not 0 <= share <= 1:
        raise ValueError("A share lies between 0 and 1.")
    step = Fraction(share).limit_denominator(1_000_000)
    queue = sorted(reviews, key=lambda one: (one.first, _key(seed, "place", one.key), one.key))
    if len({one.key for one in queue}) < len(queue):
        raise ValueError("Two reviews have one key.")
    start = _key(seed, "start", *sorted(one.key for one in queue)) % step.denominator
    marks = [
        (place * step.numerator + start) // step.denominator for place in range(len(queue) + 1)
    ]
    taken = [one for place, one in enumerate(queue) if marks[place] < marks[place + 1]]
    return sorted(taken, key=lambda one: one.key)


def assign(
    chosen: Sequence[Reviewed],
    reviewers: Sequence[Second],
    *,
    seed: int,
    never_own_team: bool,
    met: Met | None = None,
) -> Doubling:
    """A second reviewer for each: never the first one, never the agent themselves.

    The hardest to place go first; each to the one with the least load, among equals to the one who
    has doubled the first reviewer least (so that pairs mix and severity can be told), then by lot.
    Raises ValueError when two reviewers have one name.
    """
    if len({one.name for one in reviewers}) < len(reviewers):
        raise ValueError("Two reviewers have one name.")
    able = {one.key: [r for r in reviewers if not _bars(r, one, never_own_team)] for one in chosen}
    load = Counter({one.name: one.load for one in reviewers})
    pairs = Counter({_pair(*names): times for names, times in (met or {}).items()})
    given: dict[str, str] = {}
    for one in sorted(chosen, key=lambda one: (len(able[one.key]), one.key)):
        if able[one.key]:
            name = min(
                (r.name for r in able[one.key]),
                key=lambda name: (
                    load[name],
                    pairs[_pair(one.first, name)],
                    _key(seed, "second", one.key, name),
                ),
            )
            load[name] += 1
            pairs[_pair(one.first, name)] += 1
            given[one.key] = name
    left = [one for one in chosen if one.key not in given]
    return Doubling(given, {one.key: _why(reviewers, one, never_own_team) for one in left})


def _bars(reviewer: Second, one: Reviewed, never_own_team: bool) -> Why | None:
    """What keeps the reviewer from this review; None where nothing does."""
    if reviewer.covers is not None and one.team not in reviewer.covers:
        return "nobody_there"
    if reviewer.agent == one.agent:
        return "own_interaction"
    if reviewer.name == one.first or reviewer.name in one.not_by:
        return "reviewed_before"
    return "own_team" if never_own_team and one.team in reviewer.teams else None


def _why(reviewers: Sequence[Second], one: Reviewed, never_own_team: bool) -> Why:
    """What barred the reviewer who came nearest."""
    order: tuple[Why, ...] = ("own_team", "reviewed_before", "own_interaction")
    bars = {_bars(reviewer, one, never_own_team) for reviewer in reviewers}
    return next((why for why in order if why in bars), "nobody_there")


def _pair(one: str, other: str) -> tuple[str, str]:
    return min(one, other), max(one, other)


def _key(seed: int, *names: str) -> int:
    """A number that looks random and is the same on every machine, 0 to 2^64 - 1."""
    text = "\0".join((str(seed), *names))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
