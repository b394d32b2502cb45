"""Defines what an importer is: a format's name, how a file of it is recognised, how it is read.

Adding one is one file in `vendors/` with an `IMPORTERS` tuple, its fixture, its test and a line in
docs/formats.md; the registry finds it by itself.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from transcription.intake.companions.records import CompanionRecord
from transcription.intake.exports.partial import partial_json
from transcription.intake.options import ImportOptions
from transcription.intake.reading import TextSource, narrow_encoding, open_text, wide_encoding
from transcription.intake.records import InteractionRecord
from transcription.intake.refusals import FileRefused, Refusal
from transcription.intake.tables import column_name, find_separator, read_header

Rows = Iterator[InteractionRecord | CompanionRecord | Refusal]
HEAD_BYTES = 256 * 1024


@dataclass(frozen=True)
class Head:
    """The first bytes of a file (at most HEAD_BYTES) and its path below the import's folder."""

    name: str
    raw: bytes = field(repr=False)

    @property
    def suffix(self) -> str:
        """The ending of the name in lower case, such as ".json"."""
        return PurePosixPath(self.name).suffix.lower()

    @cached_property
    def text(self) -> str:
        """The bytes as text, by their mark or their look."""
        return _decoded(self.raw)

    @cached_property
    def first_line(self) -> str:
        """The first line that holds something and is no `sep=` of a table, without blanks."""
        lines = (line for line in self.text.splitlines() if line.strip())
        return next((line.strip() for line in lines if not line.lower().startswith("sep=")), "")

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The cells of the first line as they stand there; none where a title stands twice."""
        try:
            return read_header(self.first_line, find_separator(self.first_line))
        except FileRefused:
            return ()

    @cached_property
    def column_names(self) -> frozenset[str]:
        """The same as names: lower case, with underscores."""
        return frozenset(map(column_name, self.columns))

    @cached_property
    def json(self) -> Any:
        """What can be read of a JSON file that begins so, open ends closed; None if it is none."""
        return partial_json(self.text)


@dataclass(frozen=True)
class InputFile:
    """A file to read: a seekable stream that stays its owner's, and its beginning."""

    stream: BinaryIO = field(repr=False)
    head: Head

    @property
    def name(self) -> str:
        """The path below the import's folder."""
        return self.head.name

    def text(self) -> TextSource:
        """The file as text in the encoding that is found; raises FileRefused if it is empty."""
        return open_text(self.stream)


def _nothing() -> tuple[str, ...]:
    return ()


@dataclass(frozen=True)
class MappedBy:
    """The mapping of a table: its name, and what has to be known to find its rows again.

    Rows that are alike in the columns `joined_by` are one interaction; `skip` rows are no data.
    """

    name: str
    joined_by: tuple[str, ...] = ()
    sheet: str | None = None
    skip: int = 0


@dataclass(frozen=True)
class Reading:
    """A file being read: rows one at a time, and what was noticed.

    `notes` are known at once; `closing_notes` gives those that only the rows can tell (how many
    of a vendor's fields were dropped), asked after the last row. `goes` are pairs of a column's
    title and the field that it fills, of a table that is read by a `mapping`.
    """

    rows: Rows = field(repr=False)
    notes: tuple[str, ...] = ()
    encoding: str | None = None
    closing_notes: Callable[[], tuple[str, ...]] = _nothing
    goes: tuple[tuple[str, str], ...] = ()
    mapping: MappedBy | None = None


@dataclass(frozen=True)
class Importer:
    """One format. `name` is what `--format` takes, `title` what people read.

    `knows` tells from the beginning whether a file is of the format; of several the one with the
    lowest `rank` has it. `export` says in a few words what to hand in.
    """

    name: str
    title: Any
    knows: Callable[[Head], bool] = field(repr=False)
    read: Callable[[InputFile, ImportOptions], Reading] = field(repr=False)
    export: Any = ""
    rank: int = 50
    is_sound: bool = False
    is_json: bool = False


def _decoded(head: bytes) -> str:
    for mark, encoding in (
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if head.startswith(mark):
            return head.decode(encoding, "replace")
    rest = head.removeprefix(codecs.BOM_UTF8)
    encoding = wide_encoding(head) or narrow_encoding(BytesIO(rest))
    return rest.decode(encoding, "replace")
