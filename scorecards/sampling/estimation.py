"""Estimates scores and rates from random reviews, with honest 95 % intervals.

The mean is Hájek's design-weighted mean, its variance that of stratified sampling with the
finite-population correction, its interval Wilson's with an effective number of reviews. Why, and
how well it holds, is in docs/formulas.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import inf, sqrt
from statistics import fmean

from scorecards.sampling.intervals import critical, wilson
from scorecards.sampling.weighing import AgentCells, Scored, weigh

NEEDED = 5
"""Fewer counting evaluations than this give no score."""

PEERS_WEIGH = 8
"""The team's usual spread counts as much as this many degrees of freedom of an agent's own."""

LEAST_WITHIN = 4
"""Degrees of freedom within strata below which the strata are collapsed (Cochran 1977, §5A.12)."""


@dataclass(frozen=True, slots=True)
class NotEnoughEvidence:
    """There are too few counting evaluations for a score."""

    n: int
    needed: int = NEEDED


@dataclass(frozen=True, slots=True)
class Estimate:
    """A score or rate with its 95 % interval, in the unit of the values.

    `n` counting evaluations speak for `population` interactions. `census` = all of them were read,
    so nothing is left to the chance of drawing. `standard_error` is for combining estimates.
    """

    value: float
    low: float
    high: float
    n: int
    population: float
    standard_error: float
    df: float
    census: bool = False


@dataclass(frozen=True, slots=True)
class Spread:
    """How much single scores of the same agent usually differ.

    `variance` is pooled within agents on a scale of 0 to 1; `dispersion` is its part of the most
    that scores with these means can have, m·(1 - m); `df` are the degrees of freedom behind it.
    """

    variance: float
    dispersion: float
    df: int


def spread_of(scored: Iterable[Scored], *, top: float = 100.0) -> Spread:
    """The usual spread in a team, to be handed to `mean` for each of its agents."""
    agents = weigh(scored)
    return _spread(agents, _top(agents, top))


def mean(
    scored: Iterable[Scored],
    *,
    spread: Spread | None = None,
    top: float = 100.0,
    finite: bool = True,
) -> Estimate | NotEnoughEvidence:
    """The mean score of what the reviews were drawn from: an agent's, a team's, a question's.

    Values lie between 0 and `top` (a greater value, possible without a cap, raises it). `spread`
    steadies the interval of an agent with few reviews; several agents steady each other. `finite`
    False leaves out the finite-population correction, for questions about how somebody works
    and not about the interactions of this period alone (Cochran 1977, §2.14).
    """
    agents = weigh(scored)
    n = sum(len(agent.values) for agent in agents)
    if n < NEEDED:
        return NotEnoughEvidence(n)
    top = _top(agents, top)
    peers = spread or (_spread(agents, top) if len(agents) > 1 else None)
    return _estimate(agents, n, top, [_own(agent, peers, top, finite) for agent in agents])


def rate(scored: Iterable[Scored]) -> Estimate | NotEnoughEvidence:
    """The rate of what happened (value 1) or not (0): Wilson's interval with design weights.

    The effective number of reviews is Kish's, (Σw)²/Σw², raised by the finite-population
    correction (Kish 1965, §11.7; Korn and Graubard 1998, Survey Methodology 24: 193-201).
    """
    agents = weigh(scored)
    n = sum(len(agent.values) for agent in agents)
    if n < NEEDED:
        return NotEnoughEvidence(n)
    leverage = _leverage(agents, finite=True)
    return _interval(agents, n, 1.0, leverage, dispersion=1.0, df=inf)


@dataclass(frozen=True, slots=True)
class _Own:
    """One agent's part in an estimate, on a scale of 0 to 1."""

    leverage: float
    variance: float
    dispersion: float
    df: float


def _top(agents: Sequence[AgentCells], top: float) -> float:
    return max([top, *(value for agent in agents for value in agent.values)])


def _spread(agents: Sequence[AgentCells], top: float) -> Spread:
    several = [agent for agent in agents if len(agent.values) > 1]
    if not several:
        return Spread(0.0, 1.0, 0)
    parts = [_squares(agent, top) for agent in several]
    df = sum(d for _, d in parts)
    squares = sum(s for s, _ in parts)
    room = sum(d * _room(agent, top) for agent, (_, d) in zip(several, parts, strict=True))
    return Spread(squares / df, min(1.0, squares / room) if room else 1.0, df)


