"""`qa backup` and `qa restore` as commands: what they print, and when they refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from qa_app.cli.main import main


def qa(*words: str) -> Result:
    return CliRunner().invoke(main, [*words])


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An instance with one person, and the backup file that will be made of it."""
    monkeypatch.setenv("QA_INSTANCE_PATH", str(tmp_path / "old"))
    assert qa("db", "upgrade").exit_code == 0
    added = qa("user", "add", "ada@example.com", "--name", "Ada", "--role", "qa_manager")
    assert added.exit_code == 0
    return tmp_path / "desk.backup"


def test_an_instance_moves_to_another_place(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = qa("backup", str(old), "--json")
    assert (made.exit_code, set(json.loads(made.stdout))) == (0, {"files", "bytes"})
    assert json.loads(made.stdout)["bytes"] == old.stat().st_size
    assert old.stat().st_mode & 0o077 == 0
    people = qa("user", "list", "--json").stdout
    monkeypatch.setenv("QA_INSTANCE_PATH", str(tmp_path / "new"))
    restored = qa("restore", str(old))
    assert (restored.exit_code, restored.stdout) == (
        0,
        "Restored, 0 files. Start with `qa serve`.\n",
    )
    assert qa("user", "list", "--json").stdout == people


def test_a_backup_overwrites_nothing(old: Path) -> None:
    old.write_text("something else")
    refused = qa("backup", str(old))
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == f"{old} exists already; choose another name.\n"
    assert old.read_text() == "something else"


def test_a_restore_overwrites_nothing(old: Path) -> None:
    assert qa("backup", str(old)).exit_code == 0
    people = qa("user", "list", "--json").stdout
    refused = qa("restore", str(old))
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == "This instance is in use. Restore into a new QA_INSTANCE_PATH.\n"
    assert qa("user", "list", "--json").stdout == people


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_a_file_that_is_cut_short_is_refused_and_nothing_is_written(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, share: float
) -> None:
    assert qa("backup", str(old)).exit_code == 0
    whole = old.read_bytes()
    old.write_bytes(whole[: int(len(whole) * share)])
    monkeypatch.setenv("QA_INSTANCE_PATH", str(tmp_path / "new"))
    refused = qa("restore", str(old))
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == f"{old} is no backup of Quality Desk, or not a whole one.\n"
    files = (tmp_path / "new" / "files").rglob("*")
    assert [path for path in files if path.is_file()] == []


def test_a_file_that_is_no_backup_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QA_INSTANCE_PATH", str(tmp_path / "new"))
    other = tmp_path / "notes.txt"
    other.write_text("not a backup")
    refused = qa("restore", str(other))
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == f"{other} is no backup of Quality Desk, or not a whole one.\n"


def test_a_folder_that_is_not_there_is_named(old: Path, tmp_path: Path) -> None:
    refused = qa("backup", str(tmp_path / "nowhere" / "desk.backup"))
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == (
        f"There is no folder {tmp_path / 'nowhere'}; make it, or choose another one.\n"
    )


def test_a_file_that_is_not_there_is_misuse() -> None:
    assert qa("restore", "nowhere.backup").exit_code == 2
