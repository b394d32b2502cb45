"""Whether anything rests on a version of a transcript, so that it must stay as it was seen."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from sqlalchemy import Column, Table, select
from sqlalchemy.orm import Session

from qa_app.core.orm import Base
from transcription.interactions.models import MaskedOriginal
from transcription.transcripts.models import Correction, Transcript, Turn

_PARTS = frozenset(model.__tablename__ for model in (Transcript, Turn, Correction, MaskedOriginal))


def is_used(session: Session, transcript: Transcript) -> bool:
    """Whether a row of another room refers to the version or to one of its turns.

    Found by following foreign keys, so that a new room needs no line here.
    """
    turns = select(Turn.id).where(Turn.transcript_id == transcript.id)
    for column, of_turns in _references():
        condition = column.in_(turns) if of_turns else column == transcript.id
        if session.scalar(select(column).where(condition).limit(1)) is not None:
            return True
    return False


@cache
def _references() -> tuple[tuple[Column[int], bool], ...]:
    """Columns outside of this room that refer to a transcript, or (True) to a turn."""
    return tuple(
        found for table in Base.metadata.tables.values() if table.name not in _PARTS
        for found in _of(table)
    )  # fmt: skip


def _of(table: Table) -> Iterator[tuple[Column[int], bool]]:
    for column in table.columns:
        targets = {key.column.table.name for key in column.foreign_keys}
        if targets & {Transcript.__tablename__, Turn.__tablename__}:
            yield column, Turn.__tablename__ in targets
