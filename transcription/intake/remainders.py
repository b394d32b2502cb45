"""Keeps the refused rows of a file as they were, to be mended and handed in again.

Cards, card codes, passwords and one-time codes are destroyed in them; the rest is encrypted, since
it was never masked, and kept for thirty days.
"""

from __future__ import annotations

import csv
import io
import json
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Any, BinaryIO
from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from qa_app.core.keys import keyring
from qa_app.core.storage import storage
from qa_app.web.downloads import csv_line, neutral
from transcription.intake.jsonl import Unreadable, decode
from transcription.intake.models import Batch, BatchRemainder
from transcription.intake.parcels import Parcel
from transcription.intake.reading import Line, open_text
from transcription.intake.refusals import FileRefused, Refusal
from transcription.intake.tables import Row, Table, open_table
from transcription.redaction.masks import render
from transcription.redaction.redacting import redact

KEPT = timedelta(days=30)
MOST_ROWS = 50_000
MOST_CHARACTERS = 20_000_000
Rows = Iterator[str]


def remainder(stream: BinaryIO, format_: str, lines: Collection[int]) -> tuple[str, int] | None:
    """(text, number of rows) of the rows that were refused on these lines.

    None where the format has no rows that could stand alone, or nothing of the file can be read.
    A chat whose rows are several is given whole. At most 50,000 rows or 20 million characters.
    """
    reader = _READERS.get(format_)
    if reader is None or not lines:
        return None
    stream.seek(0)
    try:
        head, rows = reader(stream, lines)
        kept, size = [], 0
        for row in rows:
            kept.append(row)
            size += len(row)
            if len(kept) >= MOST_ROWS or size >= MOST_CHARACTERS:
                break
    except FileRefused:
        return None
    return (head + "".join(kept), len(kept)) if kept else None


@dataclass
class ToMend:
    """Gathers while a batch is read which lines of which file were refused."""

    formats: dict[str, str] = field(default_factory=dict)
    lines: dict[str, list[int]] = field(default_factory=dict)

    def note(self, name: str, refusals: Iterable[Refusal]) -> None:
        """Remember where refused rows stand; the rows themselves are read again at the end."""
        self.lines.setdefault(name, []).extend(each.line for each in refusals)

    def keep(
        self, session: Session, batch: Batch, parcel: Parcel, *, at: datetime
    ) -> Iterator[BatchRemainder]:
        """Keep what was refused of each file; commit after each that it gives."""
        for name, lines in self.lines.items():
            format_ = self.formats.get(name)
            if format_ not in _READERS:
                continue
            with parcel.open(name) as stream:
                found = remainder(stream, format_, lines)
            if found:
                yield keep_remainder(session, batch, name, *found, at=at)


def delete_files(session: Session, keys: Iterable[str]) -> None:
    """Delete what no row names any more."""
    for key in keys:
        storage(session).delete(key)


def keep_remainder(
    session: Session, batch: Batch, file_name: str, text: str, rows: int, *, at: datetime
) -> BatchRemainder:
    """Encrypt the rows and put them into the store; flushes."""
    key = f"refused/{uuid4().hex}"
    storage(session).put(key, keyring(session).seal(text))
    name = f"refused-{batch.id}-{PurePosixPath(file_name).name}"[-180:]
    made = BatchRemainder(batch_id=batch.id, name=name, storage_key=key, rows=rows, created_at=at)
    session.add(made)
    session.flush()
    return made


def read_remainder(session: Session, found: BatchRemainder) -> str:
    """The rows as they were kept; Missing where they are no longer."""
    return keyring(session).unseal(storage(session).get(found.storage_key))


def drop_remainders(session: Session, batch: Batch) -> list[str]:
    """Forget what was kept of a batch; gives the keys to delete after the commit."""
    keys = session.scalars(
        select(BatchRemainder.storage_key).where(BatchRemainder.batch_id == batch.id)
    ).all()
    session.execute(delete(BatchRemainder).where(BatchRemainder.batch_id == batch.id))
    return list(keys)


def forget_old(session: Session, at: datetime) -> list[str]:
    """Forget what was kept for thirty days; gives the keys to delete after the commit."""
    old = BatchRemainder.created_at < at - KEPT
    keys = session.scalars(select(BatchRemainder.storage_key).where(old)).all()
    session.execute(delete(BatchRemainder).where(old))
    return list(keys)


def without_secrets(text: str) -> str:
    """The text without what must be destroyed; everything else stands as it was."""
    found = redact(text)
    return render(text, [mask for mask in found.masks if mask.destroyed])


def _jsonl(stream: BinaryIO, lines: Collection[int]) -> tuple[str, Rows]:
    wanted = set(lines)
    source = open_text(stream)
    return "", (_json_line(line.text) for line in source.lines() if line.number in wanted)


def _json_line(text: str) -> str:
    try:
        data = _each_text(decode(text), without_secrets)
    except (ValueError, RecursionError, Unreadable):
        return without_secrets(text) + "\n"
    return json.dumps(data, ensure_ascii=False) + "\n"


def _each_text(data: Any, change: Callable[[str], str]) -> Any:
    if isinstance(data, str):
        return change(data)
    if isinstance(data, list):
        return [_each_text(each, change) for each in data]
    if isinstance(data, dict):
        return {name: _each_text(each, change) for name, each in data.items()}
    return data


def _table(stream: BinaryIO, lines: Collection[int]) -> tuple[str, Rows]:
    table = open_table(open_text(stream))
    return "\ufeff" + csv_line(table.titles, table.separator), _records(table, set(lines))


def _records(table: Table, refused: set[int]) -> Rows:
    """The records that begin on refused lines, and all others of the same interactions."""
    starts: list[int] = []
    keys: dict[int, tuple[str, str]] = {}
    for row in table.rows():
        starts.append(row.line)
        if isinstance(row, Row) and row.cells.get("external_id"):
            keys[row.line] = (row.cells.get("source", ""), row.cells["external_id"])
    # A refusal may name a line within a record.
    begun = (
        {starts[max(0, bisect_right(starts, line) - 1)] for line in refused} if starts else set()
    )
    whole = {keys[line] for line in begun if line in keys}
    wanted = begun | {line for line, key in keys.items() if key in whole}
    for record in _grouped(table.source.lines(), starts):
        if record[0].number in wanted:
            yield _cells(record, table.separator)


def _grouped(lines: Iterable[Line], starts: list[int]) -> Iterator[list[Line]]:
    record: list[Line] = []
    begins = set(starts)
    for line in lines:
        if line.number in begins and record:
            yield record
            record = []
        if line.number in begins or record:
            record.append(line)
    if record:
        yield record


def _cells(record: list[Line], separator: str) -> str:
    text = "\n".join(line.text for line in record).rstrip("\n")
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=separator, strict=True))
    except csv.Error:
        rows = []
    if len(rows) != 1:
        return neutral(without_secrets(text)) + "\n"
    return csv_line(map(without_secrets, rows[0]), separator)


_READERS: dict[str, Callable[[BinaryIO, Collection[int]], tuple[str, Rows]]] = {
    "jsonl": _jsonl,
    "chats": _table,
    "manifest": _table,
}
