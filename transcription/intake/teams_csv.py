"""Reads a CSV of teams: one person a row, with team, ids, and who leads and reviews."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from transcription.intake.interaction_columns import read_yes_no
from transcription.intake.limits import EMAIL_CHARACTERS, ID_CHARACTERS, NAME_CHARACTERS
from transcription.intake.reading import open_text
from transcription.intake.refusals import Refusal
from transcription.intake.tables import Row, Table, open_table
from transcription.intake.values import read_id, read_name


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One person of a team; `reviewer` says whether they review, `lead_email` who leads."""

    line: int
    team: str
    agent_id: str | None
    name: str | None
    email: str | None
    lead_email: str | None
    reviewer: bool


class _Refused(Exception):
    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column = column


def read(stream: BinaryIO) -> Iterator[TeamRow | Refusal]:
    """Yield each row's person; raises FileRefused if the file holds no such table."""
    table = open_table(open_text(stream))
    table.require("team")
    if "agent_id" not in table.columns:
        table.require("email")
    return _read(table)


def _read(table: Table) -> Iterator[TeamRow | Refusal]:
    seen: dict[tuple[str, str], int] = {}
    for row in table.rows():
        if isinstance(row, Refusal):
            yield row
            continue
        try:
            person = _person(row)
            _check_new(person, seen)
            yield person
        except _Refused as error:
            yield table.refusal(row, error.column, str(error))


def _person(row: Row) -> TeamRow:
    team = _name(row, "team")
    agent_id = _text(row, "agent_id", ID_CHARACTERS)
    email = _email(row, "email")
    if not team:
        raise _Refused("team", "is missing")
    if not agent_id and not email:
        raise _Refused("agent_id", "is missing, and so is email: one of them says who it is")
    try:
        reviewer = read_yes_no(row.cells.get("reviewer", "no"))
    except ValueError as error:
        raise _Refused("reviewer", str(error)) from None
    lead = _email(row, "lead_email")
    return TeamRow(row.line, team, agent_id, _name(row, "name"), email, lead, reviewer)


def _name(row: Row, column: str) -> str | None:
    name = read_name(row.cells.get(column, ""))
    if name and len(name) > NAME_CHARACTERS:
        raise _Refused(column, f"is longer than {NAME_CHARACTERS} characters")
    return name


def _text(row: Row, column: str, longest: int) -> str | None:
    cell = row.cells.get(column, "")
    try:
        text = read_id(cell)
    except ValueError as error:
        raise _Refused(column, str(error)) from None
    if len(text) > longest:
        raise _Refused(column, f"is longer than {longest} characters")
    return text or None


def _email(row: Row, column: str) -> str | None:
    email = _text(row, column, EMAIL_CHARACTERS)
    if email and (email.count("@") != 1 or email.startswith("@") or email.endswith("@")):
        raise _Refused(column, "must be an email address")
    return email.lower() if email else None


def _check_new(person: TeamRow, seen: dict[tuple[str, str], int]) -> None:
    for column, value in (("agent_id", person.agent_id), ("email", person.email)):
        if value and seen.setdefault((column, value), person.line) != person.line:
            raise _Refused(column, f"was given on line {seen[column, value]} already")
