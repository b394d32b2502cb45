"""Gives each counting evaluation its weight, and says how much a weighted mean leaves to chance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scored:
    """A drawn interaction of the random pool.

    `value` is its score, or None when it was drawn but does not count (skipped, not yet reviewed,
    no score): its weight then goes to the others of its agent and stratum. Leave out what should
    not have been in the population, and what a reserve item already replaces. `stratum` names the
    draw and the stratum together; `stratum_size` is how many interactions it had in the frame.
    """

    value: float | None
    pi: float
    stratum: str
    agent: str
    stratum_size: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """The counting values of one agent and stratum; each pair is (value, share of the cell).

    `size` is the number of interactions that the cell speaks for.
    """

    values: tuple[float, ...]
    shares: tuple[float, ...]
    size: float

    @property
    def mean(self) -> float:
        return sum(v * s for v, s in zip(self.values, self.shares, strict=True))

    @property
    def unread(self) -> float:
        """1 - f, the part of the cell that nobody has read (the finite-population correction)."""
        return max(0.0, 1 - len(self.values) / self.size)


@dataclass(frozen=True, slots=True)
class AgentCells:
    """All cells of one agent that hold a counting value; at least one."""

    agent: str
    cells: tuple[Cell, ...]

    @property
    def size(self) -> float:
        return sum(cell.size for cell in self.cells)

    @property
    def values(self) -> tuple[float, ...]:
        return tuple(value for cell in self.cells for value in cell.values)

    @property
    def mean(self) -> float:
        return sum(cell.size * cell.mean for cell in self.cells) / self.size

    def leverage(self, *, finite: bool) -> float:
        """The mean's variance when each value has variance 1; 1/n for a simple random sample.

        `finite` applies the finite-population correction of each stratum.
        """
        return sum(
            (cell.size / self.size) ** 2
            * sum(share**2 for share in cell.shares)
            * (cell.unread if finite else 1.0)
            for cell in self.cells
        )


def weigh(scored: Iterable[Scored]) -> list[AgentCells]:
    """The cells of each agent with a counting value, by agent name.

    A stratum speaks for its size in the frame where that is known, else for the sum of 1/π over all
    that was drawn from it. A stratum without any counting value hands its size to the other strata
    of its agent, in proportion. Raises ValueError for a π outside (0, 1] or a negative value.
    """
    by_agent: dict[str, dict[str, list[Scored]]] = defaultdict(lambda: defaultdict(list))
    for one in scored:
        if not 0 < one.pi <= 1:
            raise ValueError("An inclusion probability is above 0 and at most 1.")
        if one.value is not None and one.value < 0:
            raise ValueError("A score is at least 0.")
        by_agent[one.agent][one.stratum].append(one)
    weighed = (_agent(agent, list(by_agent[agent].values())) for agent in sorted(by_agent))
    return [agent for agent in weighed if agent.cells]


def weights(scored: Sequence[Scored]) -> list[float]:
    """How many interactions each of them speaks for, in their order; 0 for what does not count.

    Σ weight·value / Σ weight is the mean of all of them. Raises ValueError as `weigh` does.
    """
    sizes = {agent.agent: [cell.size for cell in agent.cells] for agent in weigh(scored)}
    parts: dict[tuple[str, str], float] = defaultdict(float)
    for one in scored:
        if one.value is not None:
            parts[one.agent, one.stratum] += 1 / one.pi
    # `weigh` keeps the strata of an agent in the order in which the first of each came.
    order: dict[tuple[str, str], None] = dict.fromkeys((one.agent, one.stratum) for one in scored)
    left = {agent: iter(own) for agent, own in sizes.items()}
    size_of = {cell: next(left[cell[0]]) for cell in order if cell in parts}
    return [
        0.0
        if one.value is None
        else size_of[one.agent, one.stratum] / one.pi / parts[one.agent, one.stratum]
        for one in scored
    ]


def _agent(agent: str, strata: Sequence[Sequence[Scored]]) -> AgentCells:
    sizes = [_size(stratum) for stratum in strata]
    counting = [any(one.value is not None for one in stratum) for stratum in strata]
    heard = sum(size for size, counts in zip(sizes, counting, strict=True) if counts)
    scale = sum(sizes) / heard if heard else 0.0
    return AgentCells(
        agent,
        tuple(
            _cell(stratum, size * scale)
            for stratum, size, counts in zip(strata, sizes, counting, strict=True)
            if counts
        ),
    )


def _size(stratum: Sequence[Scored]) -> float:
    known = next((one.stratum_size for one in stratum if one.stratum_size is not None), None)
    return float(known) if known is not None else sum(1 / one.pi for one in stratum)


def _cell(stratum: Sequence[Scored], size: float) -> Cell:
    pairs = sorted((one.value, 1 / one.pi) for one in stratum if one.value is not None)
    total = sum(weight for _, weight in pairs)
    return Cell(
        tuple(value for value, _ in pairs),
        tuple(weight / total for _, weight in pairs),
        max(size, float(len(pairs))),
    )
