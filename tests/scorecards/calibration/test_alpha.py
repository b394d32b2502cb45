"""Krippendorff's alpha against published examples, against the library, and at its edges."""

from __future__ import annotations

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorecards.calibration.alpha import alpha, pooled_alpha
from scorecards.calibration.rows import Figure, Level, Row, Undefined
from tests.scorecards.calibration.published import (
    BEN_AND_GERRY,
    FOUR_OBSERVERS,
    MEG_AND_OWEN,
    rows,
)

LEVELS: tuple[Level, ...] = ("nominal", "ordinal", "interval")


def value(figure: Figure | Undefined) -> float:
    assert isinstance(figure, Figure)
    return figure.value


@pytest.mark.parametrize(
    ("level", "published"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)]
)
def test_four_observers(level: Level, published: float) -> None:
    assert round(value(alpha(rows(FOUR_OBSERVERS), level, seed=1)), 3) == published


def test_two_observers_two_values() -> None:
    assert round(value(alpha(rows(MEG_AND_OWEN), "nominal", seed=1)), 3) == 0.095


def test_two_observers_five_values() -> None:
    assert round(value(alpha(rows(BEN_AND_GERRY), "nominal", seed=1)), 3) == 0.692


tables = st.lists(
    st.lists(st.one_of(st.none(), st.integers(1, 5)), min_size=3, max_size=3),
    min_size=2,
    max_size=8,
)


@settings(max_examples=60)
@given(tables, st.sampled_from(LEVELS))
def test_equals_the_library(table: list[list[int | None]], level: Level) -> None:
    found = alpha(rows(tuple(zip(*table, strict=True))), level, seed=1)
    if isinstance(found, Undefined):
        return
    data = np.array([[np.nan if v is None else v for v in line] for line in table], dtype=float).T
    expected = krippendorff.alpha(reliability_data=data, level_of_measurement=level)
    assert found.value == pytest.approx(expected, abs=1e-12)


@settings(max_examples=40)
@given(tables, st.sampled_from(LEVELS))
def test_na_is_as_far_from_all_as_the_ends_of_the_scale(
    table: list[list[int | None]], level: Level
) -> None:
    """Beside N/A only the two ends: then the levels are the same, and N/A is a third value."""
    ends = {None: None, 1: 1, 2: 1, 3: "N/A", 4: 5, 5: 5}
    turned = tuple(zip(*[[ends[v] for v in line] for line in table], strict=True))
    scale = (1.0, 5.0)
    own = alpha(rows(turned), level, seed=1, scale=scale)
    nominal = alpha(rows(turned), "nominal", seed=1, scale=scale)
    assert isinstance(own, Undefined) == isinstance(nominal, Undefined)
    if isinstance(own, Figure) and isinstance(nominal, Figure):
        assert own.value == pytest.approx(nominal.value, abs=1e-9)
        assert own.n == nominal.n


@given(tables, st.sampled_from(LEVELS), st.randoms(use_true_random=False))
def test_order_and_names_do_not_matter(
    table: list[list[int | None]], level: Level, random: object
) -> None:
    given_rows = rows(tuple(zip(*table, strict=True)))
    shuffled = [Row(r.subject, f"x{r.rater}", r.question, r.value) for r in given_rows]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert alpha(given_rows, level, seed=3) == alpha(shuffled, level, seed=3)


@pytest.mark.parametrize(
    ("table", "reason", "n"),
    [
        ((), "no_rows", 0),
        (((1, 2, 3),), "one_rater", 0),
        (((1, None), (None, 2)), "nothing_in_common", 0),
        (((1, 2), (1, None)), "one_subject", 1),
        (((1, 1, 1), (1, 1, 1)), "no_variation", 3),
        (((1, 1, 2), (1, 1, None)), "no_variation", 2),
    ],
)
def test_undefined_with_its_reason(table: tuple[object, ...], reason: str, n: int) -> None:
    for level in LEVELS:
        assert alpha(rows(table), level, seed=1) == Undefined(reason, n)  # type: ignore[arg-type]


def test_full_agreement_is_one_without_an_interval() -> None:
    table = tuple((1, 2, 3, 4) * 4 for _ in range(2))
    assert alpha(rows(table), "ordinal", seed=1) == Figure(
        1.0, None, None, 16, "no_disagreement_seen"
    )


def test_too_few_subjects_carry_no_interval() -> None:
    """Observed 2/6; by chance 22/30: 3 · 2 + 2 · 1 + … of 6 · 5 pairs differ."""
    found = alpha(rows(((1, 2, 3), (1, 2, 2))), "nominal", seed=1)
    assert found == Figure(pytest.approx(6 / 11), None, None, 3, "too_few_subjects")


def test_text_is_refused_at_the_interval_level() -> None:
    with pytest.raises(ValueError, match="'a' is no number"):
        alpha(rows((("a", "b"), ("a", "a"))), "interval", seed=1)


def test_a_value_off_the_scale_is_refused() -> None:
    with pytest.raises(ValueError, match="not of the scale"):
        alpha(rows(((1, 7), (1, 1))), "ordinal", seed=1, scale=(1.0, 2.0))


def test_the_scale_orders_text() -> None:
    words = {1: "poor", 2: "fair", 3: "good", 4: "fine", 5: "best"}
    named = [Row(r.subject, r.rater, "q", words[int(r.value)]) for r in rows(FOUR_OBSERVERS)]
    scale = tuple(words.values())
    assert round(value(alpha(named, "ordinal", seed=1, scale=scale)), 3) == 0.815


def test_pooled_is_weighed_by_what_chance_would_give() -> None:
    """Two questions of the same verdicts pool to the same alpha; one without variation adds 0."""
    one = rows(FOUR_OBSERVERS)
    two = [Row(r.subject, r.rater, "other", r.value) for r in one]
    same = [Row(r.subject, r.rater, "same", "yes") for r in one]
    levels: dict[str, Level] = {"q": "interval", "other": "interval", "same": "nominal"}
    found = pooled_alpha([*one, *two, *same], levels, seed=1)
    alone = alpha(one, "interval", seed=1)
    assert isinstance(found, Figure)
    assert isinstance(alone, Figure)
    assert (found.value, found.n) == (pytest.approx(alone.value), alone.n)
    assert (found.low, found.high) == (pytest.approx(alone.low), pytest.approx(alone.high))


def test_pooled_by_hand() -> None:
    """q: o = 2 of 6 verdicts apart, chance 18/5; r: all agree, chance 8/3 of 4 (nominal)."""
    table = rows(((1, 1, 2), (1, 2, 2)))
    other = [
        Row(subject, rater, "r", answer)
        for rater in ("r0", "r1")
        for subject, answer in (("u00", "yes"), ("u01", "no"))
    ]
    found = pooled_alpha([*table, *other], {"q": "nominal", "r": "nominal"}, seed=1)
    assert value(found) == pytest.approx(1 - 2 / (18 / 5 + 8 / 3))


def test_pooled_without_anything() -> None:
    assert pooled_alpha([], {}, seed=1) == Undefined("no_rows", 0)
    agreed = rows(((1, 1), (1, 1)))
    assert pooled_alpha(agreed, {"q": "nominal"}, seed=1) == Undefined("no_variation", 2)
