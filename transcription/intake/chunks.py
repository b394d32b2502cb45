"""Parts the rows of a file into chunks, bounded in rows, turns and recordings."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace

from qa_app.core.text import clean
from transcription.intake.companions.records import CompanionRecord
from transcription.intake.records import InteractionRecord
from transcription.intake.refusals import FileRefused, Refusal

CHUNK_ROWS = 500
CHUNK_TURNS = 20_000
CHUNK_RECORDINGS = 20
Row = InteractionRecord | CompanionRecord | Refusal


def cleaned(each: InteractionRecord) -> InteractionRecord:
    """Text without control and bidi characters; ids stay as the source wrote them."""
    turns = tuple(replace(turn, text=clean(turn.text)) for turn in each.turns)
    comment = clean(each.survey.comment) if each.survey.comment else None
    return replace(each, turns=turns, survey=replace(each.survey, comment=comment))


@contextmanager
def closed_at_last(rows: Iterator[Row]) -> Iterator[None]:
    """Let go of the file's readers before the file is closed, also when the run is stopped."""
    try:
        yield
    finally:
        if isinstance(rows, Generator):
            rows.close()


def chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """Rows in chunks that are bounded in rows, turns and recordings.

    A file that breaks off gives what it gave until then as a last chunk, then raises.
    """
    chunk: list[Row] = []
    turns = recordings = 0
    broken: FileRefused | None = None
    try:
        for row in rows:
            chunk.append(row)
            if isinstance(row, InteractionRecord):
                turns += len(row.turns)
                recordings += row.recording is not None
            if len(chunk) >= CHUNK_ROWS or turns >= CHUNK_TURNS or recordings >= CHUNK_RECORDINGS:
                yield chunk
                chunk, turns, recordings = [], 0, 0
    except FileRefused as error:
        broken = error
    if chunk:
        yield chunk
    if broken is not None:
        raise broken
