"""Takes the entries of a JSON export out of a file one by one, in memory bounded by one entry.

A list, an object with the list inside, pages of such objects, and JSON lines are the same here: a
path leads to the entries. What breaks one entry costs no other: the structure is scanned apart
from the decoding, and after a break the next entry that can be read is looked for. (ijson gives up
at the first byte that is wrong, so it is not used: docs/decisions/json-exports-entry-by-entry.md.)
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from transcription.intake.exports.window import Broken, Window
from transcription.intake.reading import TextSource
from transcription.intake.refusals import FileRefused
from transcription.intake.strict_json import Unreadable, decode

Path = tuple[str | None, ...]
"""Steps to the entries: a key of an object, or None for each element of a list."""

IsEntry = Callable[[Mapping[str, Any]], bool]
_DEPTH = 4
_LOOKED_AT = 5
_TRIES = 2_000
_NOT_UTF8 = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its number, where it begins, its text, and what it holds or why it holds nothing.

    Lines and columns count from 1.
    """

    number: int
    line: int
    column: int
    text: str = field(repr=False)
    data: Any = field(repr=False, default=None)
    problem: str | None = None
    at: int = 0
    """Where in the text the problem is."""


def find_path(data: Any, is_entry: IsEntry, depth: int = _DEPTH) -> Path | None:
    """The path to what `is_entry` knows, the first elements of lists looked at; None without."""
    if isinstance(data, Mapping):
        if is_entry(data):
            return ()
        for key, child in data.items() if depth else ():
            if (path := find_path(child, is_entry, depth - 1)) is not None:
                return (str(key), *path)
    if isinstance(data, list) and depth:
        for child in data[:_LOOKED_AT]:
            if (path := find_path(child, is_entry, depth - 1)) is not None:
                return (None, *path)
    return None


def likely_path(data: Any) -> Path:
    """Where entries usually are in a file of which somebody says what it is."""
    if isinstance(data, list):
        return (None,)
    if isinstance(data, Mapping):
        lists = [key for key, value in data.items() if isinstance(value, list) and value]
        if len(lists) == 1 and isinstance(data[lists[0]][0], Mapping):
            return (lists[0], None)
    return ()


def entries(source: TextSource, path: Path, is_entry: IsEntry) -> Iterator[Entry]:
    """Yield each entry of the file, also those that are broken.

    Raises FileRefused where the file breaks off and nothing after it can be read.
    """
    return _Walk(Window(source.chunks()), is_entry).all(path)


class _Walk:
    def __init__(self, window: Window, is_entry: IsEntry) -> None:
        self.window, self.is_entry, self.count = window, is_entry, 0

    def all(self, path: Path) -> Iterator[Entry]:
        """All values of the top, which are several in JSON lines."""
        while self.window.peek():
            yield from self.below(path, is_top=True)

    def below(self, path: Path, *, is_top: bool = False) -> Iterator[Entry]:
        """The entries below a value; stands behind it afterwards."""
        window = self.window
        if not path:
            yield self.entry(is_top=is_top)
        elif path[0] is None and window.peek() == "[":
            yield from self.each(path[1:])
        elif path[0] is not None and window.peek() == "{":
            yield from self.member(path[0], path[1:])
        else:
            self.pass_over()

    def each(self, path: Path) -> Iterator[Entry]:
        window = self.window
        window.step()
        while (mark := window.peek()) != "]":
            if not mark:
                raise self.broken_off("the list is not closed")
            if mark == ",":
                window.step()
            elif mark in "}:":
                yield self.recovered(window.at, "is not JSON", 0)
            else:
                yield from self.below(path)
        window.step()

    def member(self, key: str, path: Path) -> Iterator[Entry]:
        window = self.window
        window.step()
        while (mark := window.peek()) != "}":
            if mark == ",":
                window.step()
                continue
            if mark != '"':
                raise self.broken_off("a name in quotes should stand here")
            begin = window.at
            self.pass_over()
            name = window.text[begin : window.at]
            if window.peek() != ":":
                raise self.broken_off("a colon should stand here")
            window.step()
            if name == json.dumps(key) and window.peek():
                yield from self.below(path)
            else:
                self.pass_over()
        window.step()

    def pass_over(self) -> None:
        """Skip a value without keeping it."""
        window = self.window
        try:
            if not window.peek():
                raise Broken("a value is missing")
            window.at = window.end_of(window.at, keeps=False)
        except Broken as broken:
            raise self.broken_off(broken.message) from None

    def entry(self, *, is_top: bool) -> Entry:
        window = self.window
        begin = window.at
        try:
            end = window.end_of(begin)
        except Broken as broken:
            return self.recovered(begin, broken.message, 0, is_top=is_top)
        made = self.made(begin, end)
        if made.problem and not self.goes_on_well(end, is_top=is_top):
            return self.recovered(begin, made.problem, made.at, is_top=is_top)
        window.at = end
        window.forget()
        return made

    def goes_on_well(self, end: int, *, is_top: bool) -> bool:
        """Whether what follows an entry that cannot be read is what follows an entry."""
        follows = self.window.peek(end)
        return follows in ("", "{", "[") if is_top else follows in (",", "]")

    def made(self, begin: int, end: int) -> Entry:
        self.count += 1
        line, column = self.window.place(begin)
        text = self.window.text[begin:end]
        data, problem, at = decoded(text)
        return Entry(self.count, line, column, text, data, problem, at)

    def recovered(self, begin: int, problem: str, at: int, *, is_top: bool = False) -> Entry:
        """The refusal of what stands between `begin` and the next entry that can be read."""
        window = self.window
        line, column = window.place(begin)
        shown = window.text[begin : begin + at + 1_000]
        for _, candidate in zip(range(_TRIES), window.openings(begin, is_top), strict=False):
            try:
                text = window.text[candidate : window.end_of(candidate)]
            except Broken:
                continue
            data, bad, _ = decoded(text)
            if bad is None and isinstance(data, dict) and self.is_entry(data):
                window.at = candidate
                self.count += 1
                return Entry(self.count, line, column, shown, None, problem, at)
        message = f"From here on the file cannot be read: entry {self.count + 1} {problem}."
        raise FileRefused(message, line=line)

    def broken_off(self, why: str) -> FileRefused:
        line, column = self.window.place(self.window.at)
        place = f"line {line}, column {column}"
        return FileRefused(f"The file is no JSON from {place} on: {why}.", line=line)


def decoded(text: str) -> tuple[Any, str | None, int]:
    """What JSON text holds, or None with what is wrong and where in the text."""
    if broken := _NOT_UTF8.search(text):
        return None, "holds bytes that are not UTF-8", broken.start()
    try:
        return decode(text), None, 0
    except json.JSONDecodeError as error:
        return None, f"is not JSON: {error.msg}", error.pos
    except Unreadable as error:
        return None, str(error), 0
    except RecursionError:
        return None, "is nested too deeply", 0
    except ValueError:
        return None, "holds a number with too many digits", 0
