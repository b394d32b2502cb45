"""Refuses a file whose interaction would pass for that of another file of the same hand-in.

Where a format has no ids of its own, the file's path without its ending is the id: `call.vtt` and
`call.srt` are then called alike, and the second would be taken for the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from transcription.intake.records import InteractionRecord
from transcription.intake.refusals import Refusal, quoted


class NamedByFile:
    """Which file of this hand-in gave each interaction that is called by its file's name."""

    def __init__(self) -> None:
        self._files: dict[tuple[str, str], str] = {}

    def apart(
        self, file_name: str, records: Sequence[InteractionRecord]
    ) -> tuple[list[InteractionRecord], list[Refusal]]:
        """The records that may be taken, and a refusal for each that another file gave already."""
        taken: list[InteractionRecord] = []
        refused: list[Refusal] = []
        for each in records:
            first = file_name
            if is_named_by_file(each.external_id, file_name):
                first = self._files.setdefault(each.key, file_name)
            if first == file_name:
                taken.append(each)
            else:
                refused.append(_refusal(each, first))
        return taken, refused


def is_named_by_file(external_id: str, file_name: str) -> bool:
    """Whether the id is the file's path or name without the ending, with or without a part."""
    path = PurePosixPath(file_name)
    return external_id.partition("#")[0] in (str(path.with_suffix("")), path.stem)


def _refusal(record: InteractionRecord, first: str) -> Refusal:
    message = (
        f"is the file's name without its ending, as that of {quoted(first)}, which was taken: "
        "rename one of the two and import it by itself"
    )
    return Refusal(record.line, None, "external_id", message, quoted(record.external_id))
