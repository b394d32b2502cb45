"""Makes tables for the tests of mappings: CSV and workbooks, looks at them, and reads them."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook

from transcription.intake.mapping.document import TableMapping, read_mapping
from transcription.intake.mapping.grid import open_grid
from transcription.intake.mapping.guessing import Look
from transcription.intake.mapping.importer import read_mapped
from transcription.intake.options import Hints, ImportOptions
from transcription.intake.tables import Row

BERLIN = ImportOptions(hints=Hints(time_zone="Europe/Berlin"))
_TITLES = (
    "Ticket No.", "Opened", "Handled by", "Agent mail", "Medium", "Customer no.", "Reason",
    "Conversation", "Talk time (min)", "Rating (1-10)", "Agent sentiment",
)  # fmt: skip
HELPDESK = f"""{";".join(_TITLES)}
T-1;03.04.2026 09:15;Jo Park;jo@example.com;Voice;C-1;Delivery;"Agent: Hello
Customer: Where is it?";3,5;8;calm
T-2;13.04.2026 10:00;Jo Park;jo@example.com;Web chat;C-2;Refund;"Agent: Hello
Customer: Hi";12,25;10;tense
"""


def look_at(text: str) -> Look:
    """The titles, names and rows of a CSV."""
    grid = open_grid(BytesIO(text.encode()))
    rows = [row for row in grid.rows() if isinstance(row, Row)]
    return Look(tuple(grid.titles), tuple(grid.columns), rows)


def mapping(columns: dict[str, str], **more: Any) -> TableMapping:
    """A mapping of these columns."""
    data = {"name": "test", "header": list(columns), "columns": columns} | more
    return read_mapping(data)


def read(
    data: str | bytes, found: TableMapping | None, options: ImportOptions = BERLIN
) -> list[Any]:
    """All rows of a table by a mapping."""
    raw = data.encode() if isinstance(data, str) else data
    return list(read_mapped(BytesIO(raw), found, options).rows)


def workbook(**sheets: Sequence[Sequence[Any]]) -> bytes:
    """An .xlsx of these sheets."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    out = BytesIO()
    book.save(out)
    return out.getvalue()
