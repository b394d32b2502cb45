"""Reads CSV whatever its separator, row by row, so that a broken row costs no other."""

import csv
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from transcription.intake.limits import RECORD_CHARACTERS, RECORD_LINES, UNCLOSED_QUOTES
from transcription.intake.reading import Line, TextSource
from transcription.intake.refusals import FileRefused, Refusal, excerpt, quoted

SEPARATORS = (",", ";", "\t", "|")
_SEPARATOR_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}

csv.field_size_limit(max(csv.field_size_limit(), RECORD_CHARACTERS))


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line on which it begins, and its filled cells by column name."""

    line: int
    cells: Mapping[str, str]
    text: str


class NamedRows(Protocol):
    """Rows under our own column names: a CSV that has them, or a table that is mapped to them."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are there."""
        ...

    def require(self, *names: str) -> None:
        """Raise FileRefused naming the columns that are not there."""
        ...

    def rows(self) -> Iterator[Row | Refusal]:
        """The rows after the header."""
        ...

    def refusal(self, row: Row, column: str | None, message: str) -> Refusal:
        """The refusal of a row for what stands in one of its columns."""
        ...


@dataclass(frozen=True)
class Table:
    """A CSV file with its header read; `titles` are the column names as they stand there."""

    source: TextSource
    titles: tuple[str, ...]
    separator: str
    header_line: int

    @property
    def separator_name(self) -> str:
        """The separator as the batch reports it."""
        return _SEPARATOR_NAMES[self.separator]

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The column names in lower case with underscores, by which rows hold their cells."""
        return tuple(map(column_name, self.titles))

    def require(self, *names: str) -> None:
        """Raise FileRefused naming the columns that are not there."""
        missing = [name for name in names if name not in self.columns]
        if missing:
            raise FileRefused(
                f"The header has no column {', '.join(missing)}. It has: "
                + ", ".join(map(quoted, self.columns)),
                line=self.header_line,
            )

    def rows(self) -> Iterator[Row | Refusal]:
        """Yield the rows after the header; blank lines do not count."""
        for record in _records(self.source, self.separator):
            if isinstance(record, Refusal):
                yield record
            elif record[0].number > self.header_line and any(each.text.strip() for each in record):
                yield self._row(record)

    def refusal(self, row: Row, column: str | None, message: str) -> Refusal:
        """Return the refusal of a row for what stands in one of its columns."""
        number = self.columns.index(column) + 1 if column in self.columns else None
        shown = row.cells.get(column or "", "") if number else row.text
        return Refusal(row.line, number, column, message, excerpt(shown))

    def _row(self, record: list[Line]) -> Row | Refusal:
        first = record[0]
        text = first.text
        problem = next((line for line in record if line.problem), None)
        if problem:
            message = problem.problem or ""
            return Refusal(problem.number, None, None, message, excerpt(problem.text))
        try:
            cells = _cells(record, self.separator)
        except csv.Error as error:
            return Refusal(first.number, None, None, f"is not CSV: {error}", excerpt(text))
        if len(cells) > len(self.columns):
            message = f"has {len(cells)} cells, the header {len(self.columns)}"
            return Refusal(first.number, len(self.columns) + 1, None, message, excerpt(text))
        filled = zip(self.columns, cells, strict=False)
        return Row(first.number, {name: cell for name, cell in filled if cell.strip()}, text)


def open_table(source: TextSource) -> Table:
    """Read the header of a CSV file; raise FileRefused for none, and for a name given twice."""
    titles, separator, line = header_of(source)
    return Table(source, once_each(titles), separator, line)


def header_of(source: TextSource) -> tuple[tuple[str, ...], str, int]:
    """(titles, separator, line) of the header of a CSV file; raise FileRefused if there is none."""
    separator: str | None = None
    for line in source.lines():
        text = line.text.lstrip("\ufeff")
        if text.lower().startswith("sep=") and len(text.strip()) == 5:
            separator = text[4] if text[4] in SEPARATORS else None
        elif text.strip():
            separator = separator or find_separator(text)
            return split_header(text, separator), separator, line.number
    raise FileRefused("The file is empty: there is no header and no row.")


def table_notes(table: Table, unknown: Sequence[str]) -> tuple[str, ...]:
    """What the batch says of a table: its separator, and the columns that are not read."""
    ignored = ", ".join(quoted(name) for name in unknown)
    columns = (f"columns not read: {ignored}",) if ignored else ()
    return (f"separator: {table.separator_name}", *columns)


def find_separator(header_line: str) -> str:
    """Return the separator that parts the header into most cells; a comma where none does."""
    return max(SEPARATORS, key=lambda each: len(_cells([Line(1, header_line)], each)))


def read_header(text: str, separator: str) -> tuple[str, ...]:
    """Return the titles of a header line; raise FileRefused if two columns have one name."""
    return once_each(split_header(text, separator))


def split_header(text: str, separator: str) -> tuple[str, ...]:
    """Return the titles of a header line as they stand there."""
    return tuple(cell.strip() for cell in _cells([Line(1, text)], separator))


def once_each(titles: tuple[str, ...]) -> tuple[str, ...]:
    """Return the titles; raise FileRefused if two columns have one name."""
    names = [column_name(title) for title in titles if title]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise FileRefused(f"The header names the column {quoted(twice)} twice.", line=1)
    return titles


def unique_titles(titles: Sequence[str]) -> tuple[str, ...]:
    """The titles, with a number behind those that stand twice and a name where there is none."""
    seen: set[str] = set()
    found = []
    for number, title in enumerate(titles, 1):
        unique, count = title.strip() or f"Column {number}", 2
        while column_name(unique) in seen:
            unique = f"{title.strip() or f'Column {number}'} ({count})"
            count += 1
        seen.add(column_name(unique))
        found.append(unique)
    return tuple(found)


def column_name(title: str) -> str:
    """Return a column's title in lower case, its blanks and dashes as underscores."""
    return "_".join(title.lower().replace("-", " ").split())


