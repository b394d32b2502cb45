"""Makes an importer of a JSON export: how an entry looks, and how it becomes a conversation."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

from transcription.intake.exports.conversation import Conversation
from transcription.intake.exports.entries import (
    Entry,
    IsEntry,
    Path,
    entries,
    find_path,
    likely_path,
)
from transcription.intake.exports.feelings import Feelings
from transcription.intake.exports.nodes import Node, Wrong
from transcription.intake.importer import Head, Importer, InputFile, Reading
from transcription.intake.locating import column_of
from transcription.intake.options import ImportOptions
from transcription.intake.reading import TextSource
from transcription.intake.records import Channel, InteractionRecord
from transcription.intake.refusals import Problem, Refusal, excerpt

MOST_BESIDE = 200_000
NO_BESIDE: Mapping[str, Mapping[str, Any]] = {}


@dataclass(frozen=True)
class Export:
    """The file that an entry comes from: its path, what is said of it, and what lies beside.

    `beside` holds the lists that an export puts beside its entries (such as its users): by name,
    then by the id of each as text.
    """

    name: str
    source: str
    options: ImportOptions
    beside: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, repr=False)

    @property
    def stem(self) -> str:
        """The path of the file without its ending: an id for what has none."""
        return str(PurePosixPath(self.name).with_suffix(""))

    def conversation(self, node: Node, channel: Channel) -> Conversation:
        """A conversation to fill."""
        return Conversation(node, self.source, self.options, channel)

    def known(self, kind: str, id_: str | None) -> Node:
        """What lies beside of that kind and id; nothing where it is not there."""
        return Node(self.beside.get(kind, {}).get(id_ or ""))


Build = Callable[[Node, Export], Conversation]


def json_importer(
    name: str,
    title: Any,
    is_entry: IsEntry,
    build: Build,
    export: Any,
    *,
    beside: tuple[str, ...] = (),
    rank: int = 50,
) -> Importer:
    """An importer of a JSON export.

    `is_entry` knows an entry (an object of which only the beginning may be there); `build` makes
    the conversation of one and raises Wrong; `beside` are keys of lists that belong to all entries.
    """

    def knows(head: Head) -> bool:
        starts = head.first_line.startswith(("{", "["))
        return starts and find_path(head.json, is_entry) is not None

    def read(file: InputFile, options: ImportOptions) -> Reading:
        source = file.text()
        path = find_path(file.head.json, is_entry)
        path = likely_path(file.head.json) if path is None else path
        found = _beside(source, path, file.head.json, beside)
        export_ = Export(file.name, name, options, found)
        feelings = Feelings()
        rows = _rows(entries(source, path, is_entry), build, export_, feelings)
        return Reading(rows, (), source.encoding_name, feelings.notes)

    return Importer(name, title, knows, read, export, rank=rank, is_json=True)


def _rows(
    found: Iterator[Entry], build: Build, export: Export, feelings: Feelings
) -> Iterator[InteractionRecord | Refusal]:
    for entry in found:
        if entry.problem:
            yield _refusal(entry, Wrong((), entry.problem), entry.at)
            continue
        feelings.count(entry.data)
        try:
            record = build(Node(entry.data), export).finish()
            yield replace(record, line=entry.line, entry=entry.number)
        except Wrong as wrong:
            yield _refusal(entry, wrong, None)


def _refusal(entry: Entry, wrong: Wrong, at: int | None) -> Refusal:
    """The refusal of an entry, with the line and column of the value that is wrong."""
    offset = column_of(entry.text, wrong.path) - 1 if at is None else at
    before = entry.text[:offset]
    breaks = before.count("\n")
    column = offset - before.rfind("\n") if breaks else entry.column + offset
    place = Problem(wrong.path, "").field
    field_ = f"entry {entry.number}" + (f", {place}" if place else "")
    shown = excerpt(entry.text, offset + 1)
    return Refusal(entry.line + breaks, column, field_, wrong.message, shown)


def _beside(
    source: TextSource, path: Path, head: Any, names: tuple[str, ...]
) -> Mapping[str, Mapping[str, Any]]:
    """The lists that stand where the list of entries stands, read in passes of their own."""
    found: dict[str, dict[str, Any]] = {}
    if len(path) < 2 or path[-1] is not None:
        return found
    for name in names:
        found[name] = {}
        for entry in entries(source, (*path[:-2], name, None), lambda each: "id" in each):
            if entry.problem or not isinstance(entry.data, dict) or "id" not in entry.data:
                continue
            found[name][str(entry.data["id"])] = entry.data
            if len(found[name]) >= MOST_BESIDE:
                break
    return found
