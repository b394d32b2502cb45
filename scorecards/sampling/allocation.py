"""Says how many reviews each agent gets, how many are random, and which strata are merged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from scorecards.sampling.plan_document import Amount, exact
from scorecards.sampling.randomness import Stream

LEAST_RANDOM = Fraction(3, 10)

LONGEST_LABEL = 120
"""Merged strata whose names together are longer are only counted; the draw lists them anyway."""


@dataclass(frozen=True, slots=True)
class Quota:
    """Reviews for an agent, and the chance that the agent was chosen to get any.

    The chance is 1 unless the plan's total is smaller than the number of agents.
    """

    reviews: int
    chance: Fraction = Fraction(1)


def allocate(sizes: Mapping[str, int], amount: Amount, stream: Stream) -> dict[str, Quota]:
    """The quota of each agent, from the size of each agent's frame (all at least 1).

    `per_agent` and `share` (rounded up, so that nobody is left out) apply to each agent. A `total`
    gives everybody one and the rest in proportion to their interactions, by largest remainder; a
    total below the number of agents chooses that many agents at random, one review each.
    """
    if amount.per_agent is not None:
        return {agent: Quota(min(amount.per_agent, size)) for agent, size in sizes.items()}
    if amount.share is not None:
        share = exact(amount.share)
        return {agent: Quota(ceil(share * size)) for agent, size in sizes.items()}
    total = min(amount.total or 0, sum(sizes.values()))
    if total < len(sizes):
        return _some_agents(sorted(sizes), total, stream)
    return {agent: Quota(n) for agent, n in _in_proportion(sizes, total).items()}


def _some_agents(agents: list[str], total: int, stream: Stream) -> dict[str, Quota]:
    keyed = sorted(zip(stream.keys(len(agents)), agents, strict=True))
    chosen = {agent for _, agent in keyed[:total]}
    chance = Fraction(total, len(agents)) if agents else Fraction(1)
    return {agent: Quota(int(agent in chosen), chance) for agent in agents}


def _in_proportion(sizes: Mapping[str, int], total: int) -> dict[str, int]:
    spare = total - len(sizes)
    others = sum(sizes.values()) - len(sizes)
    exact_rest = {a: Fraction(spare * (n - 1), others or 1) for a, n in sizes.items()}
    given = {agent: 1 + floor(rest) for agent, rest in exact_rest.items()}
    remainder = {agent: exact_rest[agent] - floor(exact_rest[agent]) for agent in sizes}
    by_remainder = sorted(sizes, key=lambda agent: (-remainder[agent], agent))
    for agent in by_remainder[: total - sum(given.values())]:
        given[agent] += 1
    return given


def random_part(reviews: int, size: int, risk_share: float, with_risk: int) -> int:
    """How many of an agent's reviews are random: never fewer than ⌈0.3·n⌉, whatever the plan says.

    `size` is the agent's frame, `with_risk` how many of it carry a risk. Whoever has all their
    interactions reviewed has them all in the random part. It depends on the frame alone, never on
    what was drawn, so the random part's probabilities stay exact.
    """
    if reviews >= size:
        return size
    targeted = min(floor(exact(risk_share) * reviews), with_risk)
    return max(reviews - targeted, ceil(LEAST_RANDOM * reviews))


def merged_strata(sizes: Mapping[tuple[str, ...], int], n: int) -> dict[tuple[str, ...], str]:
    """The label under which each stratum is drawn; merged strata share one.

    A stratum whose share of the n random reviews is below one is merged with the other small ones
    and, while their common share is still below one, with the smallest of the rest.
    """
    whole = sum(sizes.values())
    by_size = sorted(sizes, key=lambda stratum: (sizes[stratum], stratum))
    pool: list[tuple[str, ...]] = []
    for stratum in by_size:
        pooled = sum(sizes[s] for s in pool) * n
        if sizes[stratum] * n >= whole and not (pool and pooled < whole):
            break
        pool.append(stratum)
    together = " + ".join(label(stratum) for stratum in sorted(pool))
    if len(together) > LONGEST_LABEL:
        together = f"{len(pool)} small strata"
    return {stratum: together if stratum in pool else label(stratum) for stratum in by_size}


def label(stratum: tuple[str, ...]) -> str:
    """A stratum's values as one text; "?" stands for a value that is not known."""
    return " · ".join(value or "?" for value in stratum) or "all"
