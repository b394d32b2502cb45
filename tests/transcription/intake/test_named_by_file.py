"""Two files of one hand-in that are called alike are never taken for the same interaction."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.transcription.intake.importing import counts, imported, one, refusals
from transcription.intake.named_by_file import is_named_by_file
from transcription.transcripts.queries import current_transcript

VTT = b"WEBVTT\n\n00:01.000 --> 00:02.000\nAgent: The first call.\n"
SRT = b"1\n00:00:01,000 --> 00:00:02,000\nAgent: Another call.\n"


def first_words(session: Session, external_id: str) -> str:
    transcript = current_transcript(session, one(session, external_id).id)
    assert transcript is not None
    return transcript.turns[0].text


def test_the_second_of_two_files_called_alike_is_refused_by_name(
    session: Session, tmp_path: Path
) -> None:
    folder = tmp_path / "calls"
    folder.mkdir()
    (folder / "c.vtt").write_bytes(VTT)
    (folder / "c.srt").write_bytes(SRT)
    batch = imported(session, folder, agent_id="agent-07")
    assert counts(batch) == ("done", 2, 1, 1, 0)
    ((line, _, field, message),) = refusals(session, batch)
    assert (line, field) == (4, "external_id")
    assert '"c.srt"' in message
    assert first_words(session, "c") == "Another call."
    assert counts(imported(session, folder, agent_id="agent-07")) == ("done", 2, 1, 1, 1)


def test_the_very_same_file_adds_nothing(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "alone.vtt"
    path.write_bytes(VTT)
    assert counts(imported(session, path, agent_id="agent-07")) == ("done", 1, 1, 0, 0)
    assert counts(imported(session, path, agent_id="agent-07")) == ("done", 1, 1, 0, 1)
    assert first_words(session, "alone") == "The first call."


@pytest.mark.parametrize(
    ("external_id", "file_name", "expected"),
    [
        ("a/call", "a/call.vtt", True),
        ("a/call#2", "a/call.txt", True),
        ("call", "a/call.json", True),
        ("chat-1", "chat.jsonl", False),
        ("chat-1", "a/other.json", False),
    ],
)
def test_which_ids_are_the_names_of_files(
    external_id: str, file_name: str, *, expected: bool
) -> None:
    assert is_named_by_file(external_id, file_name) is expected
