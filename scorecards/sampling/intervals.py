"""Intervals for a share, for the difference of two estimates, and the quantiles behind them."""

from __future__ import annotations

from math import inf, sqrt
from statistics import NormalDist

CONFIDENCE = 0.95


def critical(df: float = inf) -> float:
    """The two-sided 95 % point of Student's t with `df` degrees of freedom; 1.96 for infinity."""
    if df == inf:
        return NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    # Imported here because scipy takes half a second, which every command would pay.
    from scipy import special

    return float(special.stdtrit(df, (1 + CONFIDENCE) / 2))


def wilson(share: float, n: float, quantile: float | None = None) -> tuple[float, float]:
    """Wilson's score interval for a share of `n` observations, within 0 to 1.

    `n` may be an effective number, not whole. Source: E. B. Wilson (1927), JASA 22: 209-212.
    """
    z2 = (critical() if quantile is None else quantile) ** 2
    centre = share + z2 / (2 * n)
    half = sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n * n)))
    low, high = ((centre + side * half) / (1 + z2 / n) for side in (-1, 1))
    # At 0 and 1 the bound is the share itself; rounding must not move it past.
    return min(max(low, 0.0), share), max(min(high, 1.0), share)


def difference(
    first: tuple[float, float, float], second: tuple[float, float, float]
) -> tuple[float, float, float]:
    """first - second with its interval, from two independent (value, low, high).

    It adds the squared arms of the two intervals that point the same way, so that lopsided
    intervals stay lopsided. Sources: R. G. Newcombe (1998), Statistics in Medicine 17: 873-890,
    method 10; G. Y. Zou and A. Donner (2008), Statistics in Medicine 27: 1693-1702.
    """
    (one, one_low, one_high), (two, two_low, two_high) = first, second
    gap = one - two
    down = sqrt((one - one_low) ** 2 + (two_high - two) ** 2)
    up = sqrt((one_high - one) ** 2 + (two - two_low) ** 2)
    return gap, gap - down, gap + up
