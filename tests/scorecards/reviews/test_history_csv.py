"""Past evaluations are read with their percentages or answers, each refusal by line and column."""

from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecards.reviews.history_csv import HistoryRow, open_history
from transcription.intake.refusals import FileRefused, Refusal

HEADER = (
    "source,external_id,scorecard,reviewer,submitted_at,overall_percent,comment,pool,"
    "inclusion_probability"
)
GOOD = "desk,c1,Chat,reviewer-1@example.com,2026-05-04T09:30:00Z,87.5,Well done,random,0.25"


def found(text: str) -> list[HistoryRow | str]:
    rows = open_history(BytesIO(text.encode())).rows
    return [row if isinstance(row, HistoryRow) else str(row) for row in rows]


def test_overall_percent_is_read() -> None:
    assert found(f"{HEADER}\n{GOOD}") == [
        HistoryRow(
            line=2,
            source="desk",
            external_id="c1",
            scorecard="Chat",
            reviewer="reviewer-1@example.com",
            submitted_at=datetime(2026, 5, 4, 9, 30, tzinfo=UTC),
            overall_percent=Decimal("87.5"),
            answers={},
            comment="Well done",
            pool="random",
            inclusion_probability=Decimal("0.25"),
        )
    ]


def test_other_columns_are_question_keys() -> None:
    file = open_history(
        BytesIO(
            b"source;external_id;scorecard;reviewer;submitted_at;greeting;Solved it\n"
            b"desk;c1;Chat;r1;2026-05-04T09:30:00Z;yes;N/A\n"
            b"desk;c2;Chat;r1;2026-05-04T09:30:00Z;;3\n"
        )
    )
    assert file.question_keys == ("greeting", "Solved it")
    rows = [row for row in file.rows if isinstance(row, HistoryRow)]
    assert [dict(row.answers) for row in rows] == [
        {"greeting": "yes", "Solved it": "N/A"},
        {"Solved it": "3"},
    ]
    assert [(row.pool, row.overall_percent) for row in rows] == [("manual", None)] * 2


def test_percent_may_have_sign_and_decimal_comma() -> None:
    text = f"{HEADER}\n{GOOD}".replace(",", ";").replace("87.5", "87,5 %")
    (row,) = found(text)
    assert isinstance(row, HistoryRow)
    assert row.overall_percent == Decimal("87.5")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("desk", "", "line 2, column 1: source is missing"),
        ("Chat", "", "line 2, column 3: scorecard is missing"),
        ("00Z", "00",
         "line 2, column 5: submitted_at has no zone: end it with Z or an offset such as +02:00"),
        ("87.5", "", "line 2, column 6: overall_percent is missing, and so is every answer"),
        ("87.5", "good", "line 2, column 6: overall_percent must be a number"),
        ("87.5", "-1", "line 2, column 6: overall_percent must be from 0 to 1000"),
        ("87.5", "NaN", "line 2, column 6: overall_percent must be from 0 to 1000"),
        ("random", "all", "line 2, column 8: pool must be random, targeted or manual"),
        ("0.25", "1.5", "line 2, column 9: inclusion_probability must be from 0 to 1"),
        ("0.25", "0", "line 2, column 9: inclusion_probability must be above 0"),
    ],
)  # fmt: skip
def test_bad_cell_is_named(old: str, new: str, expected: str) -> None:
    other = GOOD.replace("c1", "c2")
    rows = found(f"{HEADER}\n{GOOD.replace(old, new, 1)}\n{other}")
    assert rows[0] == expected
    assert isinstance(rows[1], HistoryRow)


def test_same_evaluation_twice_is_refused() -> None:
    assert found(f"{HEADER}\n{GOOD}\n{GOOD}")[1] == (
        "line 3, column 2: external_id has this reviewer's evaluation on line 2 already"
    )


def test_file_without_scores_is_refused() -> None:
    with pytest.raises(FileRefused, match="neither overall_percent nor a column for a question"):
        found("source,external_id,scorecard,reviewer,submitted_at,comment\n")


@given(st.lists(st.text(max_size=12), min_size=9, max_size=9))
def test_any_cells_are_a_row_or_a_refusal(cells: list[str]) -> None:
    line = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    try:
        rows = list(open_history(BytesIO(f"{HEADER}\n{line}".encode())).rows)
    except FileRefused:
        return
    assert all(isinstance(row, HistoryRow | Refusal) for row in rows)
