"""What the wizard asks about a table: each column with examples, and what follows from its answers.

Pure: a look at the first rows and a mapping go in, the questions of the page come out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Literal

from qa_app.core.text import clean, shorten
from transcription.intake.mapping.cells import OWN_SCALES, SCALES, read_score
from transcription.intake.mapping.document import ANY_OTHER, TableMapping
from transcription.intake.mapping.emotions import claims_feeling
from transcription.intake.mapping.grid import Grid, open_grid
from transcription.intake.mapping.guessing import Look
from transcription.intake.mapping.targets import Reads, RowsAre, Target, targets_for
from transcription.intake.mapping.times import UnclearTime, orders_that_fit, read_moment
from transcription.intake.refusals import Refusal
from transcription.intake.tables import Row
from transcription.redaction.redacting import redact

LOOKED_AT = 300
SAMPLES = 3
SAMPLE_CHARACTERS = 60
CONSTANTS = {
    "interactions": ("agent_id", "channel", "team", "topic", "language", "external_id", "recording",
                     "basis"),
    "surveys": ("source",),
    "sessions": ("agent_id", "source"),
}  # fmt: skip
Shape = Literal["interaction", "message", "survey", "session"]
SHAPES: dict[str, tuple[Reads, RowsAre]] = {
    "interaction": ("interactions", "interaction"),
    "message": ("interactions", "message"),
    "survey": ("surveys", "interaction"),
    "session": ("sessions", "interaction"),
}


@dataclass(frozen=True)
class Column:
    """One column: examples (masked), where it goes, whether that is only a guess."""

    number: int
    name: str
    title: str
    samples: Sequence[str]
    target: str
    is_guess: bool
    is_feeling: bool


@dataclass(frozen=True)
class Word:
    """A word of a column, how often it stands in the first rows, and what it means."""

    word: str
    count: int
    meaning: str


@dataclass(frozen=True)
class Words:
    """The words of a column that goes to a field which knows only some."""

    number: int
    title: str
    target: Target
    choices: Sequence[str]
    words: Sequence[Word]


@dataclass(frozen=True)
class Detail:
    """A unit or a scale that is asked for a column."""

    number: int
    title: str
    chosen: str
    example: str


@dataclass(frozen=True)
class Order:
    """An order of day and month with what an example would mean by it."""

    key: str
    example: str
    means: datetime


def look_into(stream: BinaryIO, sheet: str | None, skip: int = 0) -> tuple[Grid, Look]:
    """A table and its first rows; raises FileRefused where it is none."""
    grid = open_grid(stream, sheet=sheet)
    rows: list[Row] = []
    for row in grid.rows():
        if isinstance(row, Refusal):
            continue
        if skip > 0:
            skip -= 1
            continue
        rows.append(row)
        if len(rows) >= LOOKED_AT:
            break
    return grid, Look(tuple(grid.titles), tuple(grid.columns), rows)


def shape_of(mapping: TableMapping) -> Shape:
    """What one row is."""
    found = next(name for name, pair in SHAPES.items() if pair == (mapping.reads, mapping.rows))
    return found  # type: ignore[return-value]  # the keys are the shapes


def columns_asked(look: Look, mapping: TableMapping, guessed: TableMapping) -> list[Column]:
    """All columns in the order of the file."""
    return [
        Column(
            number,
            name,
            title,
            samples(look.cells(name)),
            mapping.columns.get(name, ""),
            name in mapping.columns and mapping.columns[name] == guessed.columns.get(name),
            claims_feeling(name),
        )
        for number, (name, title) in enumerate(zip(look.columns, look.titles, strict=True))
    ]


def samples(cells: Iterable[str]) -> list[str]:
    """The first different cells of a column, masked and short."""
    different = list(dict.fromkeys(cell.strip() for cell in cells))[:SAMPLES]
    return [_masked(cell) for cell in different]


def words_asked(look: Look, mapping: TableMapping) -> list[Words]:
    """The columns whose words have to be said to mean something of ours."""
    known = targets_for(mapping.reads, mapping.rows)
    found = []
    for number, (name, title) in enumerate(zip(look.columns, look.titles, strict=True)):
        target = known.get(mapping.columns.get(name, ""))
        words = look.words(name) if target else []
        if target is None or not words or not (choices := _choices(target, words)):
            continue
        said = mapping.values.get(name, {})
        cells = [cell.strip() for cell in look.cells(name)]
        asked = [Word(word, cells.count(word), _meaning(word, said, choices)) for word in words]
        found.append(Words(number, title, target, choices,
                           [*asked, Word(ANY_OTHER, 0, said.get(ANY_OTHER, ""))]))  # fmt: skip
    return found


def units_asked(look: Look, mapping: TableMapping) -> list[Detail]:
    """The lengths of time whose numbers could be seconds or minutes."""
    known = targets_for(mapping.reads, mapping.rows)
    return [
        Detail(number, look.titles[number], mapping.units.get(name, "auto"), _first(look, name))
        for number, name in enumerate(look.columns)
        if (goes := mapping.columns.get(name)) and known[goes].kind == "span"
    ]


def scales_asked(look: Look, mapping: TableMapping) -> list[Detail]:
    """The scores, which may have been asked on another scale than ours."""
    return [
        Detail(number, look.titles[number], mapping.scales.get(name, ""), _first(look, name))
        for number, name in enumerate(look.columns)
        if mapping.columns.get(name) in OWN_SCALES
    ]


def scale_choices(look: Look, mapping: TableMapping, number: int) -> list[tuple[str, str]]:
    """(scale, what the first number of the column becomes on ours)."""
    name = look.columns[number]
    measure = mapping.columns[name]
    cell = next(iter(look.cells(name)), "")
    own = "-".join(map(str, OWN_SCALES[measure]))
    found = []
    for scale in SCALES:
        try:
            becomes = str(read_score(cell, measure, scale, mapping.decimal))
        except ValueError:
            becomes = "–"
        if scale != own:
            found.append((scale, becomes))
    return found


def orders_asked(look: Look, mapping: TableMapping, zone: str) -> list[Order]:
    """The orders that all dates of the file allow, with an example each; none where one is told."""
    known = targets_for(mapping.reads, mapping.rows)
    cells = [
        cell
        for name, goes in mapping.columns.items()
        if known[goes].kind == "time"
        for cell in look.cells(name)
    ]
    found = []
    for order in orders_that_fit(cells):
        for cell in cells:
            try:
                found.append(Order(order, cell.strip(), read_moment(cell, order, zone)))
            except UnclearTime:
                continue
            break
    return found


def time_examples(
    look: Look, mapping: TableMapping, zone: str
) -> list[tuple[str, datetime | None]]:
    """(as it stands there, what it means) of the first time of each column of times."""
    known = targets_for(mapping.reads, mapping.rows)
    found: list[tuple[str, datetime | None]] = []
    for name, goes in mapping.columns.items():
        cell = next(iter(look.cells(name)), None)
        if known[goes].kind != "time" or cell is None:
            continue
        try:
            moment: datetime | None = read_moment(cell, mapping.date_order, zone)
        except UnclearTime:
            moment = None
        found.append((_masked(cell), moment))
    return found


def _choices(target: Target, words: Sequence[str]) -> Sequence[str]:
    if target.choices:
        return target.choices
    if target.kind == "flag":
        return ("yes", "no")
    if target.key in OWN_SCALES and not all(_is_number(word) for word in words):
        low, high = OWN_SCALES[target.key]
        return tuple(str(number) for number in range(low, high + 1))
    return ()


def _meaning(word: str, said: dict[str, str], choices: Sequence[str]) -> str:
    lower = {key.lower(): value for key, value in said.items()}
    found = said.get(word, lower.get(word.lower()))
    if found is not None:
        return found
    return word.lower() if word.lower() in choices else ""


def _is_number(word: str) -> bool:
    return word.replace(",", ".").replace(".", "", 1).isdigit()


def _first(look: Look, name: str) -> str:
    return next(iter(samples(look.cells(name))), "")


def _masked(cell: str) -> str:
    return shorten(redact(clean(cell, lines=False)).text, SAMPLE_CHARACTERS)
