"""Downloads: no cell of a CSV is run as a formula, and every writer of CSV sees to it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from qa_app.web.downloads import csv_answer, neutral

ROOT = Path(__file__).resolve().parents[3]
ROOMS = ("qa_app", "scorecards", "transcription", "coaching", "recognition")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("=1+1", "'=1+1"),
        ("+1 555 0100", "'+1 555 0100"),
        ("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("-2.5", "-2.5"),
        ("+3", "+3"),
        (-2.5, "-2.5"),
        (None, ""),
        ("a = b", "a = b"),
        ("", ""),
    ],
)
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(cell: object, text: str) -> None:
    assert neutral(cell) == text


def test_a_download_is_read_back_as_it_was_but_for_formulas() -> None:
    rows = [['Ann; "A"', '=HYPERLINK("x")'], ["two\nlines", -1]]
    answer = csv_answer("a b/../c.csv", ["name", "note"], rows)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="a-b-..-c.csv"'
    text = answer.get_data(as_text=True)
    assert text[0] == "\ufeff"
    assert list(csv.reader(io.StringIO(text[1:], newline=""))) == [
        ["name", "note"], ["Ann; \"A\"", "'=HYPERLINK(\"x\")"], ["two\nlines", "-1"],
    ]  # fmt: skip


def test_whoever_writes_csv_makes_its_cells_neutral() -> None:
    writers = {
        path.relative_to(ROOT).as_posix()
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if "csv.writer(" in (text := path.read_text()) or "csv.DictWriter(" in text
    }
    assert writers == {"qa_app/web/downloads.py", "qa_app/cli/flagging.py"}
