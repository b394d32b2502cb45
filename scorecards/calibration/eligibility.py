"""Decides whose severity can be estimated from the rows at hand, and says why not."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scorecards.calibration.scores import Coded, Least
from scorecards.calibration.strictness import NotEstimable, Why

Group = tuple[int, ...]


def refusal(coded: Coded, least: Least) -> NotEstimable | None:
    """Why these rows carry no severity of anybody; None where they do."""
    n = len(coded.evaluations[0])
    if not n:
        return NotEstimable("no_scores")
    there: tuple[tuple[Why, int, int], ...] = (
        ("too_few_reviewers", len(coded.reviewers), least.reviewers),
        ("too_few_agents", len(coded.agents), least.agents),
        ("too_few_evaluations", n, least.evaluations),
    )
    for why, count, needed in there:
        if count < needed:
            return NotEstimable(why, count, needed)
    if np.ptp(coded.values) < 1e-9:
        return NotEstimable("no_variation", n)
    if not groups(coded, least):
        return _nearest(coded, least)
    return None


def groups(coded: Coded, least: Least) -> list[Group]:
    """Sets of reviewers who can be compared and have reviewed enough, largest first."""
    return [group for group in _kept(coded, least) if len(group) >= least.reviewers]


def reviewer_refusal(coded: Coded, number: int, least: Least) -> NotEstimable:
    """Why a reviewer outside all groups is there."""
    evaluations = int(np.sum(coded.evaluations[1] == number))
    shared = int(coded.linked_evaluations[number])
    if evaluations < least.per_reviewer:
        return NotEstimable("too_few_reviews", evaluations, least.per_reviewer)
    if _size(coded.linked, number) < least.reviewers:
        return NotEstimable("shares_no_agents", evaluations)
    if shared < least.per_reviewer:
        return NotEstimable("too_few_shared", shared, least.per_reviewer)
    if _size(coded.comparable, number) < least.reviewers:
        return NotEstimable("own_questions", evaluations)
    return NotEstimable("too_few_reviewers", _size(_kept(coded, least), number), least.reviewers)


def agent_groups(coded: Coded, found: Sequence[Group]) -> list[int | None]:
    """The group that all of an agent's reviewers are of, by agent; None where there is none.

    A reviewer with too few evaluations belongs to no group, but to the comparable set of one.
    """
    group_of = np.full(len(coded.reviewers), -1)
    for place, group in enumerate(found):
        wide = next(wide for wide in coded.comparable if group[0] in wide)
        group_of[list(wide)] = place
    lowest = np.full(len(coded.agents), len(found))
    highest = np.full(len(coded.agents), -1)
    agent, reviewer = coded.evaluations
    np.minimum.at(lowest, agent, group_of[reviewer])
    np.maximum.at(highest, agent, group_of[reviewer])
    return [
        int(low) if low == high and low >= 0 else None
        for low, high in zip(lowest, highest, strict=True)
    ]


def _kept(coded: Coded, least: Least) -> list[Group]:
    """Comparable sets without those who have reviewed too little."""
    enough = coded.linked_evaluations >= least.per_reviewer
    return [tuple(number for number in group if enough[number]) for group in coded.comparable]


def _size(sets: Sequence[Group], number: int) -> int:
    return next(len(group) for group in sets if number in group)


def _nearest(coded: Coded, least: Least) -> NotEstimable:
    """The reason of the reviewer who came nearest to being estimable."""
    order: tuple[Why, ...] = (
        "too_few_reviewers",
        "own_questions",
        "too_few_shared",
        "shares_no_agents",
        "too_few_reviews",
    )
    found = [reviewer_refusal(coded, number, least) for number in range(len(coded.reviewers))]
    return min(found, key=lambda one: (order.index(one.why), -one.n))
