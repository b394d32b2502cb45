"""Workbooks: read as a CSV would be, refused within bounds, never computed."""

from __future__ import annotations

import zipfile
from datetime import datetime, timedelta
from io import BytesIO

import pytest

from tests.transcription.intake.mapping.tables import mapping, read, workbook
from transcription.intake.mapping import workbook as module
from transcription.intake.mapping.grid import LEGACY, open_grid
from transcription.intake.refusals import FileRefused, Refusal
from transcription.intake.tables import Row

MAP = mapping(
    {"no": "external_id", "opened": "started_at", "agent": "agent_id", "said": "transcript"}
)
HEADER = ("No", "Opened", "Agent", "Said")


def row(number: object = 7, said: str = "Agent: Hi\nCustomer: Hello") -> tuple[object, ...]:
    return (number, datetime(2026, 5, 4, 9, 30), "a-1", said)  # noqa: DTZ001 - as Excel has them


def refused(data: bytes, sheet: str | None = None) -> str:
    with pytest.raises(FileRefused) as error:
        list(open_grid(BytesIO(data), sheet=sheet).rows())
    return error.value.message


def test_a_workbook_is_read_like_a_csv_below_a_title_and_by_its_own_lines() -> None:
    data = workbook(Tickets=[("Tickets of May",), (), HEADER, row(), row(8.0, "nothing named")])
    found = read(data, MAP)
    assert (found[0].external_id, found[0].line, len(found[0].turns)) == ("7", 4, 2)
    assert found[0].started_at.isoformat() == "2026-05-04T07:30:00+00:00"
    assert found[1] == Refusal(
        5,
        4,
        "said",
        "names nobody: each turn has to begin with a name and a colon",
        "nothing named",
    )


def test_sheets_are_offered_and_chosen_by_name() -> None:
    data = workbook(Notes=[("only one cell",)], May=[HEADER, row()], June=[HEADER, row(9)])
    grid = open_grid(BytesIO(data))
    assert (list(grid.sheets), grid.notes) == (["May", "June"], ('sheet: "May"',))
    june = MAP.model_copy(update={"sheet": "June"})
    assert [each.external_id for each in read(data, june)] == ["9"]
    assert refused(data, "July") == 'The workbook has no sheet "July". It has: "May", "June".'


def test_cells_come_as_text_and_formulas_are_not_computed() -> None:
    data = workbook(
        One=[("a", "b", "c", "d"), (1.5, True, timedelta(minutes=2), "=1+1"), (2.0, "x")]
    )
    rows = [each for each in open_grid(BytesIO(data)).rows() if isinstance(each, Row)]
    assert [dict(each.cells) for each in rows] == [
        {"a": "1.5", "b": "true", "c": "120 s"}, {"a": "2", "b": "x"},
    ]  # fmt: skip


def test_what_is_no_workbook_is_refused_with_what_to_do() -> None:
    assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)) == LEGACY
    assert refused(_zip({"a.txt": b"x"})) == (
        "This is a zip archive, but no workbook (.xlsx): unpack it, and hand in what is in it."
    )
    assert refused(workbook(One=[("a",)])) == (
        "The workbook holds no table: no sheet has a row with two filled cells."
    )
    assert refused(b"PK\x03\x04 nothing more").startswith("The workbook is broken: ")


def test_bombs_are_refused_before_anything_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    book = {"xl/workbook.xml": b"<workbook/>"}
    assert refused(_zip(book | {"xl/a.xml": bytes(30 << 20)})) == (
        "The workbook is packed more tightly than any table is: it is not read."
    )
    monkeypatch.setattr(module, "UNPACKED_BYTES", 1 << 20)
    assert refused(_zip(book | {"xl/a.xml": bytes(2 << 20)})) == (
        "The workbook is larger than 1 MB unpacked: save the sheet as CSV."
    )
    monkeypatch.setattr(module, "MEMBERS", 3)
    assert refused(_zip(book | {f"xl/{n}.xml": b"" for n in range(5)})) == (
        "The workbook holds more than 3 parts: it is not read."
    )


def test_entities_are_refused() -> None:
    text = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><workbook/>'
    assert refused(_zip({"xl/workbook.xml": text})) == (
        "The workbook declares entities: it is not read."
    )


def _zip(members: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()
