"""Gathers what a batch says of its files: how they were read, what was left out, who is scored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from transcription.intake.importers import OpenedFile
from transcription.intake.records import InteractionRecord


class RunNotes:
    """Notes in the order in which files are read; `is_one` where there is a single file."""

    def __init__(self, *, is_one: bool) -> None:
        self._is_one = is_one
        self._lines: list[str] = []
        self._several = 0

    def opened(self, name: str, file: OpenedFile) -> None:
        """How a file is read; a recording says nothing of itself."""
        if not file.is_sound:
            encoding = [file.encoding] if file.encoding else []
            self.say(name, ["; ".join([file.format, *encoding, *file.notes])])

    def say(self, name: str, notes: Sequence[str]) -> None:
        """Something about a file."""
        prefix = "" if self._is_one else f"{name}: "
        self._lines += [prefix + note for note in notes]

    def count(self, records: Iterable[InteractionRecord]) -> None:
        """Count the interactions in which several agents took part."""
        self._several += sum(bool(each.others) for each in records)

    def text(self) -> str | None:
        """All notes, one a line; None without any."""
        lines = list(self._lines)
        if self._several:
            number = f"{self._several:,} interaction{'s' if self._several > 1 else ''}"
            lines.append(f"several agents took part in {number}; each page says who is scored, why")
        return "\n".join(lines) or None
