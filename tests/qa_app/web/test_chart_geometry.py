"""Coordinates of small charts against values worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa_app.web.chart_geometry import (
    Axis,
    Spark,
    Whisker,
    dot_whisker,
    even_ticks,
    heat_step,
    spark_line,
)


def test_dot_whisker_of_a_tied_score():
    assert dot_whisker(
        90, 85, 95, axis=(60, 100), ticks=(60, 80, 100), reference=80, band=(81, 84), width=200
    ) == Whisker(
        width=200,
        height=24.0,
        middle=12.0,
        x=150.0,
        left=125.0,
        right=175.0,
        shape="",
        grid=(0.0, 100.0, 200.0),
        reference=100.0,
        band=(105.0, 120.0),
    )


def test_a_triangle_points_where_the_score_lies():
    above = dot_whisker(50, 40, 60, width=100, against="above")
    below = dot_whisker(50, 40, 60, width=100, against="below")
    assert above.shape == "M50.0 5.0L56.5 17.0L43.5 17.0z"
    assert below.shape == "M50.0 19.0L56.5 7.0L43.5 7.0z"


def test_what_lies_outside_the_axis_stands_on_its_edge():
    mark = dot_whisker(55, 40, 70, axis=(60, 100), width=200)
    assert (mark.left, mark.x, mark.right) == (0.0, 0.0, 50.0)


def test_nonsense_is_refused():
    with pytest.raises(ValueError, match="does not lie within"):
        dot_whisker(90, 91, 95)
    with pytest.raises(ValueError, match="an axis runs"):
        dot_whisker(90, 85, 95, axis=(100, 60))


@given(
    st.lists(st.floats(-50, 150), min_size=3, max_size=3),
    st.floats(0, 49),
    st.floats(50, 100),
)
def test_marks_stay_in_order_and_inside(values, start, end):
    low, value, high = sorted(values)
    mark = dot_whisker(value, low, high, axis=(start, end), width=220)
    assert 0 <= mark.left <= mark.x <= mark.right <= 220


def test_axis_rounds_to_a_tenth():
    assert Axis(0, 3, 100).at(1) == 33.3


def test_spark_line():
    assert spark_line([0.05, 0.1, 0.2], low=0, high=0.25, limit=0.2) == Spark(
        "M0.0 19.2 L50.0 14.4 L100.0 4.8", (100.0, 4.8), 4.8
    )


def test_spark_line_breaks_where_a_value_is_missing():
    assert spark_line([1, None, 3, 2], low=0, high=4, width=90) == Spark(
        "M0.0 18.0 M60.0 6.0 L90.0 12.0", (90.0, 12.0), None
    )
    assert spark_line([None, None], low=0, high=1) is None
    assert spark_line([0.5], low=0, high=1) == Spark("M0.0 12.0", (0.0, 12.0), None)


@pytest.mark.parametrize(
    ("percent", "step"),
    [
        (None, 0),
        (0, 1),
        (59.9, 1),
        (60, 2),
        (70, 3),
        (79.9, 3),
        (80, 4),
        (90, 5),
        (94.9, 5),
        (95, 6),
        (100, 6),
    ],
)
def test_heat_steps_around_a_pass_mark_of_80(percent, step):
    assert heat_step(percent) == step


def test_heat_steps_move_with_the_pass_mark():
    assert [heat_step(value, 70) for value in (49, 50, 60, 70, 85, 92.5)] == [1, 2, 3, 4, 5, 6]


def test_even_ticks():
    assert even_ticks(60, 100, 5) == (60, 70, 80, 90, 100)
    with pytest.raises(ValueError, match="two ticks"):
        even_ticks(0, 1, 1)
