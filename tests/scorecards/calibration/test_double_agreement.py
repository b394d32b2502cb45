"""Agreement from hidden second reviews, by question, by month and by reviewer."""

from __future__ import annotations

from datetime import date

import pytest

from scorecards.calibration.double_agreement import (
    Beside,
    Moment,
    Pair,
    by_reviewer,
    estimate,
    over_time,
)
from scorecards.calibration.kappa import kappa
from scorecards.calibration.rows import Figure, Level, Undefined
from tests.scorecards.calibration.published import XEROMAMMOGRAMS, pairs

LEVELS: dict[str, Level] = {"greeting": "nominal", "tone": "ordinal", "never asked": "nominal"}


def doubled(count: int) -> list[Pair]:
    """Every fourth greeting and every third tone differs; scores differ by 10 then."""
    return [
        Pair(
            f"c{n:03}",
            ("ana", "ben", "cem")[n % 3],
            ("ben", "cem", "ana")[n % 3],
            date(2031, 1 + n // 20, 1 + n % 20),
            {
                "greeting": ("yes" if n % 2 else "no", "no" if n % 4 == 0 else "yes"),
                "tone": (float(n % 5), float(n % 5 + (n % 3 == 0))),
            },
            (80.0, 80.0 - 10 * (n % 3 == 0)),
        )
        for n in range(count)
    ]


def test_each_question_as_kappa_and_alpha_say() -> None:
    tables = pairs(XEROMAMMOGRAMS)
    given = [
        Pair(key, "ana", "ben", date(2031, 1, 1), {"tone": both}) for key, both in tables.items()
    ]
    found = estimate(given, {"tone": "ordinal"}, seed=1)
    assert found.questions["tone"].kappa == kappa(tables, "linear", seed=1)
    percent = found.questions["tone"].percent
    assert isinstance(percent, Figure)
    assert percent.value == pytest.approx(54 / 85)
    assert (found.n, found.gap) == (85, Undefined("no_rows"))
    assert found.alpha == found.questions["tone"].alpha


def test_all_questions_together() -> None:
    found = estimate(doubled(48), LEVELS, seed=1)
    assert list(found.questions) == ["greeting", "tone"]
    assert isinstance(found.percent, Figure)
    assert found.percent.value == pytest.approx((36 / 48 + 32 / 48) / 2)
    assert isinstance(found.gap, Figure)
    assert found.gap.value == pytest.approx(10 / 3)
    assert found.gap.low is not None
    assert found.gap.high is not None
    assert 0 < found.gap.low < 10 / 3 < found.gap.high < 10


def test_nothing_yet() -> None:
    found = estimate([], LEVELS, seed=1)
    nothing = Undefined("no_rows")
    assert (found.n, found.percent, found.alpha, found.gap) == (0, nothing, nothing, nothing)
    assert (over_time([], LEVELS, seed=1), by_reviewer([])) == ([], [])


def test_an_interaction_is_doubled_once() -> None:
    with pytest.raises(ValueError, match="of one interaction"):
        estimate([*doubled(1), *doubled(1)], LEVELS, seed=1)


def test_over_time_takes_the_last_pairs_up_to_each_month() -> None:
    given = doubled(48)
    moments = over_time(reversed(given), LEVELS, seed=1, window=30)
    assert [(one.month, one.n) for one in moments] == [
        (date(2031, 1, 1), 20),
        (date(2031, 2, 1), 30),
        (date(2031, 3, 1), 30),
    ]
    last = estimate(given[18:], LEVELS, seed=1)
    assert moments[-1] == Moment(date(2031, 3, 1), 30, last.percent, last.alpha)


def test_each_reviewer_beside_all_others() -> None:
    """Every third pair has ana first and ben 10 points below her; the rest agree on the score."""
    found = by_reviewer(doubled(48))
    assert [(one.reviewer, one.n) for one in found] == [("ana", 32), ("ben", 32), ("cem", 32)]
    ana, ben, cem = (one.points for one in found)
    assert isinstance(ana, Figure)
    assert isinstance(ben, Figure)
    assert (ana.value, ben.value) == (5.0, -5.0)
    assert ana.low == pytest.approx(5 - 2.0395134 * 5.0800051 / 32**0.5)
    assert cem == Figure(0.0, None, None, 32, "no_variation")


def test_few_pairs_carry_no_interval() -> None:
    assert by_reviewer([Pair("c1", "ana", "ben", date(2031, 1, 1), {}, (80.0, 70.0))]) == [
        Beside("ana", 1, Undefined("no_rows"), Figure(10.0, None, None, 1, "too_few_subjects")),
        Beside("ben", 1, Undefined("no_rows"), Figure(-10.0, None, None, 1, "too_few_subjects")),
    ]