def _cells(record: Sequence[Line], separator: str) -> list[str]:
    lines = [f"{line.text}\n" for line in record]
    return next(csv.reader(lines, delimiter=separator), [])


def _records(source: TextSource, separator: str) -> Iterator[list[Line] | Refusal]:
    """Yield the lines of each row: more than one where a quoted cell runs over line breaks.

    A quote that never closes refuses the line on which it opened, and reading goes on after it.
    """
    lines = source.lines()
    ahead: deque[Line] = deque()
    unclosed = 0
    while True:
        line = ahead.popleft() if ahead else next(lines, None)
        if line is None:
            return
        record = [line]
        held = _fill(record, ahead, lines, separator)
        if held is None:
            yield record
            continue
        ahead.extendleft(reversed(held))
        unclosed += 1
        message = "opens a quote that is not closed"
        yield Refusal(line.number, None, None, message, excerpt(line.text))
        if unclosed > UNCLOSED_QUOTES:
            raise FileRefused(
                f"More than {UNCLOSED_QUOTES} rows open a quote that is not closed: "
                "check how the file was written.",
                line=line.number,
            )


def _fill(
    record: list[Line], ahead: deque[Line], lines: Iterator[Line], separator: str
) -> list[Line] | None:
    """Add lines to the record until its quotes close; return what to give back if they don't."""
    quoted_cell = _ends_quoted(record[0].text, separator, quoted_cell=False)
    size = len(record[0].text)
    while quoted_cell:
        line = ahead.popleft() if ahead else next(lines, None)
        if line is not None:
            record.append(line)
            size += len(line.text)
        if line is None or len(record) > RECORD_LINES or size > RECORD_CHARACTERS:
            held = record[1:]
            del record[1:]
            return held
        quoted_cell = _ends_quoted(line.text, separator, quoted_cell=True)
    return None


def _ends_quoted(text: str, separator: str, *, quoted_cell: bool) -> bool:
    """Whether a quoted cell is open at the end of a line, as Python's csv reads quotes."""
    at = 0
    while (at := text.find('"', at)) >= 0:
        if not quoted_cell:
            quoted_cell = at == 0 or text[at - 1] == separator
        elif text[at + 1 : at + 2] == '"':
            at += 1
        else:
            quoted_cell = False
        at += 1
    return quoted_cell
