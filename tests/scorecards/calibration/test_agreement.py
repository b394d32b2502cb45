"""Per cent, kappa and alpha side by side for a report of calibration."""

from __future__ import annotations

import pytest

from scorecards.calibration.agreement import agreement, percent_agreement, report
from scorecards.calibration.alpha import alpha, pooled_alpha
from scorecards.calibration.kappa import mean_kappa
from scorecards.calibration.rows import Figure, Level, Row, Undefined
from tests.scorecards.calibration.published import FOUR_OBSERVERS, rows


def test_all_figures_of_a_question() -> None:
    given = rows(FOUR_OBSERVERS)
    found = agreement(given, "ordinal", seed=1)
    assert found.kappa == mean_kappa(given, "linear", seed=1)
    assert found.alpha == alpha(given, "ordinal", seed=1)
    assert (found.question, found.subjects, found.raters) == ("q", 11, 4)


def test_percent_by_hand() -> None:
    """Three raters: all alike (1), two of three (1/3), and a subject of only one (left out)."""
    table = rows((("a", "a", "b"), ("a", "a", None), ("a", "b", None)))
    found = percent_agreement(table)
    assert isinstance(found, Figure)
    assert (found.value, found.n) == (pytest.approx(2 / 3), 2)


def test_percent_of_full_agreement_still_has_an_interval() -> None:
    """Wilson for 20 of 20: from 83.9 % (Newcombe 1998 has 0 to 16.1 % for 0 of 20)."""
    found = percent_agreement(rows((("a",) * 20, ("a",) * 20)))
    assert isinstance(found, Figure)
    assert (found.value, found.high) == (1.0, 1.0)
    assert found.low == pytest.approx(1 - 0.1611, abs=1e-4)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], Undefined("no_rows")),
        ([Row("u", "a", "q", "yes")], Undefined("one_rater")),
        (
            [Row("u", "a", "q", "yes"), Row("v", "b", "q", "yes")],
            Undefined("nothing_in_common"),
        ),
    ],
)
def test_no_percent_with_its_reason(given: list[Row], expected: Undefined) -> None:
    assert percent_agreement(given) == expected


def test_report_in_the_order_of_the_rows() -> None:
    one = rows(FOUR_OBSERVERS)
    two = [Row(r.subject, r.rater, "tone", r.value) for r in one]
    levels: dict[str, Level] = {"q": "nominal", "tone": "interval"}
    found = report([*two, *one], levels, seed=2)
    assert [part.question for part in found.questions] == ["tone", "q"]
    assert found.questions[1] == agreement(one, "nominal", seed=2)
    assert found.alpha == pooled_alpha([*two, *one], levels, seed=2)
    assert found.percent == percent_agreement([*two, *one])


def test_nothing_to_report() -> None:
    found = report([], {}, seed=1)
    assert (found.questions, found.percent, found.alpha) == (
        (),
        Undefined("no_rows"),
        Undefined("no_rows"),
    )
    with pytest.raises(ValueError, match="No rows"):
        agreement([], "nominal", seed=1)
