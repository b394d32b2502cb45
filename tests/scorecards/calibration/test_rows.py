"""Rows of verdicts: what is the same verdict, what is refused, how they are grouped."""

from __future__ import annotations

from decimal import Decimal

import pytest

from scorecards.calibration.rows import (
    Row,
    applicable,
    by_question,
    by_subject,
    domain,
    plain_value,
    questions_as_subjects,
)


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        ("yes", "yes"),
        (True, "yes"),
        (False, "no"),
        (4, 4.0),
        (Decimal("4.50"), 4.5),
        (["b", "a", "b"], ("a", "b")),
        ("N/A", "N/A"),
    ],
)
def test_answers_as_values(answer: object, value: object) -> None:
    assert plain_value(answer) == value


@pytest.mark.parametrize("answer", [None, "", "  ", [], {}])
def test_nothing_is_no_verdict(answer: object) -> None:
    with pytest.raises(ValueError, match="is no verdict"):
        plain_value(answer)


def test_na_alone_or_in_a_list() -> None:
    values = ("N/A", ("N/A",), "no", ("N/A", "x"), 0.0)
    assert [applicable(value) for value in values] == [False, False, True, True, True]


def test_grouping() -> None:
    one, two, three = Row("b", "x", "q", 1.0), Row("a", "y", "q", 2.0), Row("a", "x", "r", "no")
    assert by_question([one, two, three]) == {"q": [one, two], "r": [three]}
    assert by_subject([one, two, Row("a", "x", "q", 3.0)]) == {
        "a": {"x": 3.0, "y": 2.0},
        "b": {"x": 1.0},
    }


def test_grouping_refuses_two_questions_and_two_answers() -> None:
    with pytest.raises(ValueError, match="one question"):
        by_subject([Row("a", "x", "q", 1.0), Row("a", "y", "r", 1.0)])
    with pytest.raises(ValueError, match="x answered q twice about a"):
        by_subject([Row("a", "x", "q", 1.0), Row("a", "x", "q", 2.0)])


def test_domain_orders_numbers_by_size_and_na_last() -> None:
    said = {"a": {"x": "N/A", "y": 10.0, "z": 9.0}, "b": {"x": "good"}}
    assert domain(said) == (9.0, 10.0, "good", "N/A")
    assert domain({"a": {"x": "hi"}}, ("lo", "mid", "hi")) == ("lo", "mid", "hi")


def test_questions_of_one_interaction_become_subjects() -> None:
    given = [
        Row("call", "x", "q1", "yes", 1.0),
        Row("call", "x", "q2", "N/A"),
        Row("call", "x", "q3", "free words"),
    ]
    assert questions_as_subjects(given) == [
        Row("call/q1", "x", "points", 1.0),
        Row("call/q2", "x", "points", "N/A"),
    ]
