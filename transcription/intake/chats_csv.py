"""Imports chats from a CSV with one turn a row.

Rows of one chat (same source and external_id) may stand apart, since exports are often sorted by
time: chats are held until the file ends, or until so many rows are held that the one untouched for
longest has to go. A row that comes after its chat has gone is refused.
"""

from collections import Counter, OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _

from transcription.intake.importer import Head, Importer, InputFile, Reading
from transcription.intake.interaction_columns import (
    COLUMNS,
    TURN_COLUMNS,
    UnreadableCell,
    column_named,
    gather,
)
from transcription.intake.interchange import InvalidInteraction, read_interaction
from transcription.intake.limits import HELD_CHARACTERS, HELD_TURNS, TURNS
from transcription.intake.options import ImportOptions
from transcription.intake.records import InteractionRecord
from transcription.intake.refusals import Refusal
from transcription.intake.tables import NamedRows, Row, Table, open_table, table_notes

_REQUIRED = ("speaker", "text")
_Key = tuple[str, str]


@dataclass(slots=True)
class _Chat:
    """A chat whose rows are still being gathered; the first thing wrong with it is kept."""

    data: dict[str, Any]
    first: Row
    origins: dict[str, int]
    turns: list[dict[str, Any]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    characters: int = 0
    refusal: Refusal | None = None


def read(table: NamedRows, options: ImportOptions) -> Iterator[InteractionRecord | Refusal]:
    """Yield each chat, or one refusal for it: a chat with a bad row is refused whole.

    Rows that name no chat are refused one by one. Raises FileRefused if columns are missing.
    """
    has_start = options.started_at or "at" in table.columns
    has_agent = options.agent_id or "turn_agent_id" in table.columns
    needed = [*(() if has_start else ("started_at",)), *(() if has_agent else ("agent_id",))]
    table.require("external_id", *needed, *_REQUIRED)
    return _read(table, options)


def unknown_columns(table: Table) -> list[str]:
    """Return the columns that are not read."""
    return [name for name in table.columns if name not in COLUMNS and name not in TURN_COLUMNS]


def _read(table: NamedRows, options: ImportOptions) -> Iterator[InteractionRecord | Refusal]:
    held: OrderedDict[_Key, _Chat] = OrderedDict()
    gone: dict[int, int] = {}
    turns = characters = 0
    for row in table.rows():
        key = _key(row, options) if isinstance(row, Row) else None
        if isinstance(row, Refusal) or key is None:
            yield row if isinstance(row, Refusal) else _nameless(table, row)
            continue
        if hash(key) in gone:
            yield _too_late(table, row, gone[hash(key)])
            continue
        chat = held.get(key) or held.setdefault(key, _Chat({}, row, {}))
        held.move_to_end(key)
        before = chat.characters
        _add(chat, row, table)
        turns, characters = turns + 1, characters + chat.characters - before
        while len(held) > 1 and (turns > HELD_TURNS or characters > HELD_CHARACTERS):
            done_key, done = held.popitem(last=False)
            gone[hash(done_key)] = done.first.line
            turns, characters = turns - len(done.turns), characters - done.characters
            yield _finish(done, table, options)
    for chat in held.values():
        yield _finish(chat, table, options)


def _key(row: Row, options: ImportOptions) -> _Key | None:
    external_id = row.cells.get("external_id", "").strip()
    return (row.cells.get("source", options.source).strip(), external_id) if external_id else None


def _nameless(table: NamedRows, row: Row) -> Refusal:
    return table.refusal(row, "external_id", "is missing: the row belongs to no chat")


def _too_late(table: NamedRows, row: Row, line: int) -> Refusal:
    message = (
        f"belongs to the chat that begins on line {line}, too far above to be joined to it: "
        "sort the file by external_id before importing"
    )
    return table.refusal(row, "external_id", message)


def _add(chat: _Chat, row: Row, table: NamedRows) -> None:
    """Add a row's turn, and what it says of the whole chat."""
    if chat.refusal:
        return
    try:
        facts = {name: cell for name, cell in row.cells.items() if name in COLUMNS}
        _agree(chat, row, facts, table)
        turn = {"text": ""} | gather(row.cells, TURN_COLUMNS)
    except UnreadableCell as error:
        _refuse(chat, table.refusal(row, error.column, str(error)))
        return
    if len(chat.turns) >= TURNS:
        _refuse(chat, table.refusal(row, "external_id", f"has more than {TURNS:,} turns"))
        return
    chat.turns.append(turn)
    chat.lines.append(row.line)
    chat.characters += len(turn["text"]) + 200


def _agree(chat: _Chat, row: Row, facts: dict[str, str], table: NamedRows) -> None:
    """Take in what a row says of the whole chat; a later row may repeat it, not change it."""
    for name, cell in facts.items():
        if name not in chat.first.cells:
            chat.first = Row(chat.first.line, {**chat.first.cells, name: cell}, chat.first.text)
        elif chat.first.cells[name] != cell:
            raise UnreadableCell(
                name,
                f"differs from line {chat.origins.get(name, chat.first.line)} of the same chat",
            )
        chat.origins.setdefault(name, row.line)


def _refuse(chat: _Chat, refusal: Refusal) -> None:
    chat.refusal = refusal
    chat.turns.clear()
    chat.lines.clear()
    chat.characters = 0


def _finish(chat: _Chat, table: NamedRows, options: ImportOptions) -> InteractionRecord | Refusal:
    if chat.refusal:
        return chat.refusal
    try:
        data = gather(chat.first.cells, COLUMNS)
        whole = _told_by_turns(chat) | options.complete(data, "chat") | {"turns": chat.turns}
        return read_interaction(whole, line=chat.first.line)
    except UnreadableCell as error:
        return table.refusal(chat.first, error.column, str(error))
    except InvalidInteraction as error:
        turn, column = column_named(error.problems[0])
        row = chat.first if turn is None else _turn_row(chat, turn, column)
        return table.refusal(row, column, error.summary)


def _told_by_turns(chat: _Chat) -> dict[str, Any]:
    """What stands nowhere but in the turns: when it began, and the agent who wrote most of them."""
    told: dict[str, Any] = {}
    moments = [turn["at"] for turn in chat.turns if "at" in turn]
    if moments:
        told["started_at"] = moments[0]
    agents = Counter(
        turn["agent_id"] for turn in chat.turns
        if turn.get("speaker") == "agent" and turn.get("agent_id")
    )  # fmt: skip
    if agents:
        told["agent"] = {"id": agents.most_common(1)[0][0]}
    return told


def _turn_row(chat: _Chat, turn: int, column: str) -> Row:
    key = TURN_COLUMNS[column][0][0] if column in TURN_COLUMNS else column
    return Row(chat.lines[turn], {column: str(chat.turns[turn].get(key, ""))}, "")


def _is_chats(head: Head) -> bool:
    return {"speaker", "text"} <= head.column_names


def _open(file: InputFile, options: ImportOptions) -> Reading:
    source = file.text()
    table = open_table(source)
    notes = table_notes(table, unknown_columns(table))
    return Reading(read(table, options), notes, source.encoding_name)


IMPORTERS = (
    Importer(
        "chats", _("Chats as CSV"), _is_chats, _open,
        _("One turn a row, with the columns speaker and text."), rank=95,
    ),
)  # fmt: skip
