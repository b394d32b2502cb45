"""Says what was refused, where and why, so that whoever sent the file can mend it."""

from dataclasses import dataclass

from qa_app.core.text import clean
from transcription.redaction.redacting import redact

_CONTEXT = 200
_EXCERPT = 80


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one value; `path` leads to it, such as ("turns", 3, "text")."""

    path: tuple[str | int, ...]
    message: str

    @property
    def field(self) -> str | None:
        """The path as people write it, such as `turns[3].text`."""
        dotted = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.path)
        return dotted.removeprefix(".") or None


@dataclass(frozen=True, slots=True)
class Refusal:
    """One row that was not taken. Lines and columns count from 1.

    In JSON lines the column counts characters; in CSV it counts cells. `excerpt` shows the place,
    with cards, passwords and addresses masked.
    """

    line: int
    column: int | None
    field: str | None
    message: str
    excerpt: str = ""

    def __str__(self) -> str:
        place = f"line {self.line}" + (f", column {self.column}" if self.column else "")
        return f"{place}: {self.field} {self.message}" if self.field else f"{place}: {self.message}"


class FileRefused(Exception):
    """A file of which nothing could be read; the message says what to do."""

    def __init__(self, message: str, *, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.line = line


@dataclass(slots=True)
class Tally:
    """Counts rows as they pass, so that accepted + rejected = total whatever happens."""

    accepted: int = 0
    rejected: int = 0

    @property
    def total(self) -> int:
        """All rows that were seen."""
        return self.accepted + self.rejected

    def count(self, row: object) -> None:
        """Count one row, refused or not."""
        if isinstance(row, Refusal):
            self.rejected += 1
        else:
            self.accepted += 1


def excerpt(text: str, column: int = 1) -> str:
    """Return what stands around a column, masked: a refusal is stored and shown, the row is not."""
    begin = max(0, column - 1 - _CONTEXT)
    shown = redact(text[begin : column - 1 + _CONTEXT])
    at = shown.offset(min(column - 1, len(text)) - begin)
    start = max(0, at - _EXCERPT // 2)
    return clean(shown.text[start : start + _EXCERPT], lines=False)


def quoted(name: str) -> str:
    """Return a name from a file as it may stand in a message: short, masked and in quotes."""
    return f'"{excerpt(name)[:40]}"'
