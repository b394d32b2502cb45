"""Intervals against published figures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecards.sampling.intervals import critical, difference, wilson


def test_quantiles_against_the_printed_tables() -> None:
    assert critical() == pytest.approx(1.959964, abs=1e-6)
    assert critical(4) == pytest.approx(2.776445, abs=1e-6)
    assert critical(30) == pytest.approx(2.042272, abs=1e-6)


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    # Newcombe (1998), Statistics in Medicine 17: 857-872, table I, method 3.
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson(hits: int, n: int, low: float, high: float) -> None:
    assert wilson(hits / n, n) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    # Newcombe (1998), Statistics in Medicine 17: 873-890, table II, method 10.
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_difference(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    (a, m), (b, n) = first, second
    gap, below, above = difference((a / m, *wilson(a / m, m)), (b / n, *wilson(b / n, n)))
    assert (below, above) == pytest.approx((low, high), abs=5e-5)
    assert gap == pytest.approx(a / m - b / n)


@given(st.floats(0, 1), st.floats(0.5, 1e6))
def test_wilson_holds_its_share_and_stays_within_bounds(share: float, n: float) -> None:
    low, high = wilson(share, n)
    assert 0 <= low <= share <= high <= 1
    assert low < high
