"""Gathers what a batch says of its files: how they were read, what was left out, who is scored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from qa_app.core.text import counted
from transcription.intake.importers import OpenedFile
from transcription.intake.records import InteractionRecord

_STANDS = {
    "file": "started is taken from the file's date",
    "received": "started is when it was handed in",
}


class RunNotes:
    """Notes in the order in which files are read; `is_one` where there is a single file."""

    def __init__(self, *, is_one: bool) -> None:
        self._is_one = is_one
        self._lines: list[str] = []
        self._several = 0
        self._began: Counter[str] = Counter()

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
        """Count those in which several agents took part, and those of unknown beginning."""
        for each in records:
            self._several += bool(each.others)
            if each.started_from:
                self._began[each.started_from] += 1

    def text(self) -> str | None:
        """All notes, one a line; None without any."""
        lines = list(self._lines)
        if self._several:
            number = counted(self._several, "interaction")
            lines.append(f"several agents took part in {number}; each page says who is scored, why")
        lines += began_notes(self._began)
        return "\n".join(lines) or None


def began_notes(counts: Mapping[str, int]) -> list[str]:
    """What is said of interactions that begin when their file says, or when they came."""
    return [
        f"of {counted(counts[key], 'interaction')} nothing says when: {stands}"
        for key, stands in _STANDS.items()
        if counts.get(key)
    ]