def _squares(agent: AgentCells, top: float) -> tuple[float, int]:
    """Sum of squares and degrees of freedom, within strata if they allow it, else over all."""
    within = [cell.values for cell in agent.cells]
    if sum(len(values) - 1 for values in within) < LEAST_WITHIN:
        within = [agent.values]
    squares = sum(sum((v - fmean(values)) ** 2 for v in values) for values in within)
    return squares / top**2, sum(len(values) - 1 for values in within)


def _room(agent: AgentCells, top: float) -> float:
    """The most variance that values with the agent's mean can have (Bhatia and Davis 2000)."""
    middle = fmean(agent.values) / top
    return middle * (1 - middle)


def _own(agent: AgentCells, peers: Spread | None, top: float, finite: bool) -> _Own:
    """The agent's variance and dispersion, moderated by the team's (Smyth 2004)."""
    squares, df = _squares(agent, top)
    room = _room(agent, top)
    lent = min(PEERS_WEIGH, peers.df) if peers else 0
    usual = peers if peers else Spread(0.0, 0.0, 0)
    variance = (squares + lent * usual.variance) / (df + lent) if df + lent else 0.0
    heard = df if room > 0 else 0
    dispersion = (squares / room if heard else 0.0) + lent * usual.dispersion
    dispersion = dispersion / (heard + lent) if heard + lent else 0.0
    return _Own(agent.leverage(finite=finite), variance, dispersion, float(df + lent))


def _estimate(agents: Sequence[AgentCells], n: int, top: float, own: Sequence[_Own]) -> Estimate:
    size = sum(agent.size for agent in agents)
    parts = [(a.size / size) ** 2 * o.leverage for a, o in zip(agents, own, strict=True)]
    leverage = sum(parts)
    if len(own) == 1:
        dispersion, variance, df = own[0].dispersion, own[0].variance * leverage, own[0].df
    else:
        terms = [part * o.variance for part, o in zip(parts, own, strict=True)]
        variance = sum(terms)
        middle = _mean(agents) / top
        room = leverage * middle * (1 - middle)
        dispersion = variance / room if room else 0.0
        df = _satterthwaite(terms, [o.df for o in own])
    return _interval(agents, n, top, leverage, min(1.0, dispersion), df, variance)


def _satterthwaite(terms: Sequence[float], dfs: Sequence[float]) -> float:
    """The degrees of freedom of a sum of variances (Satterthwaite 1946; Cochran 1977, eq. 5.16)."""
    below = sum(term**2 / df for term, df in zip(terms, dfs, strict=True) if df)
    return sum(terms) ** 2 / below if below else inf


def _interval(
    agents: Sequence[AgentCells],
    n: int,
    top: float,
    leverage: float,
    dispersion: float,
    df: float,
    variance: float | None = None,
) -> Estimate:
    value, size = _mean(agents), sum(agent.size for agent in agents)
    if leverage == 0:
        return Estimate(value, value, value, n, size, 0.0, inf, census=True)
    if dispersion <= 0:
        # Not one score differs: nothing is known of the spread, so assume the most there can be.
        dispersion, df = 1.0, inf
    share = min(value / top, 1.0)
    low, high = wilson(share, 1 / (leverage * dispersion), critical(df))
    if not variance:
        # Agresti and Coull's two successes and two failures keep this above 0 at the ends.
        near = (share * n + 2) / (n + 4)
        variance = near * (1 - near) * dispersion * leverage
    return Estimate(value, low * top, high * top, n, size, sqrt(variance) * top, df)


def _mean(agents: Sequence[AgentCells]) -> float:
    middle = sum(a.size * a.mean for a in agents) / sum(a.size for a in agents)
    # Rounding must not move a mean past what it is the mean of: 100 stays 100.
    values = [value for agent in agents for value in agent.values]
    return min(max(middle, min(values)), max(values))


def _leverage(agents: Sequence[AgentCells], *, finite: bool) -> float:
    size = sum(agent.size for agent in agents)
    return sum((a.size / size) ** 2 * a.leverage(finite=finite) for a in agents)
