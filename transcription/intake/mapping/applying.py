"""Shows a table as its mapping sees it: the same rows under our own column names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import cached_property

from transcription.intake.mapping.cells import (
    language_tag,
    read_flag,
    read_number,
    read_score,
    read_span,
    unit_of,
)
from transcription.intake.mapping.document import ANY_OTHER, PLACEHOLDER, TableMapping
from transcription.intake.mapping.grid import Grid
from transcription.intake.mapping.spoken import plain
from transcription.intake.mapping.targets import Target, targets_for
from transcription.intake.mapping.times import read_moment
from transcription.intake.refusals import FileRefused, Refusal, excerpt, quoted
from transcription.intake.tables import Row, column_name

_WHO = ("agent_email", "agent_name")
_TOLD_FROM = {"agent_id": _WHO, "ended_at": ("duration",)}
_MARKED_UP = {"text", "customer_text", "agent_text"}


class _Unread(Exception):
    """A cell that cannot be read as its field asks; `target` is the field."""

    def __init__(self, target: str, message: str) -> None:
        super().__init__(message)
        self.target = target


class MappedTable:
    """A table under a mapping; reads like a CSV whose header names our own fields.

    `zone` is that of times for which neither the row nor the mapping says one.
    """

    def __init__(self, grid: Grid, mapping: TableMapping, *, zone: str | None) -> None:
        self.grid, self.mapping = grid, mapping
        self._zone = mapping.zone or zone
        self._targets = targets_for(mapping.reads, mapping.rows)
        there = set(grid.columns)
        self.used = {name: goes for name, goes in mapping.columns.items() if name in there}
        self._first = {goes: name for name, goes in reversed(self.used.items())}
        self._means = {
            column: {word.lower(): value for word, value in words.items()}
            for column, words in mapping.values.items()
        }
        self._numbers = {name: number for number, name in enumerate(grid.columns, 1)}

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The fields that get something from somewhere."""
        given = dict.fromkeys([*self.used.values(), *self.mapping.constants])
        if "agent_id" not in given and any(who in given for who in _WHO):
            given["agent_id"] = None
        if "ended_at" not in given and "duration" in given:
            given["ended_at"] = None
        return tuple(given)

    def require(self, *names: str) -> None:
        """Raise FileRefused naming the fields that no column and no constant fills."""
        missing = [name for name in names if name not in self.columns]
        if missing:
            labels = ", ".join(str(self._targets[name].label) for name in missing)
            raise FileRefused(
                f"Nothing gives: {labels}. Choose a column for it, or write what stands for "
                f"all rows. The file has: {', '.join(map(quoted, self.grid.titles[:40]))}."
            )

    def rows(self) -> Iterator[Row | Refusal]:
        """The rows under our names; a cell that cannot be read refuses its row at its place."""
        left = self.mapping.skip
        for row in self.grid.rows():
            if left > 0:
                left -= 1
            elif isinstance(row, Refusal):
                yield row
            else:
                try:
                    yield self._mapped(row)
                except _Unread as problem:
                    yield self._refused(row, problem.target, str(problem))

    def refusal(self, row: Row, target: str | None, message: str) -> Refusal:
        """The refusal of a mapped row, at the column from which the field came."""
        column = self._origin(target)
        number = self._numbers[column] if column else None
        shown = row.cells.get(target or "", "") if column else row.text
        return Refusal(row.line, number, column or target, message, excerpt(shown))

    def _refused(self, row: Row, target: str, message: str) -> Refusal:
        """The same for a row that still has the file's own cells."""
        column = self._origin(target)
        if column is None:
            return Refusal(row.line, None, target, message, excerpt(row.text))
        return self.grid.refusal(row, column, message)

    def _origin(self, target: str | None) -> str | None:
        """The column of the file that fills a field, or what the field is told from."""
        names = (target, *_TOLD_FROM.get(target or "", ()))
        return next((self._first[name] for name in names if name in self._first), None)

    def _mapped(self, row: Row) -> Row:
        raw: dict[str, str] = {}
        for column, target in self.used.items():
            cell = self._meaning(column, row.cells.get(column, ""))
            if cell.strip():
                raw[target] = self._joined(raw, target, cell)
        for target, constant in self.mapping.constants.items():
            if target not in raw and (filled := _filled(constant, row.cells)).strip():
                raw[target] = filled
        cells = {
            target: self._read(self._targets[target], cell, raw) for target, cell in raw.items()
            if target != "started_clock"
        }  # fmt: skip
        self._complete(cells)
        return Row(row.line, cells, row.text)

    def _meaning(self, column: str, cell: str) -> str:
        """What a cell's word was said to mean; "" drops it."""
        words = self._means.get(column)
        if not words or not cell.strip():
            return cell
        return words.get(cell.strip().lower(), words.get(ANY_OTHER, cell))

    def _joined(self, raw: Mapping[str, str], target: str, cell: str) -> str:
        if target not in raw:
            return cell
        between = " " if target == "agent_name" else ", " if target == "topic" else "\n"
        return f"{raw[target]}{between}{cell}"

    def _read(self, target: Target, cell: str, raw: Mapping[str, str]) -> str:
        try:
            if target.key == "started_at" and "started_clock" in raw:
                cell = f"{cell.strip()} {raw['started_clock'].strip()}"
            return self._as_text(target, cell)
        except ValueError as error:
            raise _Unread(target.key, str(error)) from None

    def _as_text(self, target: Target, cell: str) -> str:
        column = self._origin(target.key) or ""
        if target.kind == "time":
            return read_moment(cell, self.mapping.date_order, self._zone).isoformat()
        if target.kind == "span":
            unit = self.mapping.units.get(column) or unit_of(column)
            return _plain_number(read_span(cell, unit, self.mapping.decimal))
        if target.kind in ("number", "whole"):
            return _plain_number(read_number(cell, self.mapping.decimal))
        if target.kind == "score":
            scale = self.mapping.scales.get(column)
            return str(read_score(cell, target.key, scale, self.mapping.decimal))
        if target.kind == "flag":
            return "yes" if read_flag(cell) else "no"
        if target.key == "language":
            return language_tag(cell)
        if target.kind == "word":
            return cell.strip().lower()
        return plain(cell) if target.key in _MARKED_UP else cell

    def _complete(self, cells: dict[str, str]) -> None:
        """What follows from other fields: who the agent is, when it ended."""
        if "agent_id" not in cells:
            who = next((cells[name] for name in _WHO if name in cells), None)
            if who is not None and "agent_id" in self.columns:
                cells["agent_id"] = who.strip()
        if self.mapping.reads == "interactions" and "duration" in cells:
            seconds = float(cells.pop("duration"))
            if "ended_at" not in cells and "started_at" in cells:
                cells["ended_at"] = _later(cells["started_at"], seconds)
        if cells.get("speaker", "agent") != "agent":
            cells.pop("turn_agent_id", None)
        if "source" not in cells and self.mapping.source:
            cells["source"] = self.mapping.source


def _filled(constant: str, cells: Mapping[str, str]) -> str:
    """A constant with the cells that it names in braces; "" where one of them is empty."""
    names = PLACEHOLDER.findall(constant)
    if any(not cells.get(column_name(name), "").strip() for name in names):
        return ""
    return PLACEHOLDER.sub(lambda match: cells[column_name(match[1])].strip(), constant)


def _plain_number(value: float) -> str:
    return str(int(value)) if value.is_integer() else repr(value)


def _later(moment: str, seconds: float) -> str:
    try:
        return (datetime.fromisoformat(moment) + timedelta(seconds=seconds)).isoformat()
    except OverflowError:
        raise _Unread("duration", "is longer than any time") from None
