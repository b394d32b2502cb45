"""Takes the refused rows out of a file as they were, so that a person can mend them.

Cards, card codes, passwords and one-time codes are destroyed in them.
"""

from __future__ import annotations

import csv
import io
import json
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from qa_app.web.downloads import csv_line, neutral
from transcription.intake.importer import MappedBy
from transcription.intake.mapping.grid import open_grid, text_table
from transcription.intake.mapping.workbook import is_workbook
from transcription.intake.reading import Line, open_text
from transcription.intake.refusals import FileRefused
from transcription.intake.registry import importers
from transcription.intake.strict_json import Unreadable, decode
from transcription.intake.tables import Row, Table, open_table
from transcription.redaction.masks import render
from transcription.redaction.redacting import redact

MOST_ROWS = 50_000
MOST_CHARACTERS = 20_000_000
Rows = Iterator[str]
_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class HowRead:
    """As what a file was read, and by which mapping."""

    format: str
    mapping: MappedBy | None = None


def remainder(stream: BinaryIO, how: HowRead, lines: Collection[int]) -> tuple[str, int] | None:
    """(text, number of rows) of the rows that were refused on these lines.

    None where the format has no rows that could stand alone, or nothing of the file can be read.
    A chat whose rows are several is given whole. At most 50,000 rows or 20 million characters.
    """
    reader = _READERS.get(how.format)
    if reader is None or not lines:
        return None
    stream.seek(0)
    try:
        head, rows = reader(stream, lines, how)
        kept, size = [], 0
        for row in rows:
            kept.append(row)
            size += len(row)
            if len(kept) >= MOST_ROWS or size >= MOST_CHARACTERS:
                break
    except FileRefused:
        return None
    return (head + "".join(kept), len(kept)) if kept else None


def has_rows(format_: str) -> bool:
    """Whether refused rows of a format can be given out."""
    return format_ in _READERS


def why_not(format_: str) -> str:
    """Why refused parts of such a file are not given out to be mended, and what to do instead."""
    found = importers().get(format_)
    if found is not None and found.is_json:
        return (
            "what was refused is no row that could be mended by hand: correct it in the system that"
            " exported it, or say what is missing as you import, and hand the file in again"
        )
    if format_ == "mbox":
        return (
            "letters are not given out to be mended: say what is missing (own addresses, the"
            " agent's id) and hand the mailbox in again"
        )
    return (
        "the file is one conversation and is refused whole: correct the file, or say what is"
        " missing as you import, and hand it in again"
    )


def without_secrets(text: str) -> str:
    """The text without what must be destroyed; everything else stands as it was."""
    found = redact(text)
    return render(text, [mask for mask in found.masks if mask.destroyed])


def _jsonl(stream: BinaryIO, lines: Collection[int], how: HowRead) -> tuple[str, Rows]:
    wanted = set(lines)
    source = open_text(stream)
    return "", (_json_line(line.text) for line in source.lines() if line.number in wanted)


def _json_line(text: str) -> str:
    try:
        data = _each_text(decode(text), without_secrets)
    except (ValueError, RecursionError, Unreadable):
        return without_secrets(text) + "\n"
    return json.dumps(data, ensure_ascii=False) + "\n"


def _each_text(data: Any, change: Callable[[str], str]) -> Any:
    if isinstance(data, str):
        return change(data)
    if isinstance(data, list):
        return [_each_text(each, change) for each in data]
    if isinstance(data, dict):
        return {name: _each_text(each, change) for name, each in data.items()}
    return data


def _own_table(stream: BinaryIO, lines: Collection[int], how: HowRead) -> tuple[str, Rows]:
    table = open_table(open_text(stream))
    return _head(table), _records(table, set(lines), MappedBy("", ("external_id", "source")))


def _mapped(stream: BinaryIO, lines: Collection[int], how: HowRead) -> tuple[str, Rows]:
    mapping = how.mapping or MappedBy("")
    if is_workbook(stream.read(8)):
        return _sheet(stream, set(lines), mapping)
    table = text_table(open_text(stream))
    return _head(table), _records(table, set(lines), mapping)


def _head(table: Table) -> str:
    return _MARK + csv_line(table.titles, table.separator)


def _records(table: Table, refused: set[int], mapping: MappedBy) -> Rows:
    """The records that begin on refused lines, and all others of the same interactions."""
    starts: list[int] = []
    keys: dict[int, tuple[str, ...]] = {}
    for row in table.rows():
        starts.append(row.line)
        if isinstance(row, Row) and (key := _key(row, mapping)):
            keys[row.line] = key
    # A refusal may name a line within a record.
    begun = (
        {starts[max(0, bisect_right(starts, line) - 1)] for line in refused} if starts else set()
    )
    wanted = {*_together(begun, keys), *(starts[: mapping.skip] if begun else ())}
    for record in _grouped(table.source.lines(), starts):
        if record[0].number in wanted:
            yield _cells(record, table.separator)


def _sheet(stream: BinaryIO, refused: set[int], mapping: MappedBy) -> tuple[str, Rows]:
    """The rows of a workbook's sheet, written as CSV under the same titles."""
    grid = open_grid(stream, sheet=mapping.sheet)
    keys: dict[int, tuple[str, ...]] = {}
    above: list[int] = []
    for row in grid.rows():
        above += [row.line] if len(above) < mapping.skip else []
        if isinstance(row, Row) and mapping.joined_by and (key := _key(row, mapping)):
            keys[row.line] = key
    wanted = {*_together(refused, keys), *above}
    rows = (
        csv_line([without_secrets(row.cells.get(name, "")) for name in grid.columns], ",")
        for row in grid.rows()
        if isinstance(row, Row) and row.line in wanted
    )
    return _MARK + csv_line(grid.titles, ","), rows


def _key(row: Row, mapping: MappedBy) -> tuple[str, ...] | None:
    """What the rows of one interaction have in common; None where a row stands alone."""
    if not mapping.joined_by or not row.cells.get(mapping.joined_by[0]):
        return None
    return tuple(row.cells.get(name, "") for name in mapping.joined_by)


def _together(begun: set[int], keys: dict[int, tuple[str, ...]]) -> set[int]:
    """These rows and all that belong to the same interactions."""
    whole = {keys[line] for line in begun if line in keys}
    return begun | {line for line, key in keys.items() if key in whole}


def _grouped(lines: Iterable[Line], starts: list[int]) -> Iterator[list[Line]]:
    record: list[Line] = []
    begins = set(starts)
    for line in lines:
        if line.number in begins and record:
            yield record
            record = []
        if line.number in begins or record:
            record.append(line)
    if record:
        yield record


def _cells(record: list[Line], separator: str) -> str:
    text = "\n".join(line.text for line in record).rstrip("\n")
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=separator, strict=True))
    except csv.Error:
        rows = []
    if len(rows) != 1:
        return neutral(without_secrets(text)) + "\n"
    return csv_line(map(without_secrets, rows[0]), separator)


_READERS: dict[str, Callable[[BinaryIO, Collection[int], HowRead], tuple[str, Rows]]] = {
    "jsonl": _jsonl,
    "chats": _own_table,
    "manifest": _own_table,
    "mapped": _mapped,
    "workbook": _mapped,
}
