"""Estimates how strict each reviewer is, and what agents' scores would be without it.

    points = agent + reviewer + question + interaction + rest

All are random effects, their variances estimated by REML. Reviewers are then compared *within
agents*: whoever happened to be given weaker agents must not look strict for it, so agents' own
levels are left free there, and only what reviewers make of the same agents counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from scipy import linalg, sparse
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped] # ships no types

from scorecards.calibration.adjusting import adjust
from scorecards.calibration.eligibility import Group, groups, refusal, reviewer_refusal
from scorecards.calibration.equations import Equations
from scorecards.calibration.posterior import Effects, integrate
from scorecards.calibration.reml import Fit, fit
from scorecards.calibration.rows import Score
from scorecards.calibration.scores import REVIEWER, Coded, Least
from scorecards.calibration.strictness import NotEstimable, Severity, Strictness

LEAST = Least()


def severity(rows: Iterable[Score], least: Least = LEAST) -> Severity | NotEstimable:
    """Fit the model to the rows; `least` says how many are needed of each.

    Raises ValueError when an interaction has two agents, or a reviewer answered a question twice.
    """
    coded = Coded(rows)
    if missing := refusal(coded, least):
        return missing
    # The matrices are small: more threads would wait for each other longer than they work.
    with threadpool_limits(1):
        return _estimate(coded, groups(coded, least), least)


def _estimate(coded: Coded, found_groups: Sequence[Group], least: Least) -> Severity | NotEstimable:
    found = fit(coded.values, coded.factors(agents_fixed=False))
    if not found.converged:
        return NotEstimable("not_settled", len(coded.evaluations[0]))
    effects = _within_agents(coded, found_groups, found)
    return Severity(
        _reviewers(coded, found_groups, effects, least),
        adjust(coded, found_groups, found, effects.spread[0], least),
        found,
        effects.spread,
        tuple(tuple(coded.reviewers[n] for n in group) for group in found_groups),
        len(coded.values),
    )


def _within_agents(coded: Coded, found_groups: Sequence[Group], found: Fit) -> Effects:
    """Reviewers' effects less the mean of their group; lines of reviewers without group are 0."""
    size, residual = len(coded.reviewers), found.residual
    centred = coded.values - coded.values.mean()
    equations = Equations(centred, coded.factors(agents_fixed=True))
    solution, part = equations.solve({**found.ratios, REVIEWER: 1.0}), equations.parts[REVIEWER]
    own = sparse.eye(equations.width, format="csr")[part]
    whole = linalg.inv(residual * solution.covariance(own))
    right = whole @ solution.effects[part]
    contrasts = np.zeros((size, size))
    for group in found_groups:
        contrasts[np.ix_(group, group)] = np.eye(len(group)) - 1 / len(group)
    # What the data say is what the solution says less what its own prior, N(0, residual), said.
    greatest = float(np.ptp(coded.values)) / 2
    return integrate(whole - np.eye(size) / residual, right, contrasts, greatest)


def _reviewers(
    coded: Coded, found_groups: Sequence[Group], effects: Effects, least: Least
) -> dict[str, Strictness | NotEstimable]:
    group_of = {number: place for place, group in enumerate(found_groups) for number in group}
    evaluations = np.bincount(coded.evaluations[1], minlength=len(coded.reviewers))
    return {
        name: Strictness(
            -float(effects.means[number]),
            -float(effects.highs[number]),
            -float(effects.lows[number]),
            int(evaluations[number]),
            group_of[number],
        )
        if number in group_of
        else reviewer_refusal(coded, number, least)
        for number, name in enumerate(coded.reviewers)
    }
