"""Opens any importable file of interactions: finds its format, encoding and separator, then reads.

Formats are found by the registry; the wizard for unknown tables begins where UnknownTable is raised
(detection.py), and a preview of any file is `preview` below.
"""

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import islice
from typing import BinaryIO

from transcription.intake.companions.records import CompanionRecord
from transcription.intake.detection import AUDIO_SUFFIXES, recognise
from transcription.intake.importer import (
    HEAD_BYTES,
    Head,
    Importer,
    InputFile,
    MappedBy,
    Rows,
)
from transcription.intake.mapping.importer import MAPPED, is_mapped
from transcription.intake.mapping.workbook import is_workbook
from transcription.intake.options import ImportOptions
from transcription.intake.records import InteractionRecord
from transcription.intake.refusals import FileRefused, Refusal
from transcription.intake.registry import importers
from transcription.intake.repeats import without_repeats

PREVIEW_ROWS = 20
PREVIEW_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True)
class OpenedFile:
    """A file that is being read: what it is, what was noticed, and its rows, one at a time.

    `closing_notes` is asked after the last row: it tells what only the rows can say.
    """

    format: str
    title: str
    encoding: str | None
    notes: tuple[str, ...]
    rows: Rows = field(repr=False)
    closing_notes: Callable[[], tuple[str, ...]] = tuple
    goes: tuple[tuple[str, str], ...] = ()
    mapping: MappedBy | None = None

    @property
    def is_sound(self) -> bool:
        """Whether it is a recording by itself."""
        return importers()[self.format].is_sound


@dataclass(frozen=True)
class Preview:
    """The first rows of a file; `is_whole` where they are all there are."""

    file: OpenedFile
    rows: Sequence[InteractionRecord | CompanionRecord | Refusal]
    is_whole: bool


def open_interactions(
    stream: BinaryIO,
    *,
    name: str,
    options: ImportOptions | None = None,
    format_: str | None = None,
) -> OpenedFile:
    """Open a seekable file of interactions; `name` is its path below the import's folder.

    Without `format_` the content decides. Raises FileRefused if nothing can be read, also later
    from `rows` where the file breaks off; rows that were given until then stay good.
    """
    options = options or ImportOptions()
    stream.seek(0)
    head = Head(name, stream.read(HEAD_BYTES))
    found = importer_named(format_) if format_ else _found(head, options)
    reading = found.read(InputFile(stream, head), options)
    rows = without_repeats(_with_basis(reading.rows, options))
    return OpenedFile(
        found.name,
        str(found.title),
        reading.encoding,
        reading.notes,
        rows,
        reading.closing_notes,
        reading.goes,
        reading.mapping,
    )


def _found(head: Head, options: ImportOptions) -> Importer:
    """What people have said of the columns of their tables goes before what we think of them."""
    if head.suffix not in AUDIO_SUFFIXES and is_mapped(head, options):
        return importers()[MAPPED]
    return recognise(head)


def importer_named(name: str) -> Importer:
    """The importer that `--format` calls so; raises FileRefused for a name that nobody has."""
    if name not in importers():
        raise FileRefused(f"There is no format {name}: known are {', '.join(importers())}.")
    return importers()[name]


def preview(
    stream: BinaryIO,
    *,
    name: str,
    options: ImportOptions | None = None,
    format_: str | None = None,
    rows: int = PREVIEW_ROWS,
) -> Preview:
    """The first rows of a file, read from its first PREVIEW_BYTES alone, however long it is.

    What the cut tore apart is left out. Raises FileRefused as `open_interactions` does.
    """
    stream.seek(0)
    data = stream.read(PREVIEW_BYTES + 1)
    if is_workbook(data):
        data += stream.read()
    is_cut = len(data) > PREVIEW_BYTES and not is_workbook(data)
    data = data[: data.rfind(b"\n", 0, PREVIEW_BYTES) + 1 or PREVIEW_BYTES] if is_cut else data
    opened = open_interactions(BytesIO(data), name=name, options=options, format_=format_)
    found: list[InteractionRecord | CompanionRecord | Refusal] = []
    try:
        found.extend(islice(opened.rows, rows + 1))
    except FileRefused:
        if not is_cut or not found:
            raise
    if is_cut and 1 < len(found) <= rows:
        found.pop()  # the last one is what the cut left of it
    return Preview(opened, found[:rows], is_whole=not is_cut and len(found) <= rows)


def _with_basis(rows: Rows, options: ImportOptions) -> Rows:
    """Give recordings without a basis of their own the one that was given for the file."""
    for row in rows:
        if isinstance(row, InteractionRecord) and row.recording and not row.basis:
            yield dataclasses.replace(row, basis=options.basis)
        else:
            yield row
