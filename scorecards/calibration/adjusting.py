"""Agents' mean points as if every reviewer of their group had judged all of their work."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from scorecards.calibration.eligibility import Group, agent_groups
from scorecards.calibration.equations import Equations, Floats, Ints, Sparse, indicators
from scorecards.calibration.posterior import shrink
from scorecards.calibration.reml import Fit
from scorecards.calibration.scores import AGENT, QUESTION, REVIEWER, Coded, Least
from scorecards.calibration.strictness import Adjusted, NotEstimable, Points

Z95 = 1.959963984540054
Placed = Sequence[int | None]
"""The group of each agent; None where their reviewers are not of one."""


def adjust(
    coded: Coded, groups: Sequence[Group], found: Fit, spread: float, least: Least
) -> dict[str, Adjusted | NotEstimable]:
    """By agent's name; `spread` is the standard deviation among reviewers, in points.

    An agent keeps the questions that they were asked; only reviewers are levelled.
    """
    placed = agent_groups(coded, groups)
    means, errors, strict = _means(coded, groups, placed, found, spread**2 / found.residual)
    shrunk = _shrunk(coded, means, errors, placed)
    raw = np.bincount(coded.agent, coded.values) / np.bincount(coded.agent)
    adjusted: dict[str, Adjusted | NotEstimable] = {}
    for number, name in enumerate(coded.agents):
        n, group = int(coded.evaluations_of_agents[number]), placed[number]
        if n < least.per_agent:
            adjusted[name] = NotEstimable("too_few_evaluations", n, least.per_agent)
        elif group is None:
            adjusted[name] = NotEstimable("reviewers_not_comparable", n)
        else:
            half = Z95 * errors[number]
            own = _points(means[number], means[number] - half, means[number] + half)
            mean, strictness = float(raw[number]), float(strict[number])
            adjusted[name] = Adjusted(mean, own, shrunk[number], strictness, n, group)
    return adjusted


def _means(
    coded: Coded, groups: Sequence[Group], placed: Placed, found: Fit, ratio: float
) -> tuple[Floats, Floats, Floats]:
    """Each agent's mean, its standard error, and how strict their reviewers were, (agents,)."""
    centre = float(coded.values.mean())
    equations = Equations(coded.values - centre, coded.factors(agents_fixed=True))
    solution = equations.solve({**found.ratios, REVIEWER: ratio})
    wanted = _combinations(coded, groups, placed, equations)
    reviewers = solution.effects[equations.parts[REVIEWER]]
    strict = (_levels(coded, groups, placed) - _met(coded, coded.reviewer)) @ reviewers
    errors = np.sqrt(found.residual * solution.variances(wanted))
    return centre + wanted @ solution.effects, errors, strict


def _shrunk(coded: Coded, means: Floats, errors: Floats, placed: Placed) -> list[Points]:
    """Means drawn to that of their group, by agent.

    Each by its own error alone: agents drawn together through the reviewers they share would be
    wrong wherever reviewers are given agents of unlike strength.
    """
    shrunk = [Points(0, 0, 0)] * len(means)
    for group in {place for place in placed if place is not None}:
        here = [number for number, place in enumerate(placed) if place == group]
        found = shrink(means[here], errors[here], float(np.ptp(coded.values)) / 2)
        for number, *sides in zip(here, found.means, found.lows, found.highs, strict=True):
            shrunk[number] = _points(*sides)
    return shrunk


def _points(mean: float, low: float, high: float) -> Points:
    """Cut off where there are no points."""
    return Points(*(float(np.clip(side, 0, 100)) for side in (mean, low, high)))


def _combinations(
    coded: Coded, groups: Sequence[Group], placed: Placed, equations: Equations
) -> Sparse:
    """Which effects add up to each agent's mean, (agents, width)."""
    count = len(coded.agents)
    blocks = {
        AGENT: sparse.eye(count),
        REVIEWER: _levels(coded, groups, placed),
        QUESTION: _met(coded, coded.question),
    }
    return sparse.hstack(
        [
            sparse.csr_matrix(blocks.get(name, sparse.csr_matrix((count, part.stop - part.start))))
            for name, part in sorted(equations.parts.items(), key=lambda item: item[1].start)
        ],
        format="csr",
    )


def _levels(coded: Coded, groups: Sequence[Group], placed: Placed) -> Sparse:
    """The same part of every reviewer of an agent's group, (agents, reviewers)."""
    parts = np.zeros((len(groups) + 1, len(coded.reviewers)))
    for place, group in enumerate(groups):
        parts[place, list(group)] = 1 / len(group)
    return sparse.csr_matrix(parts[[len(groups) if p is None else p for p in placed]])


def _met(coded: Coded, codes: Ints) -> Sparse:
    """The part that each level has in an agent's rows, (agents, levels)."""
    counts = indicators(coded.agent).T @ indicators(codes)
    return sparse.diags(1 / np.bincount(coded.agent)) @ counts
