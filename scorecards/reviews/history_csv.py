"""Reads past evaluations from a CSV, so that a centre can start with its history."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import BinaryIO, Literal, cast, get_args

from transcription.intake.limits import COMMENT_CHARACTERS, ID_CHARACTERS, NAME_CHARACTERS
from transcription.intake.reading import open_text
from transcription.intake.refusals import FileRefused, Refusal
from transcription.intake.tables import Row, Table, column_name, open_table
from transcription.intake.values import read_id, read_time

Pool = Literal["random", "targeted", "manual"]

_REQUIRED = ("source", "external_id", "scorecard", "reviewer", "submitted_at")
_OPTIONAL = ("overall_percent", "comment", "pool", "inclusion_probability")
_HIGHEST_PERCENT = Decimal(1_000)  # a bonus without a cap can pass 100


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One past evaluation: an overall per cent, answers by question key, or both.

    `answers` holds the cells as they stand, without the empty ones. Only rows with pool random and
    a probability count in scores.
    """

    line: int
    source: str
    external_id: str
    scorecard: str
    reviewer: str
    submitted_at: datetime
    overall_percent: Decimal | None
    answers: Mapping[str, str]
    comment: str
    pool: Pool
    inclusion_probability: Decimal | None


@dataclass(frozen=True)
class HistoryFile:
    """An opened file: its columns, the question keys among them, and its rows one at a time."""

    columns: tuple[str, ...]
    question_keys: tuple[str, ...]
    encoding: str
    rows: Iterator[HistoryRow | Refusal]


class _Refused(Exception):
    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


def open_history(stream: BinaryIO) -> HistoryFile:
    """Open a seekable CSV of evaluations; raise FileRefused if it is none."""
    source = open_text(stream)
    table = open_table(source)
    table.require(*_REQUIRED)
    known = {*_REQUIRED, *_OPTIONAL, ""}
    questions = tuple(title for title in table.titles if column_name(title) not in known)
    if not questions and "overall_percent" not in table.columns:
        raise FileRefused(
            "The header has neither overall_percent nor a column for a question.",
            line=table.header_line,
        )
    return HistoryFile(table.columns, questions, source.encoding_name, _rows(table, questions))


def _rows(table: Table, questions: tuple[str, ...]) -> Iterator[HistoryRow | Refusal]:
    seen: dict[tuple[str, ...], int] = {}
    for row in table.rows():
        if isinstance(row, Refusal):
            yield row
            continue
        try:
            read = _read(row, questions)
            _check_new(read, seen)
            yield read
        except _Refused as error:
            yield table.refusal(row, error.column, str(error))


def _read(row: Row, questions: tuple[str, ...]) -> HistoryRow:
    answers = {
        key: row.cells[column_name(key)].strip()
        for key in questions
        if column_name(key) in row.cells
    }
    overall = _decimal(row, "overall_percent", Decimal(0), _HIGHEST_PERCENT)
    if overall is None and not answers:
        raise _Refused("overall_percent", "is missing, and so is every answer")
    probability = _decimal(row, "inclusion_probability", Decimal(0), Decimal(1))
    if probability == 0:
        raise _Refused("inclusion_probability", "must be above 0")
    return HistoryRow(
        line=row.line,
        source=_id(row, "source"),
        external_id=_id(row, "external_id"),
        scorecard=_id(row, "scorecard", NAME_CHARACTERS),
        reviewer=_id(row, "reviewer", NAME_CHARACTERS),
        submitted_at=_time(row),
        overall_percent=overall,
        answers=answers,
        comment=_comment(row),
        pool=_pool(row),
        inclusion_probability=probability,
    )


def _id(row: Row, column: str, longest: int = ID_CHARACTERS) -> str:
    try:
        text = read_id(row.cells.get(column, ""))
    except ValueError as error:
        raise _Refused(column, str(error)) from None
    if not text:
        raise _Refused(column, "is missing")
    if len(text) > longest:
        raise _Refused(column, f"is longer than {longest} characters")
    return text


def _time(row: Row) -> datetime:
    if "submitted_at" not in row.cells:
        raise _Refused("submitted_at", "is missing")
    try:
        return read_time(row.cells["submitted_at"])
    except ValueError as error:
        raise _Refused("submitted_at", str(error)) from None


def _decimal(row: Row, column: str, least: Decimal, most: Decimal) -> Decimal | None:
    cell = row.cells.get(column, "").strip().removesuffix("%").strip().replace(",", ".")
    if not cell:
        return None
    try:
        number = Decimal(cell)
    except InvalidOperation:
        raise _Refused(column, "must be a number") from None
    if not number.is_finite() or not least <= number <= most:
        raise _Refused(column, f"must be from {least} to {most}")
    return number


def _comment(row: Row) -> str:
    comment = row.cells.get("comment", "").strip()
    if len(comment) > COMMENT_CHARACTERS:
        raise _Refused("comment", f"is longer than {COMMENT_CHARACTERS:,} characters")
    return comment


def _pool(row: Row) -> Pool:
    pool = row.cells.get("pool", "manual").strip().lower()
    if pool not in get_args(Pool):
        raise _Refused("pool", "must be random, targeted or manual")
    return cast(Pool, pool)


def _check_new(row: HistoryRow, seen: dict[tuple[str, ...], int]) -> None:
    key = (row.source, row.external_id, row.scorecard, row.reviewer)
    if seen.setdefault(key, row.line) != row.line:
        raise _Refused("external_id", f"has this reviewer's evaluation on line {seen[key]} already")
