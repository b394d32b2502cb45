"""Figures equal hand-computed values and scikit-learn's, with weights and ties."""

import math
from statistics import fmean

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score

from scorecards.flagging.metrics import (
    bootstrap_counts,
    calibration,
    group_rates,
    measure,
    wilson,
)

TEN = [True, False, True, False, False, False, False, False, False, False]
CHANCES = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05]


def test_ten_by_hand() -> None:
    figures = measure(TEN, CHANCES, replicates=20)
    # 15 of 16 pairs are in order; precision 1 at the first low, 2/3 at the second.
    assert figures.auc.value == 15 / 16
    assert figures.average_precision.value == pytest.approx((1 + 2 / 3) / 2)
    assert figures.base_rate == 0.2
    assert [t.recall.value for t in figures.tops] == pytest.approx([0.25, 0.5, 0.5])
    assert [t.lift.value for t in figures.tops] == pytest.approx([5, 5, 2.5])
    assert figures.curve[0][1].value == 0
    assert figures.curve[-1] == (1.0, figures.curve[-1][1])
    assert figures.curve[-1][1].value == 1


def test_equal_chances_are_random() -> None:
    figures = measure([True, False, False, True], [0.5] * 4, replicates=20)
    assert figures.auc.value == 0.5
    assert figures.average_precision.value == 0.5
    assert [t.lift.value for t in figures.tops] == [1, 1, 1]


def test_weights_count_like_copies() -> None:
    low, chance, copies = [True, False, True, False], [0.9, 0.6, 0.4, 0.2], [1, 3, 2, 4]
    weighted = measure(low, chance, weights=copies, replicates=1)
    copied = measure(
        np.repeat(low, copies).tolist(), np.repeat(chance, copies).tolist(), replicates=1
    )
    assert weighted.auc.value == pytest.approx(copied.auc.value)
    assert weighted.average_precision.value == pytest.approx(copied.average_precision.value)
    assert weighted.brier.value == pytest.approx(copied.brier.value)
    assert [i.value for _, i in weighted.curve] == pytest.approx([i.value for _, i in copied.curve])


rows = st.lists(
    st.tuples(st.booleans(), st.sampled_from([0.0, 0.1, 0.2, 0.5, 0.9]), st.floats(0.1, 10)),
    min_size=4,
    max_size=40,
).filter(lambda given: len({low for low, _, _ in given}) == 2)


@given(rows)
def test_as_scikit_learn_has_it(given: list[tuple[bool, float, float]]) -> None:
    low, chance, weight = map(list, zip(*given, strict=True))
    figures = measure(low, chance, weights=weight, replicates=2)
    assert figures.auc.value == pytest.approx(roc_auc_score(low, chance, sample_weight=weight))
    assert figures.average_precision.value == pytest.approx(
        average_precision_score(low, chance, sample_weight=weight)
    )
    assert figures.brier.value == pytest.approx(brier_score_loss(low, chance, sample_weight=weight))
    recalls = [i.value for _, i in figures.curve]
    assert recalls == sorted(recalls)


def test_one_kind_only_has_no_auc() -> None:
    figures = measure([False, False], [0.2, 0.4], replicates=5)
    assert math.isnan(figures.auc.value)
    assert math.isnan(figures.tops[0].lift.value)


def test_unequal_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="as many outcomes"):
        measure([True], [0.1, 0.2])


def test_the_interval_covers_what_it_should() -> None:
    """95 % intervals of the AUC hold the true one, Φ(1/√2), in most of 60 samples."""
    rng = np.random.default_rng(3)
    truth, held = 0.7602499, []
    for k in range(60):
        low = rng.random(200) < 0.3
        found = measure(low.tolist(), (rng.normal(size=200) + low).tolist(), seed=k, replicates=200)
        held.append(found.auc.low <= truth <= found.auc.high)
    assert 0.85 <= fmean(held) <= 1


def test_agents_are_redrawn_whole() -> None:
    agents = [f"a{i // 3}" for i in range(60)]
    (counts,) = bootstrap_counts(60, agents, 1, 10)
    assert counts.shape == (10, 60)
    assert (counts[:, 0::3] == counts[:, 1::3]).all()
    assert (counts.sum(axis=1) == 60).all()


def test_the_same_seed_gives_the_same_figures() -> None:
    assert measure(TEN, CHANCES, seed=4) == measure(TEN, CHANCES, seed=4)


def test_wilson_by_hand() -> None:
    found = wilson(0.1, 50)
    assert (round(found.low, 4), round(found.high, 4)) == (0.0435, 0.2136)
    assert wilson(0, 10).low == 0
    assert math.isnan(wilson(0, 0).low)


def test_wilson_holds_its_share_whatever_the_rounding() -> None:
    ends = [(wilson(0, n).low, wilson(1, n).high) for n in range(1, 200)]
    assert ends == [(0, 1)] * 199


def test_calibration_bins() -> None:
    low = [False] * 9 + [True] + [True] * 8 + [False] * 2
    bins = calibration(low, [0.1] * 10 + [0.8] * 10, bins=2)
    assert [(b.n, round(b.predicted, 9), b.observed.value, b.meets) for b in bins] == [
        (10, 0.1, 0.1, True),
        (10, 0.8, 0.8, True),
    ]
    assert calibration([], []) == ()


def test_weighted_bins_are_wider() -> None:
    low, chance = [True, False] * 10, [0.5] * 20
    even = calibration(low, chance, bins=1)[0].observed
    uneven = calibration(low, chance, [1, 1, *[10, 10] * 9], bins=1)[0].observed
    assert uneven.value == 0.5
    assert uneven.high - uneven.low > even.high - even.low


def test_group_rates_say_where_to_look() -> None:
    groups = ["new"] * 40 + ["old"] * 160
    flagged = [True] * 20 + [False] * 20 + [True] * 20 + [False] * 140
    low = [True, False] * 5 + [None] * 190
    new, old = group_rates(groups, flagged, low)
    assert (new.group, new.n, new.flagged.value, new.look) == ("new", 40, 0.5, True)
    assert new.low_when_reviewed is not None
    assert new.low_when_reviewed.value == 0.5
    assert (old.flagged.value, old.look, old.low_when_reviewed) == (0.125, False, None)
