"""The card says what was measured and how; promotion follows its rule."""

import json
from dataclasses import replace

import pytest

from scorecards.flagging.card import ModelCard, card, no_worse
from scorecards.flagging.estimator import train
from scorecards.flagging.metrics import Figures, Interval, measure
from tests.scorecards.flagging.made import centre


@pytest.fixture(scope="module")
def made() -> ModelCard:
    trained = train(*centre(300, agents=30, pi=0.2), 1)
    tenure = {"Tenure": lambda t: "new" if t.reading.conversation.agent < "agent 2" else "old"}
    return card(trained, version=3, low_means="Under 70 %", pools={"random": 300}, groups=tenure)


def test_what_a_card_says(made: ModelCard) -> None:
    assert made.labels == 300
    assert made.heading == "Random arm only, 2026-01-14 to 2026-01-17"
    assert made.split == "By time, agents kept apart"
    assert made.figures.n == 90
    assert made.figures.auc.value > 0.7
    assert made.figures.auc.low <= made.figures.auc.value <= made.figures.auc.high
    assert (made.cut.capacity, made.cut.share) == (18, 0.2)
    assert [g.group for g in made.groups] == ["Tenure: new", "Tenure: old"]
    assert sum(g.n for g in made.groups) == 90
    assert made.reasons
    assert all(0 < r.share_of_flags <= 1 for r in made.reasons)
    assert set(made.versions) == {"python", "scikit-learn", "numpy", "scipy", "skops"}
    assert "Survey answers" in made.never


def test_a_card_is_json(made: ModelCard) -> None:
    back = json.loads(json.dumps(made.as_json(), allow_nan=False))
    assert back["figures"]["auc"]["value"] == made.figures.auc.value
    assert len(back["figures"]["curve"]) == 41
    assert back["comparison"] is None


def figures(auc: float, lift: float) -> Figures:
    base = measure([True, False, False, False, False], [0.9, 0.4, 0.3, 0.2, 0.1], replicates=5)
    top = base.top(0.20)
    return replace(
        base,
        auc=Interval(auc, auc - 0.1, auc + 0.1),
        tops=(replace(top, lift=Interval(lift, 0, 9)),),
    )


@pytest.mark.parametrize(
    ("new", "promote"),
    [
        ((0.78, 2.3), True),
        ((0.755, 2.05), True),
        ((0.71, 2.3), False),
        ((0.80, 1.8), False),
        ((float("nan"), 2.3), False),
    ],
)
def test_no_worse(new: tuple[float, float], promote: bool) -> None:
    assert no_worse(figures(*new), figures(0.76, 2.1)).promote is promote


@pytest.mark.parametrize(("auc", "promote"), [(0.61, True), (0.6, False), (float("nan"), False)])
def test_the_first_version_must_be_told_from_chance(auc: float, promote: bool) -> None:
    assert no_worse(figures(auc, 1.2), None).promote is promote


def test_the_first_verdict_gives_its_figures() -> None:
    assert no_worse(figures(0.61, 1.2), None).reason == (
        "The first version. Better than chance: AUC 0.610 (0.510 to 0.710)."
    )
    assert no_worse(figures(0.55, 1.2), None).reason == (
        "It cannot be told from chance yet: AUC 0.550 (0.450 to 0.650). "
        "Nothing is flagged; more reviews will tell."
    )


def test_the_verdict_gives_its_figures() -> None:
    verdict = no_worse(figures(0.71, 1.8), figures(0.76, 2.1))
    assert verdict.reason == (
        "Worse: AUC 0.710 against 0.760, lift at 20 % 1.80 against 2.10, on 5 interactions."
    )
    assert verdict.auc_difference == pytest.approx(-0.05)
