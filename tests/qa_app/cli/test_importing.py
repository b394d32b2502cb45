"""`qa import` and `qa team import` as commands, with their exit statuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask

from qa_app.cli import edge, importing, teams
from tests.transcription.intake.examples import interaction, jsonl


@pytest.fixture
def run(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(edge, "create_app", lambda: app)

    def call(command: Any, *words: str) -> tuple[int, Any]:
        result = CliRunner().invoke(command, [*words, "--json"])
        text = result.stdout
        return result.exit_code, json.loads(text) if text.startswith(("{", "[")) else text

    return call


def test_exit_status_says_what_became_of_the_rows(run: Any, tmp_path: Path) -> None:
    good, bad, empty = tmp_path / "good.jsonl", tmp_path / "bad.jsonl", tmp_path / "empty.csv"
    good.write_bytes(jsonl(interaction(external_id="one"), interaction(external_id="two")))
    bad.write_bytes(jsonl(interaction(external_id="three"), "nonsense"))
    empty.write_bytes(b"")
    status, found = run(importing.import_command, str(good))
    assert (status, found["accepted"], found["new"], found["refusals"]) == (0, 2, 2, [])
    status, found = run(importing.import_command, str(good))
    assert (status, found["known"], found["new"]) == (0, 2, 0)
    status, found = run(importing.import_command, str(bad))
    assert (status, found["total"], found["accepted"], found["rejected"]) == (1, 2, 1, 1)
    assert (found["refusals"][0]["line"], found["refusals"][0]["column"]) == (2, 1)
    status, found = run(importing.import_command, str(empty))
    assert (status, found["error"]) == (2, "The file is empty: there is nothing to import.")
    status, found = run(importing.import_command, str(good), str(bad))
    assert (status, [each["rejected"] for each in found]) == (1, [0, 1])


def test_misuse_is_two(run: Any, tmp_path: Path) -> None:
    assert run(importing.import_command, str(tmp_path / "gone"))[0] == 2
    assert run(importing.import_command, str(tmp_path), "--basis", "mood")[0] == 2


def test_what_a_transcript_leaves_open_is_said_with_options(run: Any, tmp_path: Path) -> None:
    chat = tmp_path / "eve.txt"
    chat.write_text("03/04/26, 09:05 - Eve: Hello\n03/04/26, 09:06 - Jon: Hi\n")
    status, found = run(importing.import_command, str(chat), "--agent", "a-1")
    assert (status, found["total"], found["rejected"]) == (2, 1, 1)
    assert found["error"] == (
        "The dates could have the day or the month first: say which, as --date-order."
    )
    words = ("--agent", "a-1", "--date-order", "day", "--time-zone", "Europe/Berlin")
    status, found = run(importing.import_command, str(chat), *words)
    assert (status, found["refusals"][0]["message"]) == (
        1,
        'could be agents or customers: "Eve", "Jon". Say which are agents\', as Names of agents'
        " or --agent-name.",
    )
    status, found = run(importing.import_command, str(chat), *words, "--agent-name", "Jon")
    assert (status, found["accepted"]) == (0, 1)
    assert found["notes"] == ["whatsapp; UTF-8; times are those of Europe/Berlin"]
    assert run(importing.import_command, str(chat), "--time-zone", "Mars")[0] == 2


def test_folder_names_what_was_not_read(run: Any, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(jsonl(interaction()))
    (tmp_path / "README.md").write_text("words")
    (tmp_path / ".hidden.csv").write_text("words")
    status, found = run(importing.import_command, str(tmp_path))
    assert (status, found["total"], found["files_not_read"]) == (0, 1, ["README.md"])


def test_team_import(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "teams.csv"
    path.write_text("team,agent_id,name\nBlue,a-1,One\nBlue,,Nobody\n")
    status, found = run(teams.import_team, str(path))
    assert (status, found["accepted"], found["rejected"], found["teams_added"]) == (1, 1, 1, 1)
    path.write_text("nothing,here\n1,2\n")
    assert run(teams.import_team, str(path))[0] != 0
