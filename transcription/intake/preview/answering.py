"""Turns what a person chose in the wizard into a mapping, and tries it on the first rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, BinaryIO

from qa_app.core.text import clean
from transcription.intake.mapping.document import (
    MOST_COLUMNS,
    PLACEHOLDER,
    InvalidMapping,
    TableMapping,
    read_mapping,
)
from transcription.intake.mapping.emotions import claims_feeling
from transcription.intake.mapping.grid import Grid, open_grid
from transcription.intake.mapping.guessing import Look, guess_order
from transcription.intake.mapping.importer import read_grid
from transcription.intake.mapping.targets import Reads, Target, targets_for
from transcription.intake.options import DateOrder, ImportOptions
from transcription.intake.preview.asking import CONSTANTS, SHAPES
from transcription.intake.refusals import FileRefused, Refusal
from transcription.intake.repeats import without_repeats
from transcription.intake.tables import Row

TRIED = 200
SHOWN = 8


@dataclass(frozen=True)
class Tried:
    """A mapping on the first rows: what would be taken and refused; `problem` where none can be."""

    rows: Sequence[Any] = ()
    refusals: Sequence[Refusal] = ()
    accepted: int = 0
    problem: str | None = None


class FirstRows:
    """The first rows of a table, so that a try ends soon."""

    def __init__(self, grid: Grid, count: int) -> None:
        self._grid, self._count = grid, count
        self.titles, self.columns = grid.titles, grid.columns
        self.notes, self.encoding, self.sheets = grid.notes, grid.encoding, grid.sheets

    def rows(self) -> Iterator[Row | Refusal]:
        """At most so many."""
        return islice(self._grid.rows(), self._count)

    def refusal(self, row: Row, column: str | None, message: str) -> Refusal:
        """As the table itself."""
        return self._grid.refusal(row, column, message)


def mapping_from(form: Mapping[str, str], look: Look) -> TableMapping:
    """The mapping that the fields of the wizard say; raises InvalidMapping with what is wrong.

    Fields that do not fit what a row is (because that was just changed) say nothing.
    """
    reads, rows = SHAPES.get(form.get("shape", ""), SHAPES["interaction"])
    known = targets_for(reads, rows)
    columns = _columns(form, look, known)
    data: dict[str, Any] = {
        "name": clean(form.get("name", ""), lines=False) or "-",
        "source": clean(form.get("source", ""), lines=False) or None,
        "reads": reads,
        "rows": rows,
        "header": list(look.columns)[:MOST_COLUMNS],
        "columns": columns,
        "constants": _constants(form, reads, known),
        "values": _values(form, look, columns),
        "date_order": form.get("date_order") or _order_told(look, columns, known),
        "zone": form.get("zone") or None,
        "decimal": form.get("decimal") or "point",
        "units": _details(form, look, columns, "unit", "auto"),
        "scales": _details(form, look, columns, "scale", ""),
        "speakers": [
            name for part in form.get("speakers", "").split(",") if (name := clean(part).strip())
        ],
        "skip": _whole(form, "skip", 0, 0, 20),
        "sheet": form.get("sheet") or None,
        "window_hours": _whole(form, "window_hours", 72, 1, 24 * 60),
    }
    return read_mapping(data)


def try_on(
    stream: BinaryIO, mapping: TableMapping, options: ImportOptions, count: int = TRIED
) -> Tried:
    """Read the first rows by a mapping, as the import would."""
    try:
        grid = FirstRows(open_grid(stream, sheet=mapping.sheet), count)
        found = list(without_repeats(read_grid(grid, mapping, options).rows))
    except FileRefused as error:
        return Tried(problem=error.message)
    refusals = [row for row in found if isinstance(row, Refusal)]
    rows = [row for row in found if not isinstance(row, Refusal)]
    return Tried(rows[:SHOWN], refusals[:SHOWN], len(rows))


def _columns(form: Mapping[str, str], look: Look, known: Mapping[str, Any]) -> dict[str, str]:
    chosen = {}
    for number, name in enumerate(look.columns[:MOST_COLUMNS]):
        target = form.get(f"to-{number}", "")
        if target in known and not claims_feeling(name):
            chosen[name] = target
    return chosen


def _order_told(
    look: Look, columns: Mapping[str, str], known: Mapping[str, Any]
) -> DateOrder | None:
    """The one order that the dates of all columns of times allow, where nobody said which."""
    return guess_order(
        [cell for name, goes in columns.items() if known[goes].kind == "time"
         for cell in look.cells(name)]
    )  # fmt: skip


def _values(
    form: Mapping[str, str], look: Look, columns: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for number, name in enumerate(look.columns):
        if name not in columns or f"for-{number}" not in form:
            continue
        # Said of the field that the column went to then; of another it says nothing.
        if form[f"for-{number}"] != columns[name]:
            continue
        said: dict[str, str] = {}
        place = 0
        while f"word-{number}-{place}" in form:
            meaning = form.get(f"means-{number}-{place}", "")
            word = form[f"word-{number}-{place}"]
            if meaning and meaning != word:
                said[word] = meaning
            place += 1
        if said:
            found[name] = said
    return found


def _details(
    form: Mapping[str, str], look: Look, columns: Mapping[str, str], kind: str, nothing: str
) -> dict[str, str]:
    return {
        name: said
        for number, name in enumerate(look.columns)
        if name in columns and (said := form.get(f"{kind}-{number}", nothing)) != nothing
    }


def _constants(
    form: Mapping[str, str], reads: Reads, known: Mapping[str, Target]
) -> dict[str, str]:
    """What stands for all rows; InvalidMapping where a field does not know the word."""
    found = {}
    for target in (*CONSTANTS[reads], "speaker"):
        said = clean(form.get(f"all-{target}", ""), lines=False)
        if target not in known or not said:
            continue
        choices = known[target].choices
        if choices and said.lower() not in choices and not PLACEHOLDER.search(said):
            raise InvalidMapping(f"{target}: must be one of {', '.join(choices)}")
        found[target] = said
    return found


def _whole(form: Mapping[str, str], name: str, otherwise: int, least: int, most: int) -> int:
    """A whole number of the form; InvalidMapping where it is none or out of its bounds."""
    text = form.get(name, "").strip()
    if not text:
        return otherwise
    if not (text.isdecimal() and len(text) < 6 and least <= int(text) <= most):
        raise InvalidMapping(f"{name}: must be a whole number from {least} to {most}")
    return int(text)
