"""Says whether coaching changed an agent's scores, beside what happened to uncoached colleagues."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from statistics import fmean
from typing import Literal

from scorecards.sampling.estimation import Estimate, Spread, mean, spread_of
from scorecards.sampling.intervals import critical
from scorecards.sampling.weighing import Scored

LEAST_COLLEAGUES = 6
"""Fewer colleagues than this do not show what would have happened without coaching."""

Verdict = Literal["better", "worse", "cannot tell yet"]
Reason = Literal["few before", "few after", "few colleagues", "may be chance"]
BeforeAfter = tuple[Iterable[Scored], Iterable[Scored]]


@dataclass(frozen=True, slots=True)
class Effect:
    """The change beyond what was to be expected, in points, with its 95 % interval.

    `change` is after - before; `expected` the change of an uncoached colleague who began at the
    same score. None where the data do not carry it; `reason` says why nothing can be told.
    """

    verdict: Verdict
    reason: Reason | None
    n_before: int
    n_after: int
    colleagues: int
    change: float | None = None
    expected: float | None = None
    difference: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class _Course:
    """One person's score before, its change, and the error² of that change."""

    before: float
    change: float
    error: float


def effect(
    before: Iterable[Scored],
    after: Iterable[Scored],
    *,
    colleagues: Mapping[str, BeforeAfter],
    top: float = 100.0,
) -> Effect:
    """Difference in differences with the regression to the mean taken out.

    `colleagues` holds (before, after) of comparable agents who had no coaching in the same weeks;
    those with too little evidence are left out. The colleagues' changes are regressed on their
    scores before, and the coached agent is compared with that line at their own score before:
    whoever begins low by chance rises by chance, and the line has that in it. The interval is one
    of prediction, with t and J - 2 degrees of freedom. Source: J. D. Angrist and J.-S. Pischke,
    Mostly Harmless Econometrics (2009), §5.2 to 5.4; A. G. Barnett, J. C. van der Pols and
    A. J. Dobson (2005), Int. J. Epidemiology 34: 215-220.
    """
    own = list(before), list(after)
    others = {name: (list(b), list(a)) for name, (b, a) in colleagues.items()}
    spread = spread_of(_apart(own, others), top=top)
    counts = _counting(own[0]), _counting(own[1])
    courses = [c for c in (_course(b, a, spread, top) for b, a in others.values()) if c]
    coached = _course(*own, spread, top)
    if coached is None:
        few_before = not isinstance(mean(own[0], top=top), Estimate)
        reason: Reason = "few before" if few_before else "few after"
        return Effect("cannot tell yet", reason, *counts, len(courses))
    if len(courses) < LEAST_COLLEAGUES:
        return Effect("cannot tell yet", "few colleagues", *counts, len(courses), coached.change)
    expected, error = _expected(coached, courses)
    gap, half = coached.change - expected, critical(len(courses) - 2) * sqrt(error)
    verdict: Verdict = "cannot tell yet"
    if abs(gap) > half:
        verdict = "better" if gap > 0 else "worse"
    return Effect(
        verdict,
        "may be chance" if verdict == "cannot tell yet" else None,
        *counts,
        len(courses),
        coached.change,
        expected,
        gap,
        gap - half,
        gap + half,
    )


def _counting(scored: list[Scored]) -> int:
    return sum(one.value is not None for one in scored)


def _apart(
    own: tuple[list[Scored], list[Scored]],
    others: Mapping[str, tuple[list[Scored], list[Scored]]],
) -> list[Scored]:
    """All evaluations, with before and after as if of two agents: a change is not spread."""
    return [
        Scored(one.value, one.pi, one.stratum, f"{person}/{time}", one.stratum_size)
        for person, pair in enumerate([own, *others.values()])
        for time, part in enumerate(pair)
        for one in part
    ]


def _course(
    before: list[Scored], after: list[Scored], spread: Spread, top: float
) -> _Course | None:
    first = mean(before, spread=spread, top=top, finite=False)
    second = mean(after, spread=spread, top=top, finite=False)
    if not isinstance(first, Estimate) or not isinstance(second, Estimate):
        return None
    error = first.standard_error**2 + second.standard_error**2
    return _Course(first.value, second.value - first.value, error)


def _expected(coached: _Course, courses: list[_Course]) -> tuple[float, float]:
    """The change to be expected at the coached agent's score before, and the error² around it.

    A single agent's error is the colleagues' scatter around the line or, if that is greater (the
    agent was reviewed less often than they), what the agent's own reviews leave open.
    """
    centre, middle = fmean(c.before for c in courses), fmean(c.change for c in courses)
    breadth = sum((c.before - centre) ** 2 for c in courses)
    slope = _slope(courses, centre, middle, breadth)
    scatter = sum((c.change - middle - slope * (c.before - centre)) ** 2 for c in courses) / (
        len(courses) - 2
    )
    away = coached.before - centre
    of_line = scatter * (1 / len(courses) + (away**2 / breadth if breadth else 0.0))
    return middle + slope * away, max(scatter, coached.error) + of_line


def _slope(courses: list[_Course], centre: float, middle: float, breadth: float) -> float:
    """Between -1 (scores before were all chance) and 0 (none of it): nothing else is regression."""
    together = sum((c.before - centre) * (c.change - middle) for c in courses)
    return min(0.0, max(-1.0, together / breadth)) if breadth else 0.0
