"""Recordings through the real command line: heard, waiting for a model, then read and marked."""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

import transcription.demo
from qa_app.config import load_settings
from qa_app.core.db import db, reading
from qa_app.factory import build
from tests.journeys.command_line import CommandLine
from transcription.demo.scoring import Piece, compare, total, within
from transcription.interactions.models import Interaction, Recording, RecordingState
from transcription.transcripts.queries import current_transcript

DATA = os.environ.get("QA_DATA_DIR")
DEMO = Path(str(transcription.demo.__file__)).parent
CHECKPOINT = DEMO / "demo-voices-only.pt"
MARK = "Knows only the demo's voices; not to be believed on other calls."
REAL = (
    "getgoing/081f9c305d504f0dd01669335b5fb43c/recording.wav",
    "getgoing/a1179248bf0c6fb6596f49f55e84fc50/recording.wav",
    "jfk.flac",
)
# Nothing is ever downloaded by a test: the way to the internet leads to a closed port.
OFFLINE = dict.fromkeys(("HTTPS_PROXY", "https_proxy", "http_proxy"), "http://127.0.0.1:9")
CHANNELS = {"agent": 0, "customer": 1}

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("silero_vad") is None, reason="silero-vad is not there"),
    pytest.mark.skipif(find_spec("whisper") is None, reason="openai-whisper is not there"),
]


@dataclass(frozen=True)
class Heard:
    """What the product holds of a recording: its state, and its turns as pieces of text."""

    name: str
    state: RecordingState
    reason: str | None
    speech_s: float
    note: str | None
    pieces: tuple[Piece, ...]


@pytest.fixture
def qa(tmp_path: Path) -> CommandLine:
    """The command line, without a speech model and without the internet."""
    command = CommandLine(tmp_path / "instance", XDG_CACHE_HOME=str(tmp_path / "cache"), **OFFLINE)
    command("db", "upgrade")
    return command


def manifest(folder: Path, recordings: Sequence[tuple[Path, str]]) -> Path:
    """Copies of recordings with the manifest that names them; each a source and a basis."""
    rows = [["recording", "external_id", "started_at", "agent_id", "language", "basis"]]
    for number, (source, basis) in enumerate(recordings):
        name = f"{number}-{source.name}"
        shutil.copy(source, folder / name)
        rows.append([name, f"call-{number}", f"2026-03-02T09:0{number}:00Z", "a-1", "en", basis])
    path = folder / "manifest.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    return path


@contextmanager
def opened(qa: CommandLine) -> Iterator[Session]:
    """The instance's database, to look at."""
    app = build(load_settings({k: v for k, v in qa.environment.items() if k.startswith("QA_")}))
    with app.app_context(), reading():
        yield db.session()
        db.session.rollback()
        db.engine.dispose()


def heard(qa: CommandLine) -> list[Heard]:
    """All recordings by name."""
    with opened(qa) as session:
        found = session.scalars(
            select(Recording)
            .join(Recording.interaction)
            .options(joinedload(Recording.interaction))
            .order_by(Interaction.external_id)
        ).all()
        return [_heard(session, recording) for recording in found]


def _heard(session: Session, recording: Recording) -> Heard:
    text = current_transcript(session, recording.interaction_id)
    pieces = tuple(
        Piece(CHANNELS.get(turn.speaker.value, -1), turn.start_s or 0, turn.end_s or 0, turn.text)
        for turn in (text.turns if text else ())
    )
    name, note = recording.interaction.external_id, text.note if text else None
    state, reason = recording.state, recording.state_reason
    return Heard(name, state, reason, recording.speech_s or 0.0, note, pieces)


def test_calls_of_the_demo_wait_and_are_read_once_there_is_a_model(
    qa: CommandLine, tmp_path: Path
) -> None:
    described = json.loads((DEMO / "calls" / "calls.json").read_text("utf-8"))["calls"][1:3]
    files = [(DEMO / "calls" / call["file"], "consent") for call in described]
    taken = qa.data("import", manifest(tmp_path, files))
    assert (taken["total"], taken["accepted"], taken["new"]) == (2, 2, 2)
    _wait(qa, 2)
    assert qa.data("work", "--until-idle", QA_WHISPER_MODEL=str(CHECKPOINT))["waiting"] == []
    for call, found in zip(described, heard(qa), strict=True):
        assert (found.state, found.reason) == (RecordingState.TRANSCRIBED, None)
        assert (found.note or "").startswith(MARK)
        _reads_as_spoken(found.pieces, call["turns"])


@pytest.mark.skipif(
    not DATA or not (Path(DATA) / "calls").is_dir(), reason="QA_DATA_DIR names no folder of calls"
)
def test_real_calls_wait_and_run_through_marked(qa: CommandLine, tmp_path: Path) -> None:
    files = [(Path(str(DATA)) / "calls" / name, "consent") for name in REAL]
    taken = qa.data("import", manifest(tmp_path, [*files[:2], (files[2][0], "")]), status=0)
    assert (taken["accepted"], taken["rejected"], taken["quarantined"]) == (3, 0, 1)
    _wait(qa, 2)
    again = qa.data("import", tmp_path / "manifest.csv", "--basis", "consent")
    assert (again["new"], again["known"]) == (0, 3)
    assert qa.data("work", "--until-idle", QA_WHISPER_MODEL=str(CHECKPOINT))["waiting"] == []
    found = heard(qa)
    assert [one.state for one in found] == [RecordingState.TRANSCRIBED] * 3
    assert [(one.note or "").startswith(MARK) for one in found] == [True] * 3


def _wait(qa: CommandLine, count: int) -> None:
    """Work without a model: that many recordings are heard and wait, and it is said what to do."""
    worked = qa.data("work", "--until-idle")
    assert worked["failed"] == 0
    (waiting,) = worked["waiting"]
    assert waiting["recordings"] == count
    assert waiting["reason"].startswith("QA_WHISPER_MODEL is “small”, which is not on this machine")
    assert "set QA_WHISPER_MODEL to the path of a checkpoint" in waiting["reason"]
    found = [one for one in heard(qa) if one.state is not RecordingState.QUARANTINED]
    assert [(one.state, one.reason) for one in found] == [
        (RecordingState.WAITING_MODEL, waiting["reason"])
    ] * count
    assert all(one.speech_s > 1 and one.pieces == () for one in found)


def _reads_as_spoken(pieces: Sequence[Piece], turns: Sequence[dict[str, Any]]) -> None:
    """Under 10 % of the words wrong, each turn on its channel and within half a second."""
    wrong, claimed = [], 0
    for turn in turns:
        here = within(pieces, CHANNELS[turn["speaker"]], turn["start"] - 0.3, turn["end"] + 0.3)
        claimed += len(here)
        assert here, turn
        assert abs(here[0].start - turn["start"]) < 0.5
        assert abs(here[-1].end - turn["end"]) < 0.5
        wrong.append(compare(turn["text"], " ".join(piece.text for piece in here)))
    assert claimed == len(pieces)
    assert total(wrong).percent < 10
