"""Bootstrap intervals: whole interactions are redrawn, since their verdicts belong together."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from scorecards.calibration.rows import Figure, Reason

Floats = NDArray[np.float64]
Statistic = Callable[[Floats], Floats]
"""Takes weights (resamples, subjects), gives one value a resample, NaN where it is undefined."""

RESAMPLES = 2_000
LEAST_SUBJECTS = 10
"""With fewer, redrawing them says too little about those that were not looked at."""

LEAST_DEFINED = 0.9
"""If more resamples than the rest had no value, those with the least variation would be left out
so often that the interval would be off."""

CONFIDENCE = 0.95
AT_ONCE = 1_000_000
"""Weights held in memory at a time."""

LEAVE_ONE_OUT = 1_000
"""From more subjects on, leaving one out changes nothing that would show."""


def figure(statistic: Statistic, subjects: int, *, seed: int) -> Figure:
    """The statistic of all subjects, with its 95 % interval or the reason why there is none.

    The statistic must be defined for all subjects together. The interval is BCa: corrected for
    bias and for a spread that changes with the value (Efron 1987, JASA 82: 171-185).
    """
    value = float(statistic(np.ones((1, subjects)))[0])
    if subjects < LEAST_SUBJECTS:
        return Figure(value, None, None, subjects, "too_few_subjects")
    drawn = np.concatenate([statistic(part) for part in weights(subjects, RESAMPLES, seed)])
    defined = np.sort(drawn[np.isfinite(drawn)])
    if reason := _refusal(defined, len(drawn)):
        return Figure(value, None, None, subjects, reason)
    low, high = _bca(value, defined, _acceleration(statistic, subjects))
    return Figure(value, min(low, value), max(high, value), subjects)


def weights(subjects: int, resamples: int, seed: int) -> Iterator[Floats]:
    """How often each subject was redrawn, (some resamples, subjects), part by part.

    Each line adds up to `subjects`. Uses only raw numbers of PCG64, which numpy promises never to
    change (NEP 19).
    """
    bits = np.random.PCG64(np.random.SeedSequence(seed))
    step = max(1, AT_ONCE // subjects)
    for start in range(0, resamples, step):
        lines = min(step, resamples - start)
        places = (bits.random_raw(lines * subjects) % np.uint64(subjects)).astype(np.int64)
        cells = places + np.repeat(np.arange(lines) * subjects, subjects)
        counts = np.bincount(cells, minlength=lines * subjects).astype(np.float64)
        yield counts.reshape(lines, subjects)


def _refusal(defined: Floats, resamples: int) -> Reason | None:
    if len(defined) < LEAST_DEFINED * resamples:
        return "resamples_without_variation"
    if np.ptp(defined) < 1e-12:
        return "no_disagreement_seen"
    return None


def _bca(value: float, ordered: Floats, acceleration: float) -> tuple[float, float]:
    below = (np.sum(ordered < value - 1e-12) + np.sum(ordered <= value + 1e-12)) / 2
    # A share of 0 or 1 would put the bias at infinity.
    share = np.clip(below / len(ordered), 0.5 / len(ordered), 1 - 0.5 / len(ordered))
    # Imported here because scipy holds 25 MB, which every process would pay.
    from scipy import special

    bias = special.ndtri(share)
    tail = special.ndtri((1 - CONFIDENCE) / 2)
    pull = bias + np.array([tail, -tail])
    places = special.ndtr(bias + pull / (1 - acceleration * pull))
    low, high = np.quantile(ordered, places)
    return float(low), float(high)


def _acceleration(statistic: Statistic, subjects: int) -> float:
    """From the values with one subject left out each; 0 where they do not differ."""
    if subjects > LEAVE_ONE_OUT:
        return 0.0
    without_one = statistic(1.0 - np.eye(subjects))
    defined = without_one[np.isfinite(without_one)]
    if not len(defined):
        return 0.0
    apart = defined.mean() - defined
    square = float(np.sum(apart**2))
    return float(np.sum(apart**3)) / (6 * square**1.5) if square > 1e-24 else 0.0
