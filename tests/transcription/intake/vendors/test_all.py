"""What holds for every importer: recognised by content, nothing but rows out of broken files."""

import dataclasses
import json
import os
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.transcription.intake.importing import counts, imported
from tests.transcription.intake.mutating import mutated
from tests.transcription.intake.vendors.telling import GIVEN, NAMES, OPTIONS, fixture, opened
from transcription.intake.importers import preview
from transcription.intake.options import Hints
from transcription.intake.records import InteractionRecord
from transcription.intake.refusals import FileRefused, Refusal, Tally
from transcription.intake.registry import importers
from transcription.interactions.models import Interaction

WITH_AGENT = dataclasses.replace(OPTIONS, **GIVEN)
JSON = tuple(name for name in NAMES if name.endswith(".json"))
SHARE, ALL = 60, 2_000


def test_every_vendor_has_a_fixture() -> None:
    own = {"jsonl", "chats", "manifest", "vtt", "srt", "text", "whatsapp", "audio"}
    own |= {"mapped", "workbook", "xls"}
    assert {Path(name).stem for name in NAMES} == set(importers()) - own


@pytest.mark.parametrize("name", NAMES)
def test_fixture_is_recognised_by_its_content(name: str) -> None:
    data = fixture(name)
    found = opened(data, name, WITH_AGENT).format
    assert found == Path(name).stem
    assert opened(data, "export.txt", WITH_AGENT).format == found


def _survives(name: str, seed: int) -> None:
    broken = mutated(fixture(name), Random(seed))
    given = Path(name).stem if seed % 2 else None
    tally = Tally()
    with suppress(FileRefused):
        for row in opened(broken, name, WITH_AGENT, format_=given).rows:
            assert isinstance(row, InteractionRecord | Refusal)
            tally.count(row)
            repr(row).encode()
    assert tally.accepted + tally.rejected == tally.total


@pytest.mark.parametrize("name", NAMES)
def test_some_broken_files_give_rows_and_refusals(name: str) -> None:
    for seed in range(SHARE):
        _survives(name, seed)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_many_broken_files_give_rows_and_refusals(name: str) -> None:
    for seed in range(SHARE, ALL):
        _survives(name, seed)


@pytest.mark.parametrize("name", JSON)
def test_valid_neighbours_of_a_broken_entry_get_in(name: str) -> None:
    entry = json.loads(fixture(name))
    list_ = _list_in(entry)
    entries = list_ if list_ else [entry]
    whole = json.dumps(entries[0])
    for seed in range(20):
        broken = mutated(whole.encode(), Random(seed)).replace(b"\n", b" ")
        data = b"%s\n%s\n%s\n" % (whole.encode(), broken, whole.encode())
        rows = list(opened(data, "export.ndjson", WITH_AGENT, format_=Path(name).stem).rows)
        assert isinstance(rows[0], InteractionRecord)
        last = rows[-1]
        assert isinstance(last, Refusal)
        assert "was given on line 1 already" in last.message


def _list_in(data: object) -> list[object]:
    if isinstance(data, list):
        return data
    assert isinstance(data, dict)
    names = ("tickets", "chats", "conversations", "data", "results", "payload", "_results",
             "recordings", "_embedded", "analysisInput")  # fmt: skip
    inner = next((data[key] for key in names if key in data), [])
    if isinstance(inner, dict):
        return _list_in(inner) if "conversations" in inner else []
    return inner if isinstance(inner, list) else []


VALUES = (None, True, -1, 1e300, 10**400, "x", [], [[]], {}, {"x": [1]})


def _survives_wrong_kinds(name: str, turn: int) -> None:
    """Each value of the export, wherever it stands, is put into something else."""
    data = json.loads(fixture(name))
    for number, place in enumerate(_places(data)):
        changed = json.loads(json.dumps(data))
        inner = changed
        for step in place[:-1]:
            inner = inner[step]
        inner[place[-1]] = VALUES[(number + turn) % len(VALUES)]
        text = json.dumps(changed).encode()
        with suppress(FileRefused):
            for row in opened(text, name, WITH_AGENT, format_=Path(name).stem).rows:
                assert isinstance(row, InteractionRecord | Refusal)


@pytest.mark.parametrize("name", JSON)
def test_some_wrong_kinds_are_refused_and_never_break(name: str) -> None:
    _survives_wrong_kinds(name, 0)


@pytest.mark.slow
@pytest.mark.parametrize("name", JSON)
def test_all_wrong_kinds_are_refused_and_never_break(name: str) -> None:
    for turn in range(1, len(VALUES)):
        _survives_wrong_kinds(name, turn)


def _places(data: object, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    pairs = list(data.items() if isinstance(data, dict) else [])
    pairs += enumerate(data) if isinstance(data, list) else []
    return [place for key, each in pairs for place in ((*at, key), *_places(each, (*at, key)))]


@pytest.mark.parametrize("name", NAMES)
def test_preview_shows_the_first_rows(name: str) -> None:
    seen = preview(BytesIO(fixture(name)), name=name, options=WITH_AGENT, rows=1)
    assert len(seen.rows) == 1


def test_importing_all_again_adds_nothing(session: Session, tmp_path: Path) -> None:
    for name in NAMES:
        (tmp_path / name).write_bytes(fixture(name))
    for name in ("4a573372_UTC.wav", "RE0001.wav"):
        (tmp_path / Path(name)).write_bytes(b"RIFF\0\0\0\0WAVE")
    first = imported(session, tmp_path, agent_id="given", hints=OPTIONS.hints)
    found = session.scalar(select(func.count(Interaction.id)))
    assert first.accepted + first.rejected == first.total
    assert found == first.accepted - first.known
    again = imported(session, tmp_path, agent_id="given", hints=OPTIONS.hints)
    assert counts(again)[1:] == (first.total, first.accepted, first.rejected, first.accepted)
    assert session.scalar(select(func.count(Interaction.id))) == found


DATA = os.environ.get("QA_DATA_DIR")


@pytest.mark.skipif(
    not DATA or not (Path(DATA) / "exports").is_dir(),
    reason="QA_DATA_DIR names no folder of exports",
)
@pytest.mark.parametrize(
    ("name", "format_", "count"),
    [
        ("abcd_sample.json", "abcd", 3),
        ("amazon-transcribe-post-call-analytics.json", "transcribe-pca", 1),
        ("azure_conversation_input.json", "azure", 1),
    ],
)
def test_real_exports_are_taken_whole(name: str, format_: str, count: int) -> None:
    data = (Path(DATA or "") / "exports" / name).read_bytes()
    options = dataclasses.replace(WITH_AGENT, hints=Hints())
    file = opened(data, name, options)
    rows = list(file.rows)
    assert (file.format, len(rows)) == (format_, count)
    assert all(isinstance(row, InteractionRecord) and row.turns for row in rows)
