"""A recording is found also where it was saved in another format of sound than its data say."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.transcription.intake.importing import counts, imported, one
from tests.transcription.intake.vendors.telling import fixture
from tests.transcription.transcripts.sounds import encoded, silence
from transcription.intake.parcels import find_sound, folder_parcel


@pytest.mark.parametrize(
    ("there", "found"),
    [
        (["call.wav", "call.mp3"], "call.wav"),
        (["call.mp3"], "call.mp3"),
        (["call.mp3", "call.ogg"], None),
        (["other.mp3", "call.txt"], None),
    ],
)
def test_the_named_one_else_the_only_one_of_that_stem(
    tmp_path: Path, there: list[str], found: str | None
) -> None:
    for name in there:
        (tmp_path / name).write_bytes(b"x")
    parcel, _ = folder_parcel(tmp_path)
    assert find_sound(parcel, "calls.json", "call.wav") == found
    assert find_sound(parcel, "calls.json", "call.pdf") is None


def test_a_genesys_call_is_joined_to_its_sound(session: Session, tmp_path: Path) -> None:
    (tmp_path / "recordings.json").write_bytes(fixture("genesys-recordings.json"))
    (tmp_path / "r2.ogg").write_bytes(encoded([silence(0.5)]))
    batch = imported(session, tmp_path, basis="notice")
    assert counts(batch) == ("done", 2, 2, 0, 0)
    found = one(session, "9a1e6c1e-0000-4000-8000-000000000003_r2")
    assert found.recording is not None
    assert (found.channel.value, found.agent.name, found.recording.file_name) == (
        "phone", "Agent Eight", "r2.ogg",
    )  # fmt: skip
