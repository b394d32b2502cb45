"""The look before an import says what the import then does, and stores nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.transcription.intake.examples import interaction, jsonl
from tests.transcription.intake.importing import counts, imported
from tests.transcription.intake.mapping.tables import HELPDESK, look_at
from transcription.intake.mapping.guessing import guess
from transcription.intake.mapping.keeping import save
from transcription.intake.models import Batch
from transcription.intake.options import Hints, ImportOptions
from transcription.intake.parcels import folder_parcel
from transcription.intake.preview import looking
from transcription.interactions.models import Interaction

AT = datetime(2026, 5, 20, 9, tzinfo=UTC)
MANIFEST = (
    "recording,external_id,started_at,agent_id\na.wav,one,2026-05-04T09:30:00Z,a-1\n"
    "b.wav,two,2026-05-04T09:31:00Z,a-1\n"
)


def look(session: Session, path: Path, **more: Any) -> looking.Report:
    parcel, _ = folder_parcel(path)
    options = ImportOptions(hints=Hints(time_zone="Europe/Berlin"), **more)
    return looking.look_at(session, parcel, options, at=AT)


def test_counts_are_those_of_the_import_and_nothing_is_stored(
    session: Session, tmp_path: Path
) -> None:
    card = "My card is 4111 1111 1111 1111"
    first = interaction(turns=[{"speaker": "customer", "text": card}])
    lines = jsonl(first, "broken", interaction(external_id="c-2"), interaction(external_id="c-2"))
    (tmp_path / "a.jsonl").write_bytes(lines)
    (tmp_path / "desk.csv").write_text(HELPDESK)
    found = look(session, tmp_path)
    assert (found.total, found.accepted, found.rejected, found.known) == (4, 2, 2, 0)
    jsonl_look, table = found.files
    assert [row["turns"][0]["text"] for row in jsonl_look.rows] == ["My card is [card]", "Hello"]
    assert [(each["line"], each["message"][:11]) for each in jsonl_look.refusals] == [
        (2, "is not JSON"), (4, "was given o"),
    ]  # fmt: skip
    assert (table.state, table.columns[:2]) == ("unknown", ["Ticket No.", "Opened"])
    assert session.scalar(select(func.count(Interaction.id))) == 0
    assert session.scalar(select(func.count(Batch.id))) == 0
    batch = imported(session, tmp_path / "a.jsonl")
    assert counts(batch) == ("done", 4, 2, 2, 0)
    assert look(session, tmp_path).known == 2


def test_a_saved_mapping_is_used_for_the_next_file_with_its_columns(
    session: Session, tmp_path: Path
) -> None:
    save(session, guess(look_at(HELPDESK), name="Help desk"), by=None, at=AT, actor="test")
    (tmp_path / "june.csv").write_text(HELPDESK)
    (file,) = look(session, tmp_path).files
    assert (file.state, file.format, file.accepted) == ("read", "mapped", 2)
    assert file.notes[0] == 'mapping: "Help desk"'
    assert file.goes[0] == ["Ticket No.", "Id of the interaction"]
    assert counts(imported(session, tmp_path / "june.csv", hints=Hints(time_zone="UTC"))) == (
        "done", 2, 2, 0, 0,
    )  # fmt: skip


def test_recordings_that_are_missing_or_without_a_basis_are_counted(
    session: Session, tmp_path: Path
) -> None:
    (tmp_path / "m.csv").write_text(MANIFEST)
    (tmp_path / "a.wav").write_bytes(b"RIFF....WAVEfmt ")
    found = look(session, tmp_path)
    assert (found.accepted, found.rejected, found.without_basis) == (1, 1, 1)
    assert len(found.files) == 1


def test_a_look_that_ran_out_of_time_says_so(session: Session, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl(interaction()))
    (tmp_path / "b.jsonl").write_bytes(jsonl(interaction(external_id="c-2")))
    parcel, _ = folder_parcel(tmp_path)
    answers = iter([True, False, False])
    found = looking.look_at(
        session, parcel, ImportOptions(), at=AT, may_go_on=lambda: next(answers)
    )
    assert (found.is_whole, found.total) == (False, 1)
