"""Control charts by hand."""

from __future__ import annotations

import pytest

from scorecards.sampling.control_chart import TooFewPoints, p_chart, xmr

STEADY = [70.0, 72.0, 69.0, 71.0, 70.0, 74.0]


def test_xmr_by_hand() -> None:
    chart = xmr(STEADY)
    assert not isinstance(chart, TooFewPoints)
    # Mean 71; moving ranges 2 3 2 1 4 with mean 2.4; 2.66 · 2.4 = 6.384, 3.268 · 2.4 = 7.8432.
    assert chart.centre == pytest.approx(71)
    assert [p.low for p in chart.points] == pytest.approx([64.616] * 6)
    assert [p.high for p in chart.points] == pytest.approx([77.384] * 6)
    assert chart.ranges == (None, 2, 3, 2, 1, 4)
    assert chart.range_limit == pytest.approx(7.8432)
    assert {p.signals for p in chart.points} == {()}


def test_limits_from_the_baseline_catch_what_comes_later() -> None:
    chart = xmr([*STEADY, 60.0, 77.0], baseline=6)
    assert not isinstance(chart, TooFewPoints)
    assert [p.signals for p in chart.points] == [()] * 6 + [("outside",), ()]


def test_limits_stay_where_scores_can_be() -> None:
    chart = xmr([95.0, 99.0, 91.0, 100.0, 92.0, 99.0])
    assert not isinstance(chart, TooFewPoints)
    assert chart.points[0].high == 100
    open_ended = xmr([95.0, 99.0, 91.0, 100.0, 92.0, 99.0], ceiling=None, floor=None)
    assert not isinstance(open_ended, TooFewPoints)
    assert open_ended.points[0].high == pytest.approx(96 + 2.66 * 7.2)


def test_eight_on_one_side_are_a_run_and_seven_are_none() -> None:
    eight = xmr([60.0, *[71.0] * 8, 60.0, 60.0])
    seven = xmr([60.0, *[71.0] * 7, 60.0, 60.0])
    assert not isinstance(eight, TooFewPoints)
    assert not isinstance(seven, TooFewPoints)
    assert ["run" in p.signals for p in eight.points] == [False, *[True] * 8, False, False]
    assert not any("run" in p.signals for p in seven.points)


def test_a_point_on_the_centre_line_ends_a_run() -> None:
    chart = xmr([70, 90, 80, *[81] * 4, 80, *[81] * 4], baseline=2 + 10)
    assert not isinstance(chart, TooFewPoints)
    centred = xmr([79, 81, 79, 81, 79, 81, 80, *[81] * 4, 80, *[81] * 4], baseline=6)
    assert not isinstance(centred, TooFewPoints)
    assert centred.centre == 80
    assert not any("run" in p.signals for p in centred.points)


def test_five_points_have_no_limits() -> None:
    assert xmr(STEADY[:5]) == TooFewPoints(5, 6)
    assert xmr(STEADY, baseline=5) == TooFewPoints(5, 6)
    assert p_chart([(1, 10)] * 5) == TooFewPoints(5, 6)


def test_p_chart_by_hand() -> None:
    chart = p_chart([(10, 100), (12, 100), (8, 100), (2, 25), (11, 100), (7, 75), (30, 100)],
                    baseline=6)  # fmt: skip
    assert not isinstance(chart, TooFewPoints)
    # 50 of 500: .1; 3 · sqrt(.09/100) = .09, 3 · sqrt(.09/25) = .18.
    assert chart.centre == pytest.approx(0.1)
    assert (chart.points[0].low, chart.points[0].high) == pytest.approx((0.01, 0.19))
    assert (chart.points[3].low, chart.points[3].high) == pytest.approx((0.0, 0.28))
    assert [p.signals for p in chart.points] == [()] * 6 + [("outside",)]


def test_an_empty_period_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one case"):
        p_chart([(0, 0)])
    with pytest.raises(ValueError, match="no more hits"):
        p_chart([(2, 1)])
