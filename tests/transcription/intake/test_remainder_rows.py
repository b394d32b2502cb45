"""Refused rows of mapped tables and workbooks are given out; of other files it is said why not."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.factories.people import AT
from tests.transcription.intake.importing import counts, imported
from tests.transcription.intake.mapping.tables import mapping, workbook
from transcription.intake.importer import MappedBy
from transcription.intake.mapping.keeping import save
from transcription.intake.models import Batch, BatchRemainder
from transcription.intake.remainder_rows import HowRead, remainder, why_not
from transcription.intake.remainders import read_remainder

TITLES = ["No", "Opened", "Who", "Said"]
COLUMNS = {"no": "external_id", "opened": "started_at", "who": "agent_id"}
ONE = mapping(COLUMNS | {"said": "customer_text"}, name="Desk", zone="UTC")
ROWS = [
    ["1", "2026-05-04", "a-1", "Hello"],
    ["2", "soon", "a-1", "My card is 4111 1111 1111 1111"],
]


def kept(session: Session, batch: Batch) -> tuple[str, str]:
    """The one remainder of a batch: its name without the number, and its rows."""
    found = session.scalars(select(BatchRemainder).where(BatchRemainder.batch_id == batch.id)).one()
    return found.name.removeprefix(f"refused-{batch.id}-"), read_remainder(session, found)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_refused_row_of_a_mapped_table_is_mended(
    session: Session, tmp_path: Path, kind: str
) -> None:
    save(session, ONE, by=None, at=AT)
    path = tmp_path / f"desk.{kind}"
    text = "".join(",".join(row) + "\n" for row in [TITLES, *ROWS])
    path.write_bytes(text.encode() if kind == "csv" else workbook(One=[TITLES, *ROWS]))
    batch = imported(session, path)
    assert counts(batch) == ("done", 2, 1, 1, 0)
    name, rows = kept(session, batch)
    assert (name, rows) == (
        "desk.csv", "\ufeffNo,Opened,Who,Said\n2,soon,a-1,My card is [card]\n",
    )  # fmt: skip
    mended = tmp_path / name
    mended.write_text(rows.replace("soon", "2026-05-05"), encoding="utf-8")
    assert counts(imported(session, mended)) == ("done", 1, 1, 0, 0)


def test_all_messages_of_a_refused_chat_and_the_rows_that_are_no_data() -> None:
    text = b"no,who,said\nx,x,x\n1,a,Hi\n2,b,Hi\n1,?,Oh\n"
    how = HowRead("mapped", MappedBy("m", ("no",), None, 1))
    assert remainder(BytesIO(text), how, [5]) == ("\ufeffno,who,said\nx,x,x\n1,a,Hi\n1,?,Oh\n", 3)
    sheet = workbook(One=[["no", "who"], ["x", "x"], ["1", "a"], ["2", "b"], ["1", "c"]])
    book = HowRead("workbook", MappedBy("m", ("no",), "One", 1))
    assert remainder(BytesIO(sheet), book, [5]) == ("\ufeffno,who\nx,x\n1,a\n1,c\n", 3)


def test_of_other_files_the_batch_says_why_not(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "z.json"
    path.write_text('[{"id": 1, "requester_id": 2, "comments": []}]')
    batch = imported(session, path)
    assert counts(batch) == ("done", 1, 0, 1, 0)
    assert (batch.note or "").splitlines()[-1] == why_not("zendesk")
    assert "correct it in the system that exported it" in why_not("zendesk")
    assert "the file is one conversation" in why_not("vtt")
    assert "own addresses" in why_not("mbox")
