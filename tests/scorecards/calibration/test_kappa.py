"""Kappa against published tables, against scikit-learn, and at its edges."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from scorecards.calibration.kappa import PairKappa, Weighting, kappa, kappas_of_pairs, mean_kappa
from scorecards.calibration.rows import Figure, Row, Undefined
from tests.scorecards.calibration.published import DIAGNOSES, FUN, XEROMAMMOGRAMS, pairs, rows

WEIGHTS = {"none": None, "linear": "linear", "quadratic": "quadratic"}


def value(figure: Figure | Undefined) -> float:
    assert isinstance(figure, Figure)
    return figure.value


def test_cohens_diagnoses() -> None:
    assert round(value(kappa(pairs(DIAGNOSES), seed=1)), 3) == 0.492


@pytest.mark.parametrize(
    ("weighting", "published"), [("none", 0.47), ("linear", 0.57), ("quadratic", 0.67)]
)
def test_altmans_radiologists(weighting: Weighting, published: float) -> None:
    assert round(value(kappa(pairs(XEROMAMMOGRAMS), weighting, seed=1)), 2) == published


@pytest.mark.parametrize(("weighting", "published"), [("none", 0.1293), ("linear", 0.2374)])
def test_husbands_and_wives(weighting: Weighting, published: float) -> None:
    assert round(value(kappa(pairs(FUN), weighting, seed=1)), 4) == published


def test_interval_is_near_the_published_standard_error() -> None:
    """vcd gives an approximate standard error of .0783 for the weighted kappa of .2374."""
    found = kappa(pairs(FUN), "linear", seed=1)
    assert isinstance(found, Figure)
    assert found.low == pytest.approx(0.2374 - 1.96 * 0.0783, abs=0.025)
    assert found.high == pytest.approx(0.2374 + 1.96 * 0.0783, abs=0.025)


verdicts = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=30)


@settings(max_examples=60)
@given(verdicts, st.sampled_from(sorted(WEIGHTS)))
def test_equals_scikit_learn(given_pairs: list[tuple[int, int]], weighting: Weighting) -> None:
    first, second = zip(*given_pairs, strict=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = cohen_kappa_score(
            first, second, labels=[0, 1, 2, 3, 4], weights=WEIGHTS[weighting]
        )
    named = {f"u{n:02}": (float(a), float(b)) for n, (a, b) in enumerate(given_pairs)}
    found = kappa(named, weighting, seed=1, scale=(0.0, 1.0, 2.0, 3.0, 4.0))
    if isinstance(found, Undefined):
        assert len({*first, *second}) == 1
    else:
        assert found.value == pytest.approx(expected, abs=1e-12)


def test_na_is_a_full_disagreement_at_every_weighting() -> None:
    """Near misses weigh less than full ones; N/A against a number never does."""
    near = {f"u{n}": (1.0, 2.0) for n in range(5)}
    rest = {f"v{n}": (float(n % 3 + 1),) * 2 for n in range(9)}
    missed = {f"u{n}": (1.0, "N/A") for n in range(5)}
    scale = (1.0, 2.0, 3.0)
    assert value(kappa({**near, **rest}, "linear", seed=1, scale=scale)) > value(
        kappa({**near, **rest}, "none", seed=1, scale=scale)
    )
    seen = 5 / 14
    first, second = np.array([8, 3, 3, 0]) / 14, np.array([3, 3, 3, 5]) / 14
    apart = np.array([[0, 1, 2, 2], [1, 0, 1, 2], [2, 1, 0, 2], [2, 2, 2, 0]]) / 2
    assert value(kappa({**missed, **rest}, "linear", seed=1, scale=scale)) == pytest.approx(
        1 - seen / (first @ apart @ second)
    )


@pytest.mark.parametrize(
    ("given_pairs", "reason", "n"),
    [
        ({}, "no_rows", 0),
        ({"a": (1.0, 2.0)}, "one_subject", 1),
        ({"a": (1.0, 1.0), "b": (1.0, 1.0)}, "no_variation", 2),
    ],
)
def test_undefined_with_its_reason(
    given_pairs: dict[str, tuple[float, float]], reason: str, n: int
) -> None:
    assert kappa(given_pairs, seed=1) == Undefined(reason, n)  # type: ignore[arg-type]


def test_lights_kappa_is_the_mean_over_pairs() -> None:
    table = ((1, 2, 3, 1, 2), (1, 2, 3, 2, 2), (1, 3, 3, 1, 1))
    single = [one.kappa for one in kappas_of_pairs(rows(table))]
    assert all(isinstance(one, float) for one in single)
    assert value(mean_kappa(rows(table), seed=1)) == pytest.approx(np.mean(single))


def test_lights_kappa_of_two_is_cohens() -> None:
    table = ((1, 2, 3, 1, 2, 4), (1, 2, 3, 2, 2, 1))
    both = {f"u{n:02}": (float(a), float(b)) for n, (a, b) in enumerate(zip(*table, strict=True))}
    assert mean_kappa(rows(table), "linear", seed=4) == kappa(both, "linear", seed=4)


def test_pairs_say_why_they_have_none() -> None:
    given_rows = [
        *(Row(s, r, "q", v) for s in ("u", "v") for r, v in (("a", "x"), ("b", "x"))),
        Row("u", "c", "q", "y"),
        Row("w", "d", "q", "y"),
    ]
    assert kappas_of_pairs(given_rows) == [
        PairKappa("a", "b", Undefined("no_variation", 2), 2),
        PairKappa("a", "c", Undefined("one_subject", 1), 1),
        PairKappa("a", "d", Undefined("nothing_in_common"), 0),
        PairKappa("b", "c", Undefined("one_subject", 1), 1),
        PairKappa("b", "d", Undefined("nothing_in_common"), 0),
        PairKappa("c", "d", Undefined("nothing_in_common"), 0),
    ]


def test_mean_kappa_without_any_pair() -> None:
    assert mean_kappa(rows(((1, 1), (1, 1))), seed=1) == Undefined("no_variation", 2)
    assert mean_kappa(rows(((1, 2),)), seed=1) == Undefined("one_rater", 0)
