"""Reads surveys and remote-support sessions of a mapped table, one a row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Any

from transcription.intake.companions.records import CompanionRecord
from transcription.intake.limits import COMMENT_CHARACTERS, ID_CHARACTERS
from transcription.intake.mapping.applying import MappedTable
from transcription.intake.options import DEFAULT_SOURCE, ImportOptions
from transcription.intake.refusals import FileRefused, Refusal
from transcription.intake.tables import Row
from transcription.intake.values import clean, read_id, read_name

SCORES = ("csat", "nps", "ces")


class _Refused(Exception):
    def __init__(self, target: str, message: str) -> None:
        super().__init__(message)
        self.target = target


def read_surveys(table: MappedTable, options: ImportOptions) -> Iterator[CompanionRecord | Refusal]:
    """Yield the answers; raises FileRefused where nothing can say to what they belong."""
    if not {*SCORES, "comment"} & set(table.columns):
        raise FileRefused("Nothing is asked: choose the column of a score or of the comment.")
    if not {"external_id", "customer_id"} & set(table.columns):
        table.require("external_id")
    table.require("answered_at")
    return _each(table, options, _survey)


def read_sessions(
    table: MappedTable, options: ImportOptions
) -> Iterator[CompanionRecord | Refusal]:
    """Yield the sessions; raises FileRefused where agent or time get nothing."""
    table.require("began_at")
    if "external_id" not in table.columns:
        table.require("agent_id")
    return _each(table, options, _session)


def _each(table: MappedTable, options: ImportOptions, make: Any) -> Iterator[Any]:
    for row in table.rows():
        if isinstance(row, Refusal):
            yield row
            continue
        try:
            yield make(row, table, options)
        except _Refused as error:
            yield table.refusal(row, error.target, str(error))


def _survey(row: Row, table: MappedTable, options: ImportOptions) -> CompanionRecord:
    values: dict[str, Any] = {name: int(row.cells[name]) for name in SCORES if name in row.cells}
    comment = row.cells.get("comment", "").strip()
    if len(comment) > COMMENT_CHARACTERS:
        raise _Refused("comment", f"is longer than {COMMENT_CHARACTERS:,} characters")
    if comment:
        values["comment"] = clean(comment)
    if not values:
        raise _Refused("comment", "is empty, and so is every score: nothing was answered")
    if not {"external_id", "customer_id"} & row.cells.keys():
        raise _Refused("external_id", "is missing, and so is the customer: it belongs to nothing")
    return _record("survey", row, table, options, _moment(row, "answered_at"), None, values)


def _session(row: Row, table: MappedTable, options: ImportOptions) -> CompanionRecord:
    began = _moment(row, "began_at")
    ended = _moment(row, "finished_at") if "finished_at" in row.cells else None
    seconds = float(row.cells["duration"]) if "duration" in row.cells else None
    if ended is None and seconds is not None:
        try:
            ended = began + timedelta(seconds=seconds)
        except OverflowError:
            raise _Refused("duration", "is longer than any time") from None
    if ended is not None and ended < began:
        raise _Refused("finished_at", "is before it began")
    if not {"external_id", "agent_id"} & row.cells.keys():
        raise _Refused("agent_id", "is missing: nobody knows whose session it was")
    values: dict[str, Any] = {}
    if ended is not None:
        values["seconds"] = round((ended - began).total_seconds(), 1)
    for name in ("device", "note"):
        if said := read_name(row.cells.get(name, "")):
            values[name] = said[:COMMENT_CHARACTERS]
    return _record("session", row, table, options, began, ended, values)


def _record(
    kind: Any, row: Row, table: MappedTable, options: ImportOptions,
    at: datetime, ended: datetime | None, values: dict[str, Any],
) -> CompanionRecord:  # fmt: skip
    own = "answer_id" if kind == "survey" else "session_key"
    says_source = "source" in {*table.used.values(), *table.mapping.constants}
    return CompanionRecord(
        kind=kind,
        source=table.mapping.source or options.source or DEFAULT_SOURCE,
        id=_id(row, own) or _digest(row),
        at=at,
        line=row.line,
        ended_at=ended,
        external_id=_id(row, "external_id"),
        interaction_source=_id(row, "source") if says_source else None,
        customer_id=_id(row, "customer_id"),
        agent=_id(row, "agent_id"),
        window_hours=table.mapping.window_hours,
        values=values,
    )


def _moment(row: Row, target: str) -> datetime:
    if target not in row.cells:
        raise _Refused(target, "is missing")
    return datetime.fromisoformat(row.cells[target])


def _id(row: Row, target: str) -> str | None:
    if target not in row.cells:
        return None
    try:
        found = read_id(row.cells[target])
    except ValueError as error:
        raise _Refused(target, str(error)) from None
    if len(found) > ID_CHARACTERS:
        raise _Refused(target, f"is longer than {ID_CHARACTERS} characters")
    return clean(found) or None


def _digest(row: Row) -> str:
    """An id of a row that has none: the same for the same cells."""
    cells = "\0".join(f"{name}\1{cell}" for name, cell in sorted(row.cells.items()))
    return f"row-{blake2b(cells.encode('utf-8', 'replace'), digest_size=12).hexdigest()}"
