"""Single cells: numbers, lengths of time, flags, scores with their scales."""

from __future__ import annotations

import pytest

from transcription.intake.mapping.cells import (
    Decimal,
    Unit,
    decimal_of,
    read_flag,
    read_number,
    read_score,
    read_span,
    unit_of,
)


@pytest.mark.parametrize(
    ("cell", "decimal", "value"),
    [
        ("3.5", "point", 3.5), ("1,234.5", "point", 1234.5), ("3,5", "comma", 3.5),
        ("1.234,5", "comma", 1234.5), ("-0.013", "point", -0.013), ("1 234", "point", 1234.0),
        ("€ 12.00", "point", 12.0), ("45%", "point", 45.0),
    ],
)  # fmt: skip
def test_numbers_are_read_as_their_decimals_are_written(
    cell: str, decimal: Decimal, value: float
) -> None:
    assert read_number(cell, decimal) == value


@pytest.mark.parametrize("cell", ["", "n/a", "1,2,3", "12 apples", "nan", "inf", "0x10", "1e5"])
def test_what_is_no_number_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="is no number with a decimal point"):
        read_number(cell)


@pytest.mark.parametrize(
    ("cell", "unit", "seconds"),
    [
        ("95", "auto", 95.0), ("1:35", "auto", 95.0), ("00:01:35", "min", 95.0),
        ("1.02:00:00", "auto", 93600.0), ("1 min 35 s", "auto", 95.0), ("2h 5m", "auto", 7500.0),
        ("3.5", "min", 210.0), ("1500", "ms", 1.5), ("0.5", "h", 1800.0), ("250 ms", "auto", 0.25),
        ("2 hours, 1 minute and 3 seconds", "auto", 7263.0),
    ],
)  # fmt: skip
def test_lengths_of_time_are_read(cell: str, unit: Unit, seconds: float) -> None:
    assert read_span(cell, unit) == seconds


def test_units_and_decimals_are_told_from_titles_and_cells() -> None:
    titles = (
        "talk_time_(min)",
        "hold_ms",
        "resolution_time_(in_hrs)",
        "duration_in_seconds",
        "hold",
    )
    assert [unit_of(title) for title in titles] == ["min", "ms", "h", "s", "auto"]
    assert decimal_of(["3,5", "12", "4,25"]) == "comma"
    assert decimal_of(["3.5", "1,234"]) == "point"


def test_flags_say_yes_or_no() -> None:
    assert [read_flag("Yes"), read_flag("0"), read_flag("TRUE")] == [True, False, True]
    with pytest.raises(ValueError, match="says neither yes nor no"):
        read_flag("maybe")


@pytest.mark.parametrize(
    ("cell", "measure", "scale", "score"),
    [
        ("4", "csat", None, 4), ("Very satisfied", "csat", None, 5), ("2 - Poor", "csat", None, 2),
        ("8", "csat", "1-10", 4), ("10", "csat", "1-10", 5), ("1", "csat", "1-10", 1),
        ("75", "csat", "0-100", 4), ("9/10", "nps", None, 9), ("5", "nps", "1-5", 10),
        ("Strongly agree", "ces", None, 7), ("3", "ces", "1-5", 4), ("5.0", "csat", None, 5),
    ],
)  # fmt: skip
def test_scores_are_moved_to_our_scale(
    cell: str, measure: str, scale: str | None, score: int
) -> None:
    assert read_score(cell, measure, scale) == score


@pytest.mark.parametrize(
    ("cell", "scale", "why"),
    [
        ("6", None, "must lie between 1 and 5"),
        ("11", "1-10", "must lie between 1 and 10"),
        ("4.5", None, "must be a whole number, or say its scale"),
        ("Fantastic", None, "is no score: map its words to numbers"),
    ],
)
def test_a_score_that_is_none_is_refused(cell: str, scale: str | None, why: str) -> None:
    with pytest.raises(ValueError) as error:
        read_score(cell, "csat", scale)
    assert str(error.value) == why
