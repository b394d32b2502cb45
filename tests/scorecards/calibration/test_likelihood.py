"""The restricted likelihood and its derivatives against the definitions, with dense matrices."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecards.calibration.equations import Equations, Floats
from scorecards.calibration.likelihood import EDGE, Point
from tests.scorecards.calibration.designs import Design, design

NAMES = ("agent", "reviewer", "question")
variances = st.tuples(*[st.floats(0.05, 40)] * 4)


def point(one: Design, at: tuple[float, ...]) -> Point:
    return Point(Equations(one.y, one.factors()), NAMES, np.array(at))


def dense(one: Design, at: tuple[float, ...]) -> tuple[Floats, list[Floats], float]:
    """P, the matrices of the components, and the logarithm of the restricted likelihood."""
    parts = [
        np.eye(n)[codes] for n, codes in ((9, one.agent), (4, one.reviewer), (3, one.question))
    ]
    matrices = [*(part @ part.T for part in parts), np.eye(len(one.y))]
    whole = sum(size * matrix for size, matrix in zip(at, matrices, strict=True))
    inverse, ones = np.linalg.inv(whole), np.ones((len(one.y), 1))
    middle = ones.T @ inverse @ ones
    p = inverse - inverse @ ones @ np.linalg.inv(middle) @ ones.T @ inverse
    parts_of = np.linalg.slogdet(whole)[1] + np.linalg.slogdet(middle)[1] + one.y @ p @ one.y
    return p, matrices, -float(parts_of) / 2


@settings(max_examples=25)
@given(st.integers(0, 1000), variances)
def test_height(seed: int, at: tuple[float, ...]) -> None:
    one = design(seed)
    assert point(one, at).height == pytest.approx(dense(one, at)[2])


@settings(max_examples=25)
@given(st.integers(0, 1000), variances)
def test_slope(seed: int, at: tuple[float, ...]) -> None:
    one = design(seed)
    p, matrices, _ = dense(one, at)
    expected = [-(np.trace(p @ m) - one.y @ p @ m @ p @ one.y) / 2 for m in matrices]
    assert point(one, at).slope == pytest.approx(expected)


@settings(max_examples=25)
@given(st.integers(0, 1000), variances)
def test_information(seed: int, at: tuple[float, ...]) -> None:
    one = design(seed)
    p, matrices, _ = dense(one, at)
    moved = [m @ p @ one.y for m in matrices]
    expected = [[a @ p @ b / 2 for a in moved] for b in moved]
    assert point(one, at).information == pytest.approx(np.array(expected))


@settings(max_examples=25)
@given(st.integers(0, 1000), variances)
def test_expectation_never_goes_down(seed: int, at: tuple[float, ...]) -> None:
    here = point(design(seed), at)
    after = Point(here.equations, NAMES, here.expectation())
    assert after.height >= here.height - 1e-9


def test_slope_at_the_edge_tells_whether_to_leave_it() -> None:
    one = design(4)
    p, matrices, _ = dense(one, (EDGE, 3.0, 2.0, 50.0))
    expected = -(np.trace(p @ matrices[0]) - one.y @ p @ matrices[0] @ p @ one.y) / 2
    here = point(one, (0.0, 3.0, 2.0, 50.0))
    assert here.slope[0] == pytest.approx(expected, rel=1e-5)
    assert here.free.tolist() == [expected > 0, True, True, True]
