"""The population stability index: how far a distribution has moved, and what chance explains."""

from collections.abc import Sequence

import numpy as np
from scipy.stats import chi2

WATCH_PSI = 0.15
REFIT_PSI = 0.20
SURE = 0.95


def psi(reference: Sequence[float], current: Sequence[float]) -> float:
    """Population stability index Σ (c - r)·ln(c/r) of two rows of counts over the same bins.

    Half a count is added to every bin, so that an empty one gives no infinity.
    """
    r = np.asarray(reference, dtype=float) + 0.5
    c = np.asarray(current, dtype=float) + 0.5
    r, c = r / r.sum(), c / c.sum()
    return float(((c - r) * np.log(c / r)).sum())


def psi_by_chance(reference: Sequence[float], current: Sequence[float]) -> float:
    """The index that unchanged work stays under in 95 % of samples of these sizes.

    Over k bins in use the index is about χ²(k - 1)·(1/n + 1/m). Source: B. Yurdakul (2018),
    Statistical Properties of Population Stability Index, Western Michigan University.
    """
    r, c = np.asarray(reference, dtype=float), np.asarray(current, dtype=float)
    used = int(((r + c) > 0).sum())
    if used < 2 or not r.sum() or not c.sum():
        return 0.0
    return float(chi2.ppf(SURE, used - 1) * (1 / r.sum() + 1 / c.sum()))


def drift_state(value: float, chance: float = 0.0) -> str:
    """ "steady" below 0.15 or within chance, "watch" below 0.20, from there on "refit"."""
    if value < WATCH_PSI or value <= chance:
        return "steady"
    return "watch" if value < REFIT_PSI else "refit"
