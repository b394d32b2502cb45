"""Says where an interaction stood in the file that it came from, and how that was read; pure."""

from __future__ import annotations

from pathlib import PurePosixPath

from transcription.intake.importers import OpenedFile
from transcription.intake.named_by_file import is_named_by_file
from transcription.intake.preparing import Place
from transcription.intake.records import InteractionRecord

_NAME = 200


def place_of(file_name: str, opened: OpenedFile, record: InteractionRecord) -> Place:
    """The place of a record of that file.

    A file that is one interaction, as a recording or a transcript is, has no line to name.
    """
    is_part = "#" in record.external_id
    is_whole_file = opened.is_sound or (
        not is_part and is_named_by_file(record.external_id, file_name)
    )
    return Place(
        file_name=_shown(file_name),
        file_line=None if is_whole_file else record.line,
        file_entry=record.entry,
        format=opened.format,
        mapping=opened.mapping.name if opened.mapping else None,
    )


def _shown(name: str) -> str:
    """The name with its folders, of a long one its own end."""
    return name if len(name) <= _NAME else PurePosixPath(name).name[-_NAME:]
