"""Reads the interactions of a mapped table: one row each, or one row for each message."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from transcription.intake import chats_csv
from transcription.intake.interaction_columns import COLUMNS, UnreadableCell, column_named, gather
from transcription.intake.interchange import InvalidInteraction, read_interaction
from transcription.intake.mapping.applying import MappedTable
from transcription.intake.mapping.spoken import NoConversation, turns_in
from transcription.intake.options import ImportOptions
from transcription.intake.records import InteractionRecord
from transcription.intake.refusals import Refusal
from transcription.intake.tables import Row

_NO_WORDS = (
    "is empty: the row holds no words, neither a conversation nor what customer or agent wrote, "
    "and names no recording"
)


def read_interactions(
    table: MappedTable, options: ImportOptions
) -> Iterator[InteractionRecord | Refusal]:
    """Yield the interactions; raises FileRefused where a field that all need gets nothing."""
    if table.mapping.rows == "message":
        return chats_csv.read(table, options)
    table.require("external_id")
    table.require(*(() if options.agent_id else ("agent_id",)))
    table.require(*(() if options.started_at else ("started_at",)))
    agents = (*table.mapping.speakers, *options.hints.agent_names)
    return (
        row if isinstance(row, Refusal) else _read(row, table, options, agents)
        for row in table.rows()
    )


def _read(
    row: Row, table: MappedTable, options: ImportOptions, agents: tuple[str, ...]
) -> InteractionRecord | Refusal:
    try:
        data = options.complete(gather(row.cells, COLUMNS), _channel(row))
        turns = _turns(row, agents)
        if not turns and "recording" not in data:
            return table.refusal(row, _words_target(table), _NO_WORDS)
        return read_interaction(data | ({"turns": turns} if turns else {}), line=row.line)
    except UnreadableCell as error:
        return table.refusal(row, error.column, str(error))
    except NoConversation as error:
        return table.refusal(row, "transcript", str(error))
    except InvalidInteraction as error:
        turn, column = column_named(error.problems[0])
        target = column if turn is None else _words_target(table)
        return table.refusal(row, target, error.summary)


def _channel(row: Row) -> Any:
    return "phone" if "recording" in row.cells else "chat" if "transcript" in row.cells else "email"


def _turns(row: Row, agents: tuple[str, ...]) -> list[dict[str, Any]]:
    """The conversation; where there is none, what the customer wrote and what was answered."""
    if "transcript" in row.cells:
        known = (*agents, row.cells.get("agent_name", "")) if "agent_name" in row.cells else agents
        return turns_in(row.cells["transcript"], known)
    pairs = (("customer", "customer_text"), ("agent", "agent_text"))
    return [
        {"speaker": speaker, "text": row.cells[target]}
        for speaker, target in pairs
        if target in row.cells
    ]


def _words_target(table: MappedTable) -> str:
    names = ("transcript", "customer_text", "agent_text")
    return next((name for name in names if name in table.columns), "customer_text")
