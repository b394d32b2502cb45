"""Opens any table, CSV or workbook, as one kind of thing: titles, and rows one at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO, Protocol

from transcription.intake.mapping.workbook import is_legacy_workbook, is_workbook, open_workbook
from transcription.intake.reading import TextSource, open_text
from transcription.intake.refusals import FileRefused, Refusal
from transcription.intake.tables import Row, Table, header_of, unique_titles

LEGACY = (
    "This is a workbook of Excel 97-2003 (.xls), which is not read: open it and save it as .xlsx "
    "or as CSV (UTF-8)."
)


class Grid(Protocol):
    """A table: `titles` as they stand there, `columns` the names by which rows hold their cells."""

    @property
    def titles(self) -> Sequence[str]:
        """The titles as they stand there."""
        ...

    @property
    def columns(self) -> Sequence[str]:
        """The names: lower case with underscores, each one once."""
        ...

    @property
    def notes(self) -> tuple[str, ...]:
        """What was found out: separator or sheet."""
        ...

    @property
    def encoding(self) -> str | None:
        """The encoding of a text file."""
        ...

    @property
    def sheets(self) -> Sequence[str]:
        """The sheets of a workbook, those that hold something."""
        ...

    def rows(self) -> Iterator[Row | Refusal]:
        """The rows after the header; blank ones do not count."""
        ...

    def refusal(self, row: Row, column: str | None, message: str) -> Refusal:
        """The refusal of a row for what stands in one of its columns."""
        ...


class TextGrid:
    """A CSV file of which every column has a name of its own, whatever its header says."""

    def __init__(self, stream: BinaryIO) -> None:
        source = open_text(stream)
        self._table = text_table(source)
        self.titles: Sequence[str] = self._table.titles
        self.columns: Sequence[str] = self._table.columns
        self.notes = (f"separator: {self._table.separator_name}",)
        self.encoding: str | None = source.encoding_name
        self.sheets: Sequence[str] = ()

    def rows(self) -> Iterator[Row | Refusal]:
        """The rows after the header."""
        return self._table.rows()

    def refusal(self, row: Row, column: str | None, message: str) -> Refusal:
        """The refusal of a row for what stands in one of its columns."""
        return self._table.refusal(row, column, message)


def text_table(source: TextSource) -> Table:
    """A CSV file as a table whose columns have names of their own, whatever its header says."""
    titles, separator, line = header_of(source)
    return Table(source, unique_titles(titles), separator, line)


def open_grid(stream: BinaryIO, *, sheet: str | None = None) -> Grid:
    """Open a seekable file as a table; raises FileRefused where it is none."""
    stream.seek(0)
    head = stream.read(8)
    if is_legacy_workbook(head):
        raise FileRefused(LEGACY)
    if is_workbook(head):
        return open_workbook(stream, sheet)
    return TextGrid(stream)
