"""`qa import --preview`, `--mapping` and `qa mappings`."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_app.cli import importing, previewing
from qa_app.core.db import db
from tests.transcription.intake.mapping.tables import HELPDESK, look_at
from transcription.intake.mapping.guessing import guess
from transcription.interactions.models import Interaction

Qa = Callable[..., tuple[int, Any]]


@pytest.fixture
def qa(session: Session, monkeypatch: pytest.MonkeyPatch) -> Qa:
    """Runs a command on the test's own application: (exit status, its JSON, or its words)."""

    @contextmanager
    def desk() -> Any:
        yield db.session()
        db.session.commit()

    monkeypatch.setattr(importing, "desk", desk)
    monkeypatch.setattr(previewing, "desk", desk)

    def run(*words: object, text: bool = False) -> tuple[int, Any]:
        first, *rest = (str(word) for word in words)
        command = importing.import_command if first == "import" else previewing.mappings
        result = CliRunner().invoke(command, rest if text else [*rest, "--json"])
        return result.exit_code, result.output if text else json.loads(result.output)

    return run


def test_a_preview_says_what_would_become_of_a_file(
    qa: Qa, session: Session, tmp_path: Path
) -> None:
    table, mapping = tmp_path / "may.csv", tmp_path / "desk.json"
    table.write_text(HELPDESK)
    mapping.write_text(guess(look_at(HELPDESK), name="Desk").as_json())
    status, found = qa("import", "--preview", table)
    assert (status, found["files"][0]["state"], found["total"]) == (2, "unknown", 0)
    assert "“Look at it first”" in found["files"][0]["error"]
    status, found = qa("import", "--preview", "--mapping", mapping, table)
    assert (status, found["accepted"], found["known"]) == (0, 2, 0)
    assert found["files"][0]["goes"][1] == ["Opened", "Started"]
    _, words = qa("import", "--preview", "--mapping", mapping, table, text=True)
    assert "nothing was stored. 2 rows: 2 would be taken" in words
    assert "Opened → Started" in words
    assert session.scalar(select(func.count(Interaction.id))) == 0
    status, found = qa("import", "--mapping", mapping, table)
    assert (status, found["accepted"], found["new"]) == (0, 2, 2)


def test_mappings_go_out_come_in_and_are_deleted(qa: Qa, tmp_path: Path) -> None:
    file = tmp_path / "twilio.json"
    assert qa("mappings", "export", "Twilio calls", file)[0] == 0
    assert qa("mappings", "import", file) == (0, {"name": "Twilio calls", "version": 1})
    _, listed = qa("mappings", "list")
    assert [each["shipped"] for each in listed if each["name"] == "Twilio calls"] == [False, True]
    assert qa("mappings", "show", "twilio calls")[1]["columns"]["sid"] == "external_id"
    assert qa("mappings", "delete", "Twilio calls")[0] == 0
    assert len(qa("mappings", "list")[1]) == len(listed) - 1
