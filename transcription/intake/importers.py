"""Opens any importable file of interactions: finds its format, encoding and separator, then reads.

A new format is one module and one line in the table below.
"""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from transcription.intake import (
    audio_files,
    captions,
    chats_csv,
    jsonl,
    manifest_csv,
    named_lines,
    whatsapp,
)
from transcription.intake.detection import HEAD_BYTES, Format, detect
from transcription.intake.options import ImportOptions
from transcription.intake.reading import TextSource, open_text
from transcription.intake.records import InteractionRecord
from transcription.intake.refusals import FileRefused, Refusal, quoted
from transcription.intake.repeats import without_repeats
from transcription.intake.tables import open_table

Rows = Iterator[InteractionRecord | Refusal]


@dataclass(frozen=True)
class OpenedFile:
    """A file that is being read: what it is, what was noticed, and its rows, one at a time."""

    format: Format
    encoding: str | None
    notes: tuple[str, ...]
    rows: Rows = field(repr=False)


@dataclass(frozen=True)
class _Reading:
    notes: tuple[str, ...]
    rows: Rows


def _jsonl(source: TextSource, name: str, options: ImportOptions) -> _Reading:
    return _Reading((), jsonl.read(source))


def _chats(source: TextSource, name: str, options: ImportOptions) -> _Reading:
    table = open_table(source)
    notes = _table_notes(table.separator_name, chats_csv.unknown_columns(table))
    return _Reading(notes, chats_csv.read(table, options))


def _manifest(source: TextSource, name: str, options: ImportOptions) -> _Reading:
    table = open_table(source)
    notes = _table_notes(table.separator_name, manifest_csv.unknown_columns(table))
    return _Reading(notes, manifest_csv.read(table, options))


_BEGAN = ("when it began is taken from the file's own time",)


def _captions(source: TextSource, name: str, options: ImportOptions) -> _Reading:
    return _Reading(_BEGAN, captions.read(source, name, options))


def _named_lines(source: TextSource, name: str, options: ImportOptions) -> _Reading:
    return _Reading(_BEGAN, named_lines.read(source, name, options))


def _whatsapp(source: TextSource, name: str, options: ImportOptions) -> _Reading:
    zone = options.hints.time_zone
    notes = (f"times are those of {zone}",) if zone else ()
    return _Reading(notes, whatsapp.read(source, name, options))


_IMPORTERS: Mapping[Format, Callable[[TextSource, str, ImportOptions], _Reading]] = {
    Format.JSONL: _jsonl,
    Format.CHATS: _chats,
    Format.MANIFEST: _manifest,
    Format.VTT: _captions,
    Format.SRT: _captions,
    Format.TEXT: _named_lines,
    Format.WHATSAPP: _whatsapp,
}
FORMATS = tuple(found.value for found in _IMPORTERS)
"""What a person may call a file that is not told by its content."""

_ELSEWHERE = {
    Format.TEAMS: "This is a list of teams: import it with qa team import.",
    Format.EVALUATIONS: "These are evaluations: import them with qa evaluations import.",
}


def open_interactions(
    stream: BinaryIO,
    *,
    name: str,
    options: ImportOptions | None = None,
    format_: Format | None = None,
) -> OpenedFile:
    """Open a seekable file of interactions; `name` is its path below the import's folder.

    Without `format_` the content decides. Raises FileRefused if nothing can be read, also later
    from `rows` where the file breaks off; rows that were given until then stay good.
    """
    options = options or ImportOptions()
    stream.seek(0)
    found = format_ or detect(name, stream.read(HEAD_BYTES))
    if found is Format.AUDIO:
        recording = iter([audio_files.read(name, options)])
        return OpenedFile(found, None, (), _with_basis(recording, options))
    if found not in _IMPORTERS:
        raise FileRefused(_ELSEWHERE[found])
    source = open_text(stream)
    reading = _IMPORTERS[found](source, name, options)
    rows = without_repeats(_with_basis(reading.rows, options))
    return OpenedFile(found, source.encoding_name, reading.notes, rows)


def _table_notes(separator: str, unknown: list[str]) -> tuple[str, ...]:
    ignored = ", ".join(quoted(name) for name in unknown)
    return (f"separator: {separator}", *((f"columns not read: {ignored}",) if ignored else ()))


def _with_basis(rows: Rows, options: ImportOptions) -> Rows:
    """Give recordings without a basis of their own the one that was given for the file."""
    for row in rows:
        if isinstance(row, InteractionRecord) and row.recording and not row.basis:
            yield dataclasses.replace(row, basis=options.basis)
        else:
            yield row
