"""Imports a manifest: a CSV with one recording a row, its agent and its facts."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from flask_babel import lazy_gettext as _

from transcription.intake.importer import Head, Importer, InputFile, Reading
from transcription.intake.interaction_columns import COLUMNS, UnreadableCell, column_named, gather
from transcription.intake.interchange import InvalidInteraction, read_interaction
from transcription.intake.options import ImportOptions
from transcription.intake.records import InteractionRecord
from transcription.intake.refusals import Refusal
from transcription.intake.tables import Row, Table, open_table, table_notes


def read(table: Table, options: ImportOptions) -> Iterator[InteractionRecord | Refusal]:
    """Yield each row's interaction; without an external_id the recording's name is its id.

    Raises FileRefused if columns are missing.
    """
    table.require("recording")
    table.require(*(() if options.agent_id else ("agent_id",)))
    table.require(*(() if options.started_at else ("started_at",)))
    return (row if isinstance(row, Refusal) else _read(row, table, options) for row in table.rows())


def unknown_columns(table: Table) -> list[str]:
    """Return the columns that are not read."""
    return [name for name in table.columns if name not in COLUMNS]


def _read(row: Row, table: Table, options: ImportOptions) -> InteractionRecord | Refusal:
    if "recording" not in row.cells:
        return table.refusal(row, "recording", "is missing: name the sound file")
    try:
        data = options.complete(gather(row.cells, COLUMNS), "phone")
        data.setdefault("external_id", PurePosixPath(data["recording"]).stem)
        return read_interaction(data, line=row.line)
    except UnreadableCell as error:
        return table.refusal(row, error.column, str(error))
    except InvalidInteraction as error:
        _, column = column_named(error.problems[0])
        return table.refusal(row, column, error.summary)


def _is_manifest(head: Head) -> bool:
    return "recording" in head.column_names


def _open(file: InputFile, options: ImportOptions) -> Reading:
    source = file.text()
    table = open_table(source)
    notes = table_notes(table, unknown_columns(table))
    return Reading(read(table, options), notes, source.encoding_name)


IMPORTERS = (
    Importer(
        "manifest", _("Recordings with a manifest"), _is_manifest, _open,
        _("A CSV beside the sound files, one recording a row."), rank=96,
    ),
)  # fmt: skip
