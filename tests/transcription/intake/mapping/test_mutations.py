"""Broken tables: whatever is done to a file, it is read or refused, never anything else."""

from __future__ import annotations

import random
from io import BytesIO

import pytest

from tests.transcription.intake.mapping.tables import BERLIN, HELPDESK, look_at, workbook
from transcription.intake.companions.records import CompanionRecord
from transcription.intake.importers import open_interactions
from transcription.intake.mapping.document import TableMapping
from transcription.intake.mapping.guessing import Look, guess
from transcription.intake.mapping.importer import read_mapped
from transcription.intake.preview.asking import columns_asked, look_into, words_asked
from transcription.intake.records import InteractionRecord
from transcription.intake.refusals import FileRefused, Refusal

SURVEY = (
    "Respondent,Submitted,Ticket No.,How satisfied?,Recommend?,Anything else?\n"
    '1,2026-05-20 10:00,T-1,"Very satisfied",9,"It came\nnext day"\n'
    "2,2026-05-21 10:00,T-2,Poor,3,\n"
)
BYTES = (
    b"\0", b"\xff\xfe", b'"', b"\n", b"\r", b";", b",", b"\xed\xa0\x80", b"=1+1", b"-0", b"\t",
    "🦆".encode(), b"\xe2\x80\xae", b"{", b"</br>", b"99999999999999999999", b"1e999",
)  # fmt: skip


def mutated(data: bytes, rng: random.Random) -> bytes:
    """The bytes with up to four wounds: cut, doubled, swapped, or with something put in."""
    for _ in range(rng.randint(1, 4)):
        at, other = rng.randrange(len(data) + 1), rng.randrange(len(data) + 1)
        low, high = sorted((at, other))
        match rng.randrange(5):
            case 0:
                data = data[:at]
            case 1:
                data = data[:low] + data[high:]
            case 2:
                data = data[:at] + rng.choice(BYTES) + data[at:]
            case 3:
                data = data[:high] + data[low:high] + data[high:]
            case _:
                data = data[:low] + bytes(reversed(data[low:high])) + data[high:]
        if not data:
            return b"\n"
    return data


def survives(data: bytes, found: TableMapping) -> str:
    """What became of a table: how many rows, or that the file was refused."""
    try:
        rows = list(read_mapped(BytesIO(data), found, BERLIN).rows)
    except FileRefused as error:
        return "refused" if error.message.strip() else "refused without a word"
    assert all(isinstance(row, InteractionRecord | CompanionRecord | Refusal) for row in rows)
    return "read"


def begins(data: bytes) -> None:
    """A look, a guess and the questions of the wizard stand on whatever the table is."""
    try:
        _, look = look_into(BytesIO(data), None)
    except FileRefused:
        return
    found = guess(look, name="any")
    assert [each.number for each in columns_asked(look, found, found)] == list(
        range(len(look.columns))
    )
    assert isinstance(words_asked(look, found), list)
    assert isinstance(look, Look)


def detected(data: bytes) -> None:
    """Nothing but a refusal comes of a file of which nobody says what it is."""
    try:
        list(open_interactions(BytesIO(data), name="any.csv", options=BERLIN).rows)
    except FileRefused:
        return


def run(count: int, seed: int) -> None:
    """So many wounded tables of three kinds."""
    desk, survey = guess(look_at(HELPDESK), name="d"), guess(look_at(SURVEY), name="s")
    sheet = workbook(One=[line.split(";") for line in HELPDESK.splitlines()[:2]])
    rng = random.Random(seed)
    outcomes = set()
    for number in range(count):
        which = number % 20
        if which == 19:
            outcomes.add(survives(mutated(sheet, rng), desk))
            continue
        text, found = (HELPDESK, desk) if which % 2 else (SURVEY, survey)
        data = mutated(text.encode(), rng)
        outcomes.add(survives(data, found))
        if which < 6:
            begins(data)
            detected(data)
    assert outcomes == {"read", "refused"}


def test_broken_tables_are_read_or_refused() -> None:
    run(200, seed=1)


@pytest.mark.slow
def test_two_thousand_broken_tables_are_read_or_refused() -> None:
    run(2_000, seed=2)
