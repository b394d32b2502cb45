"""The sentences that people read, and that every reason has one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import pytest
from flask import Flask
from flask_babel import Babel

from scorecards.calibration import doubles, rows, strictness
from scorecards.calibration.rows import Figure, Undefined
from scorecards.calibration.strictness import Adjusted, NotEstimable, Points, Strictness
from scorecards.calibration.words import (
    NOT_GIVEN,
    UNDEFINED,
    adjusted_in_words,
    not_estimable_in_words,
    reason_in_words,
    strength_in_words,
    strictness_in_words,
)


@pytest.fixture(autouse=True)
def language() -> Iterator[None]:
    app = Flask("words")
    Babel(app)
    with app.test_request_context():
        yield


def test_every_reason_has_words() -> None:
    assert set(UNDEFINED) == set(get_args(rows.Reason))
    assert set(NOT_GIVEN) == set(get_args(doubles.Why))
    for why in get_args(strictness.Why):
        assert len(not_estimable_in_words(NotEstimable(why, 4, 10))) > 20


def test_reasons() -> None:
    assert reason_in_words(Undefined("no_rows")) == "Nobody has judged anything yet."
    assert reason_in_words(Figure(0.5, None, None, 4, "too_few_subjects")) == (
        "Too few interactions for an interval."
    )
    assert reason_in_words(Figure(0.5, 0.2, 0.8, 40)) == ""
    assert not_estimable_in_words(NotEstimable("too_few_reviews", 4, 10)) == (
        "Only 4 reviews so far; 10 are needed."
    )


@pytest.mark.parametrize(
    ("alpha", "words"),
    [
        (0.8, "reliable"),
        (0.799, "good enough for tentative conclusions only"),
        (0.667, "good enough for tentative conclusions only"),
        (0.666, "too low to rely on"),
    ],
)
def test_krippendorffs_limits(alpha: float, words: str) -> None:
    assert strength_in_words(Figure(alpha, None, None, 40)) == words


@pytest.mark.parametrize(
    ("points", "low", "high", "words"),
    [
        (
            3.2,
            0.4,
            6.0,
            "Gives about 3.2 points less for the same work than the other reviewers on the whole"
            " (95 %: 0.4 to 6.0 less).",
        ),
        (
            -3.2,
            -6.0,
            -0.4,
            "Gives about 3.2 points more for the same work than the other reviewers on the whole"
            " (95 %: 0.4 to 6.0 more).",
        ),
        (
            1.0,
            -2.0,
            4.0,
            "May be neither stricter nor milder than the others: between 2.0 points more and"
            " 4.0 points less for the same work (95 %).",
        ),
    ],
)
def test_strictness(points: float, low: float, high: float, words: str) -> None:
    assert strictness_in_words(Strictness(points, low, high, 30, 0)) == words


@pytest.mark.parametrize(
    ("own", "words"),
    [
        (
            2.3,
            "The reviewers of these 12 reviews were on the whole 2.3 points stricter than the"
            " rest; this is added.",
        ),
        (
            -2.3,
            "The reviewers of these 12 reviews were on the whole 2.3 points milder than the"
            " rest; this is taken off.",
        ),
        (
            0.04,
            "The reviewers of these 12 reviews were neither stricter nor milder than the rest.",
        ),
    ],
)
def test_adjustment(own: float, words: str) -> None:
    points = Points(80.0, 75.0, 85.0)
    assert adjusted_in_words(Adjusted(78.0, points, points, own, 12, 0)) == words
