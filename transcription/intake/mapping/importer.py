"""The importer of mapped tables: shipped mappings by their headers, saved ones, workbooks."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO

from flask_babel import lazy_gettext as _

from transcription.intake.companions.reading import read_sessions, read_surveys
from transcription.intake.detection import UnknownTable
from transcription.intake.importer import Head, Importer, InputFile, MappedBy, Reading
from transcription.intake.mapping.applying import MappedTable
from transcription.intake.mapping.document import TableMapping, best_of
from transcription.intake.mapping.emotions import claims_feeling, dropped_note
from transcription.intake.mapping.grid import LEGACY, Grid, open_grid
from transcription.intake.mapping.rows import read_interactions
from transcription.intake.mapping.shipped import shipped_for
from transcription.intake.mapping.targets import targets_for
from transcription.intake.mapping.workbook import is_legacy_workbook, is_workbook
from transcription.intake.options import ImportOptions
from transcription.intake.refusals import FileRefused, quoted
from transcription.intake.tables import column_name, find_separator, split_header, unique_titles

MAPPED, REFUSED = "mapped", "xls"
NEAR = 0.6
"""The share of columns that a mapping has to have in common with a file to begin with it."""
_READERS: dict[str, Callable[[MappedTable, ImportOptions], Iterator[Any]]] = {
    "interactions": read_interactions,
    "surveys": read_surveys,
    "sessions": read_sessions,
}


def columns_of(head: Head) -> tuple[str, ...]:
    """The column names of a text file that begins so, each one once; none where it is no table."""
    line = head.first_line
    if line.startswith(("{", "[")):
        return ()
    try:
        titles = split_header(line, find_separator(line))
    except csv.Error:
        return ()
    return tuple(map(column_name, unique_titles(titles))) if len(titles) > 1 else ()


def is_mapped(head: Head, options: ImportOptions) -> bool:
    """Whether a text file is to be read by a mapping that was named, or that was saved here."""
    columns = columns_of(head)
    if options.mapping is not None:
        return len(columns) > 1
    return bool(columns) and best_of(options.mappings, columns) is not None


def mapping_for(
    columns: Sequence[str], saved: Sequence[TableMapping], source: str | None = None
) -> TableMapping | None:
    """The mapping of a file with these columns: one saved for its source, any saved, a shipped."""
    of_source = [each for each in saved if source and each.source == source]
    return best_of(of_source, columns) or best_of(saved, columns) or shipped_for(columns)


def read_mapped(stream: BinaryIO, mapping: TableMapping | None, options: ImportOptions) -> Reading:
    """Read a table by a mapping; None looks for one. Raises UnknownTable where there is none."""
    grid = open_grid(stream, sheet=mapping.sheet if mapping else None)
    if mapping is None:
        grid, mapping = _find(stream, grid, options)
    return read_grid(grid, mapping, options)


def read_grid(grid: Grid, mapping: TableMapping, options: ImportOptions) -> Reading:
    """Read an open table by a mapping."""
    table = MappedTable(grid, mapping, zone=options.hints.time_zone)
    rows = _READERS[mapping.reads](table, options)
    return Reading(
        rows, notes_of(table), grid.encoding, goes=goes_of(table), mapping=_mapped_by(table, grid)
    )


def _mapped_by(table: MappedTable, grid: Grid) -> MappedBy:
    mapping = table.mapping
    joined = {goes: name for name, goes in table.used.items() if goes in ("external_id", "source")}
    names = [joined[goes] for goes in ("external_id", "source") if goes in joined]
    is_joined = mapping.rows == "message" and "external_id" in joined
    sheet = mapping.sheet or next(iter(grid.sheets), None)
    return MappedBy(mapping.name, tuple(names) if is_joined else (), sheet, mapping.skip)


def goes_of(table: MappedTable) -> tuple[tuple[str, str], ...]:
    """(title, field) of the columns that are read, in the order of the file."""
    known = targets_for(table.mapping.reads, table.mapping.rows)
    return tuple(
        (title, str(known[table.used[name]].label))
        for title, name in zip(table.grid.titles, table.grid.columns, strict=True)
        if name in table.used
    )


def notes_of(table: MappedTable) -> tuple[str, ...]:
    """What the batch says: the mapping, the columns that nobody reads, those that may not be."""
    feelings = [column for column in table.grid.columns if claims_feeling(column)]
    used = {*table.used, *feelings}
    unread = [title for title, name in zip(table.grid.titles, table.grid.columns, strict=True)
              if name not in used]  # fmt: skip
    names = ", ".join(quoted(title) for title in unread)
    return (
        f"mapping: {quoted(table.mapping.name)}",
        *table.grid.notes,
        *((f"columns not read: {names}",) if names else ()),
        *dropped_note(feelings),
    )


def _find(stream: BinaryIO, grid: Grid, options: ImportOptions) -> tuple[Grid, TableMapping]:
    """The mapping of a file, by its first sheet that has one."""
    for sheet in grid.sheets or (None,):
        tried = open_grid(stream, sheet=sheet) if sheet else grid
        found = mapping_for(list(tried.columns), options.mappings, options.source)
        if found is not None:
            return tried, found
    shown = ", ".join(map(quoted, grid.titles[:12]))
    raise UnknownTable(
        "No mapping knows the columns of this table: say what they hold, in the browser under "
        f"Import, or name a mapping (qa import --mapping). It has: {shown}.",
        tuple(grid.titles),
    )


def _is_shipped(head: Head) -> bool:
    return shipped_for(columns_of(head)) is not None


def _open(file: InputFile, options: ImportOptions) -> Reading:
    return read_mapped(file.stream, options.mapping, options)


def _refuse_legacy(_file: InputFile, _options: ImportOptions) -> Reading:
    raise FileRefused(LEGACY)


IMPORTERS = (
    Importer(
        MAPPED, _("Table with a mapping"), _is_shipped, _open,
        _("A CSV whose columns a mapping knows."), rank=90,
    ),
    Importer(
        "workbook", _("Workbook with a mapping"), lambda head: is_workbook(head.raw), _open,
        _("An .xlsx workbook, one sheet of it."), rank=10,
    ),
    Importer(
        REFUSED, _("Old workbook (.xls)"),
        lambda head: is_legacy_workbook(head.raw), _refuse_legacy,
        _("Not read: save it as .xlsx or CSV."), rank=10,
    ),
)  # fmt: skip


def nearest_mapping(
    columns: Sequence[str], saved: Sequence[TableMapping], source: str | None = None
) -> TableMapping | None:
    """The mapping to begin with: one that fits, else one made for most of these columns."""
    found = mapping_for(columns, saved, source)
    if found is not None:
        return found
    there = set(columns)

    def share(each: TableMapping) -> float:
        return len(there & set(each.header)) / len(there | set(each.header))

    best = max(saved, key=share, default=None)
    return best if best is not None and share(best) >= NEAR else None
