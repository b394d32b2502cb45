"""Where an interaction stood in its file, and what stands for a beginning that nothing says."""

from __future__ import annotations

from dataclasses import astuple
from datetime import UTC, datetime
from io import BytesIO

import pytest

from tests.transcription.intake.examples import interaction, jsonl, opened
from tests.transcription.intake.mapping.tables import mapping, workbook
from tests.transcription.intake.vendors.telling import FIXTURES, OPTIONS
from transcription.intake.importers import open_interactions
from transcription.intake.options import ImportOptions
from transcription.intake.placing import place_of
from transcription.intake.records import InteractionRecord
from transcription.intake.run_notes import began_notes

WRITTEN = datetime(2026, 5, 4, tzinfo=UTC)
TABLE = [["No", "Opened", "Who", "Said"], ["1", "2026-05-04", "a-1", "Hi"]]
MAPPED = mapping(
    {"no": "external_id", "opened": "started_at", "who": "agent_id", "said": "customer_text"},
    name="Desk", zone="UTC",
)  # fmt: skip


def places(data: bytes, name: str, options: ImportOptions) -> list[tuple[object, ...]]:
    file = open_interactions(BytesIO(data), name=name, options=options)
    found = [row for row in file.rows if isinstance(row, InteractionRecord)]
    return [astuple(place_of(name, file, row)) for row in found]


def test_a_line_of_json_lines_a_row_of_a_workbook_an_entry_of_an_export() -> None:
    lines = jsonl(interaction(), "", interaction(external_id="chat-2"))
    assert places(lines, "day/a.jsonl", ImportOptions()) == [
        ("day/a.jsonl", 1, None, "jsonl", None),
        ("day/a.jsonl", 3, None, "jsonl", None),
    ]
    options = ImportOptions(mappings=(MAPPED,))
    assert places(workbook(One=TABLE), "a.xlsx", options) == [
        ("a.xlsx", 2, None, "workbook", "Desk")
    ]
    found = places((FIXTURES / "zendesk.json").read_bytes(), "z.json", OPTIONS)
    assert [place[2] for place in found] == [1]


def test_a_file_that_is_one_interaction_has_no_line() -> None:
    chat = b"Agent: Hello\nCustomer: Hi\n"
    options = ImportOptions(agent_id="a", written_at=WRITTEN)
    assert places(chat, "day/7.txt", options) == [("day/7.txt", None, None, "text", None)]


@pytest.mark.parametrize(
    ("modified", "stands"), [(WRITTEN, "file"), (None, "received")], ids=["file", "received"]
)
def test_a_beginning_that_nothing_says_is_said_to_be_none(
    modified: datetime | None, stands: str
) -> None:
    received = datetime(2026, 5, 6, tzinfo=UTC)
    options = ImportOptions(agent_id="a").written(modified, received)
    for name, data in (
        ("7.txt", b"Agent: Hello\nCustomer: Hi\n"),
        ("7.wav", b"RIFF____WAVEfmt "),
    ):
        (row,) = open_interactions(BytesIO(data), name=name, options=options).rows
        assert isinstance(row, InteractionRecord)
        assert (row.started_at, row.started_from) == (modified or received, stands)


def test_a_beginning_that_the_row_says_is_its_own() -> None:
    (row,) = opened(jsonl(interaction()), written_at=WRITTEN).rows
    assert isinstance(row, InteractionRecord)
    assert row.started_from is None


def test_the_report_counts_what_began_with_its_file() -> None:
    assert began_notes({"file": 1, "received": 1200}) == [
        "of 1 interaction nothing says when: started is taken from the file's date",
        "of 1,200 interactions nothing says when: started is when it was handed in",
    ]
    assert began_notes({}) == []
