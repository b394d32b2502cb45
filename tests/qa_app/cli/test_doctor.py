"""`qa doctor`: all well is 0, something to mend is 1, and it says how."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from qa_app.cli.main import main

CHECKS = [
    "settings", "keys", "database", "people", "file store", "queue", "speech model", "workers",
]  # fmt: skip


@pytest.fixture
def checkpoint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty instance, and a speech model that is there."""
    monkeypatch.setenv("QA_INSTANCE_PATH", str(tmp_path / "instance"))
    demo = Path(__file__).parents[3] / "transcription" / "demo" / "demo-voices-only.pt"
    monkeypatch.setenv("QA_WHISPER_MODEL", str(demo))
    return demo


def doctor(*words: str) -> Result:
    return CliRunner().invoke(main, ["doctor", *words])


@pytest.mark.usefixtures("checkpoint")
def test_an_instance_without_schema_is_to_be_mended() -> None:
    result = doctor()
    assert result.exit_code == 1
    assert "MEND  database: sqlite, schema None, needs " in result.stdout
    assert "      → qa db upgrade\n" in result.stdout


@pytest.mark.usefixtures("checkpoint")
def test_a_whole_instance_is_well() -> None:
    assert CliRunner().invoke(main, ["db", "upgrade"]).exit_code == 0
    result = doctor("--json")
    checks = json.loads(result.stdout)
    assert [(check["name"], check["ok"]) for check in checks] == [(name, True) for name in CHECKS]
    assert (result.exit_code, set(checks[0])) == (0, {"name", "ok", "found", "mend"})


def test_a_key_that_others_can_read_is_named(checkpoint: Path, tmp_path: Path) -> None:
    CliRunner().invoke(main, ["db", "upgrade"])
    (tmp_path / "instance" / "audit.key").chmod(0o644)
    result = doctor()
    assert result.exit_code == 1
    assert "MEND  keys: audit.key can be read by others\n      → chmod 600" in result.stdout


def test_a_model_that_is_not_there_is_named(
    checkpoint: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("QA_WHISPER_MODEL", str(tmp_path / "gone.pt"))
    result = doctor()
    assert result.exit_code == 1
    assert "MEND  speech model: " in result.stdout
    assert "→ set QA_WHISPER_MODEL" in result.stdout


def test_a_wrong_setting_ends_with_2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QA_PORT", "80000")
    result = doctor()
    sentence = "QA_PORT is '80000': it must be a whole number from 1 to 65535.\n"
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", sentence)
