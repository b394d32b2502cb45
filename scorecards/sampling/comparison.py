"""Says whether two scores differ, or are a tie; and ranks agents with place ranges, ties named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf, sqrt
from typing import Literal

from scorecards.sampling.estimation import Estimate, NotEnoughEvidence, Spread, mean, spread_of
from scorecards.sampling.intervals import critical, difference
from scorecards.sampling.weighing import Scored

Verdict = Literal["above", "below", "tie"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """first - second with the 95 % interval of that difference; a tie unless it excludes 0."""

    difference: float
    low: float
    high: float
    verdict: Verdict
    first: Estimate
    second: Estimate


@dataclass(frozen=True, slots=True)
class Placed:
    """An agent's place in a ranking, as a range: it ties with all agents named in `ties`.

    `value` is drawn toward the team mean, the more so the less evidence there is; `own` is the
    agent's own mean; `best` and `worst` count from 1.
    """

    agent: str
    value: float
    low: float
    high: float
    own: float
    n: int
    best: int
    worst: int
    ties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Agents by shrunken score, highest first, and those with too little evidence for a place."""

    placed: tuple[Placed, ...]
    team_mean: float | None
    unplaced: Mapping[str, NotEnoughEvidence]


def compare(
    first: Iterable[Scored],
    second: Iterable[Scored],
    *,
    spread: Spread | None = None,
    top: float = 100.0,
) -> Comparison | NotEnoughEvidence:
    """Compares two scores whose evaluations do not overlap: two agents, teams or periods.

    Without the finite-population correction, since the question is how they work and not only how
    these interactions went (Cochran 1977, §2.14). NotEnoughEvidence tells the smaller number.
    """
    one = mean(first, spread=spread, top=top, finite=False)
    two = mean(second, spread=spread, top=top, finite=False)
    lacking = [e for e in (one, two) if isinstance(e, NotEnoughEvidence)]
    if isinstance(one, NotEnoughEvidence) or isinstance(two, NotEnoughEvidence):
        return min(lacking, key=lambda e: e.n)
    gap, low, high = difference((one.value, one.low, one.high), (two.value, two.low, two.high))
    return Comparison(gap, low, high, _verdict(low, high), one, two)


def against_team(
    agent: str, team: Iterable[Scored], *, top: float = 100.0
) -> Comparison | NotEnoughEvidence:
    """An agent against the rest of the team; `team` holds everybody's evaluations."""
    everybody = list(team)
    own = [one for one in everybody if one.agent == agent]
    rest = [one for one in everybody if one.agent != agent]
    return compare(own, rest, spread=spread_of(everybody, top=top), top=top)


def rank(team: Iterable[Scored], *, top: float = 100.0) -> Ranking:
    """Ranks the agents of a team by empirical Bayes.

    Each score is drawn toward the team mean by B = τ²/(τ² + its own error²), where τ², the true
    spread between agents, is estimated by DerSimonian and Laird's moments (1986, Controlled
    Clinical Trials 7: 177-188). Places are ranges: those surely above count for the best place,
    those surely below for the worst. Source: C. N. Morris (1983), JASA 78: 47-55; H. Goldstein
    and D. J. Spiegelhalter (1996), JRSS A 159: 385-443.
    """
    everybody = list(team)
    spread = spread_of(everybody, top=top)
    of_agent: dict[str, list[Scored]] = defaultdict(list)
    for one in everybody:
        of_agent[one.agent].append(one)
    by_agent = {
        agent: mean(of_agent[agent], spread=spread, top=top, finite=False)
        for agent in sorted(of_agent)
    }
    found = {a: e for a, e in by_agent.items() if isinstance(e, Estimate)}
    unplaced = {a: e for a, e in by_agent.items() if isinstance(e, NotEnoughEvidence)}
    if not found:
        return Ranking((), None, unplaced)
    middle, shrunk = _shrink(list(found.values()))
    order = sorted(zip(found, shrunk, strict=True), key=lambda entry: (-entry[1][0], entry[0]))
    placed = [_place(agent, order, found[agent], top) for agent, _ in order]
    return Ranking(tuple(placed), middle, unplaced)


def _verdict(low: float, high: float) -> Verdict:
    if low > 0:
        return "above"
    return "below" if high < 0 else "tie"


def _shrink(found: Sequence[Estimate]) -> tuple[float, list[tuple[float, float]]]:
    """The team mean and, for each agent, (drawn score, its error²)."""
    errors = [estimate.standard_error**2 for estimate in found]
    values = [estimate.value for estimate in found]
    true_spread = _between(values, errors)
    weights = [1 / (true_spread + error) for error in errors]
    middle = sum(w * v for w, v in zip(weights, values, strict=True)) / sum(weights)
    shrunk = []
    for value, error in zip(values, errors, strict=True):
        keep = true_spread / (true_spread + error)
        own = keep * error + (1 - keep) ** 2 / sum(weights)
        shrunk.append((middle + keep * (value - middle), own))
    return middle, shrunk


def _between(values: Sequence[float], errors: Sequence[float]) -> float:
    weights = [1 / error for error in errors]
    total = sum(weights)
    middle = sum(w * v for w, v in zip(weights, values, strict=True)) / total
    q = sum(w * (v - middle) ** 2 for w, v in zip(weights, values, strict=True))
    room = total - sum(w * w for w in weights) / total
    return max(0.0, (q - (len(values) - 1)) / room) if room > 0 else 0.0


def _place(
    agent: str, order: Sequence[tuple[str, tuple[float, float]]], own: Estimate, top: float
) -> Placed:
    value, error = dict(order)[agent]
    above, below, ties = 0, 0, []
    for other, (their, their_error) in order:
        margin = critical(inf) * sqrt(error + their_error)
        if other == agent:
            continue
        if abs(their - value) <= margin:
            ties.append(other)
        elif their > value:
            above += 1
        else:
            below += 1
    half = critical(inf) * sqrt(error)
    return Placed(
        agent,
        value,
        max(0.0, value - half),
        min(max(top, value), value + half),
        own.value,
        own.n,
        1 + above,
        len(order) - below,
        tuple(ties),
    )
