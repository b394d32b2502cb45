"""CSV is read with any separator, and a broken row costs no other row."""

import csv
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transcription.intake.reading import open_text
from transcription.intake.refusals import FileRefused, Refusal
from transcription.intake.tables import Row, Table, open_table


def table(text: str) -> Table:
    return open_table(open_text(BytesIO(text.encode())))


def cells(text: str) -> list[dict[str, str] | str]:
    found = table(text).rows()
    return [dict(row.cells) if isinstance(row, Row) else str(row) for row in found]


@pytest.mark.parametrize(
    ("text", "separator"),
    [("a,b\n1,2", "comma"), ("a;b\n1;2", "semicolon"), ("a\tb\n1\t2", "tab"), ("a|b\n1|2", "bar"),
     ("sep=;\na;b\n1;2", "semicolon"), ("\ufeffa;b\n1;2", "semicolon"),
     ('"a;x,y";b\n1;2', "semicolon")],
)  # fmt: skip
def test_separator_is_found(text: str, separator: str) -> None:
    assert table(text).separator_name == separator
    assert list(cells(text)[0]) == list(table(text).columns)


def test_column_names_are_read_generously() -> None:
    assert table("External ID, Started-At ,TEAM\n").columns == ("external_id", "started_at", "team")


def test_cell_over_several_lines_is_one_row() -> None:
    assert cells('a,b\n1,"x\ny ""z"""\n\n3,4') == [
        {"a": "1", "b": 'x\ny "z"'},
        {"a": "3", "b": "4"},
    ]
    assert [row.line for row in table('a,b\n1,"x\ny"\n\n3,4').rows()] == [2, 5]


def test_unclosed_quote_refuses_its_row_only() -> None:
    assert cells('a,b\n1,"x\n3,4\n5,6\n') == [
        "line 2: opens a quote that is not closed",
        {"a": "3", "b": "4"},
        {"a": "5", "b": "6"},
    ]


def test_row_with_too_many_cells_is_refused_at_the_first_extra() -> None:
    assert cells("a,b\n1,2,3\n1\n") == ["line 2, column 3: has 3 cells, the header 2", {"a": "1"}]


def test_header_that_names_a_column_twice_is_refused() -> None:
    with pytest.raises(FileRefused, match='names the column "a" twice'):
        table("a,A\n1,2")


def test_missing_columns_are_named_beside_those_that_are_there() -> None:
    with pytest.raises(FileRefused, match='no column c, d. It has: "a", "b"'):
        table("a,b\n").require("a", "c", "d")


def test_many_unclosed_quotes_end_the_reading() -> None:
    text = "a,b\n" + 'x"y,"z\n' * 20_000
    with pytest.raises(FileRefused, match="More than 100 rows open a quote"):
        list(table(text).rows())


@given(
    st.lists(
        st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=8),
                 min_size=2, max_size=2),
        max_size=8,
    ),
    st.sampled_from(",;\t|"),
)  # fmt: skip
def test_whatever_csv_writes_is_read_back(lines: list[list[str]], separator: str) -> None:
    out = StringIO()
    csv.writer(out, delimiter=separator).writerows([["aa", "bb"], *lines])
    expected = [
        {name: cell for name, cell in zip(("aa", "bb"), row, strict=True) if cell.strip()}
        for row in lines
        if any(cell.strip() for cell in row)
    ]
    found = list(table(out.getvalue()).rows())
    assert not [row for row in found if isinstance(row, Refusal)]
    assert [dict(row.cells) for row in found if isinstance(row, Row) and row.cells] == expected
