"""Reads a workbook (.xlsx) row by row: no formula is computed, no link followed, bounds first.

Its cells come out as the text that a CSV would hold, so that one reader serves both.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO

from transcription.intake.refusals import FileRefused, Refusal, excerpt, quoted
from transcription.intake.tables import Row, column_name, unique_titles

MEMBERS = 2_000
UNPACKED_BYTES = 400 << 20
RATIO = 200
RATIO_FROM = 4 << 20
COLUMNS = 500
CELL_CHARACTERS = 400_000
TITLE_ROWS = 20
_LEGACY = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_BOOK = "xl/workbook.xml"


def is_workbook(head: bytes) -> bool:
    """Whether the first bytes are those of a zip archive, as a workbook is one."""
    return head.startswith(b"PK\x03\x04")


def is_legacy_workbook(head: bytes) -> bool:
    """Whether the first bytes are those of Excel 97-2003."""
    return head.startswith(_LEGACY)


class SheetGrid:
    """One sheet of a workbook: the first row with two filled cells holds the titles."""

    def __init__(
        self, stream: BinaryIO, sheet: str, sheets: Sequence[str], titles: Sequence[str], line: int
    ) -> None:
        self._stream, self._sheet, self._line = stream, sheet, line
        self.sheets = tuple(sheets)
        self.titles = tuple(titles)
        self.columns = tuple(map(column_name, self.titles))
        self.encoding: str | None = None
        self.notes = (f"sheet: {quoted(sheet)}",)

    def rows(self) -> Iterator[Row | Refusal]:
        """The rows after the header; their lines are those that the spreadsheet shows."""
        for line, cells in _sheet_rows(self._stream, self._sheet):
            if line <= self._line or not any(cell.strip() for cell in cells):
                continue
            filled = {
                name: cell for name, cell in zip(self.columns, cells, strict=False) if cell.strip()
            }
            long = next((name for name, cell in filled.items() if len(cell) > CELL_CHARACTERS), "")
            row = Row(line, filled, " ".join(cells)[:400])
            yield self.refusal(row, long, "is too long") if long else row

    def refusal(self, row: Row, column: str | None, message: str) -> Refusal:
        """The refusal of a row for what stands in one of its columns."""
        number = self.columns.index(column) + 1 if column in self.columns else None
        shown = row.cells.get(column or "", "") if number else row.text
        return Refusal(row.line, number, column, message, excerpt(shown))


def open_workbook(stream: BinaryIO, sheet: str | None = None) -> SheetGrid:
    """A sheet of a workbook: the one named, else the first that holds a table.

    Raises FileRefused for what is no workbook, is out of bounds, or has no such sheet.
    """
    check_archive(stream)
    headers = {name: found for name in _sheet_names(stream) if (found := _header(stream, name))}
    if not headers:
        raise FileRefused("The workbook holds no table: no sheet has a row with two filled cells.")
    if sheet is not None and sheet not in headers:
        shown = ", ".join(map(quoted, headers))
        raise FileRefused(f"The workbook has no sheet {quoted(sheet)}. It has: {shown}.")
    chosen = sheet or next(iter(headers))
    line, cells = headers[chosen]
    return SheetGrid(stream, chosen, list(headers), unique_titles(cells), line)


def check_archive(stream: BinaryIO) -> None:
    """Raise FileRefused where an archive is broken, too large unpacked, or no workbook at all."""
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            members = archive.infolist()
            _check_members(members)
            if _BOOK not in {each.filename for each in members}:
                raise FileRefused(
                    "This is a zip archive, but no workbook (.xlsx): unpack it, and hand in "
                    "what is in it."
                )
            for each in members:
                if each.filename.endswith((".xml", ".rels")):
                    with archive.open(each) as part:
                        if _DECLARATION.search(part.read(4096)):
                            raise FileRefused("The workbook declares entities: it is not read.")
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        EOFError,
        NotImplementedError,
        ValueError,
    ) as error:
        raise FileRefused(f"The workbook is broken: {_short(error)}. Save it again.") from None
    except RuntimeError:
        raise FileRefused("The workbook has a password: save it without one.") from None


def _check_members(members: Sequence[zipfile.ZipInfo]) -> None:
    if len(members) > MEMBERS:
        raise FileRefused(f"The workbook holds more than {MEMBERS:,} parts: it is not read.")
    unpacked = sum(each.file_size for each in members)
    packed = max(1, sum(each.compress_size for each in members))
    if unpacked > UNPACKED_BYTES:
        megabytes = UNPACKED_BYTES >> 20
        raise FileRefused(
            f"The workbook is larger than {megabytes} MB unpacked: save the sheet as CSV."
        )
    if unpacked > RATIO_FROM and unpacked / packed > RATIO:
        raise FileRefused("The workbook is packed more tightly than any table is: it is not read.")


def _sheet_names(stream: BinaryIO) -> list[str]:
    with closing(_book(stream)) as book:
        return [sheet.title for sheet in book.worksheets]


def _header(stream: BinaryIO, sheet: str) -> tuple[int, list[str]] | None:
    """(line, cells) of the row that holds the titles, without empty ones at its end."""
    for line, cells in _sheet_rows(stream, sheet):
        if line > TITLE_ROWS:
            return None
        if sum(bool(cell.strip()) for cell in cells) > 1:
            while not cells[-1].strip():
                cells.pop()
            return line, cells
    return None


def _sheet_rows(stream: BinaryIO, sheet: str) -> Iterator[tuple[int, list[str]]]:
    with closing(_book(stream)) as book:
        try:
            found = book[sheet]
            # What a sheet claims of its size may be wrong or made to take memory.
            found.reset_dimensions()
            for line, values in enumerate(found.iter_rows(max_col=COLUMNS, values_only=True), 1):
                yield line, [_text(value) for value in values]
        except FileRefused:
            raise
        except _BROKEN as error:
            raise FileRefused(f"The sheet breaks off: {_short(error)}.") from None


def _book(stream: BinaryIO) -> Any:
    # Imported late: half a second that only those pay who read workbooks.
    from openpyxl import load_workbook

    stream.seek(0)
    try:
        return load_workbook(stream, read_only=True, data_only=True, keep_links=False)
    except _BROKEN as error:
        raise FileRefused(f"The workbook cannot be read: {_short(error)}. Save it again.") from None


# The library raises what its parts raise: of XML, of the archive, of a key or attribute missing.
_BROKEN = (
    ValueError, KeyError, TypeError, IndexError, AttributeError, OSError, EOFError, SyntaxError,
    zipfile.BadZipFile, OverflowError, NotImplementedError, LookupError, AssertionError,
    RuntimeError, zlib.error,
)  # fmt: skip


def _short(error: Exception) -> str:
    return excerpt(str(error).strip("'\". ") or type(error).__name__)


def _text(value: object) -> str:
    """A cell's value as the text that a CSV would hold."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, timedelta):
        return f"{value.total_seconds():g} s"
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)
