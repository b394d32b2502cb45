"""`qa import` asks for the basis of recordings in a terminal, once for each source."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.cli import edge, importing
from qa_app.core.audit import AuditRow
from tests.transcription.transcripts.sounds import encoded, silence
from transcription.intake.models import SourceBasis
from transcription.interactions.models import Recording

SOUND = encoded([silence(0.5)])


@pytest.fixture
def call(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    monkeypatch.setattr(edge, "create_app", lambda: app)

    def run(name: str, *words: str, typed: str = "", terminal: bool = True) -> Result:
        monkeypatch.setattr(importing, "is_terminal", lambda: terminal)
        session.rollback()  # Reading would keep the command from writing.
        path = tmp_path / name
        path.write_bytes(SOUND)
        command = [str(path), "--agent", "a-1", "--source", "phones", *words]
        result = CliRunner().invoke(importing.import_command, command, input=typed)
        return result

    return run


def bases(session: Session) -> tuple[list[str | None], dict[str, str]]:
    """The bases of all recordings in order, and those that are remembered."""
    session.rollback()
    recordings = session.scalars(select(Recording.basis).order_by(Recording.id)).all()
    known = session.execute(select(SourceBasis.source, SourceBasis.basis))
    return list(recordings), {row.source: row.basis for row in known}


def test_it_is_asked_once_for_a_source(call: Any, session: Session) -> None:
    first = call("a.wav", typed="gossip\nconsent\n")
    assert "1 recording has no basis; source “phones”" in first.output
    assert bases(session) == (["consent"], {"phones": "consent"})
    assert "wait in quarantine" not in first.output
    second = call("b.wav")
    assert "Basis" not in second.output
    assert bases(session) == (["consent", "consent"], {"phones": "consent"})
    acts = session.execute(
        select(AuditRow.act, AuditRow.actor).where(AuditRow.act.in_(
            ("source.basis", "recording.release")))
    ).all()  # fmt: skip
    assert sorted(tuple(each) for each in acts) == [
        ("recording.release", "cli"), ("source.basis", "cli"),
    ]  # fmt: skip


@pytest.mark.parametrize(("terminal", "typed"), [(True, "\n"), (False, "")])
def test_without_an_answer_it_waits_in_quarantine_and_that_is_said(
    call: Any, session: Session, terminal: bool, typed: str
) -> None:
    result = call("a.wav", terminal=terminal, typed=typed)
    assert bases(session) == ([None], {})
    assert "1 recording has no basis and waits in quarantine" in result.output


def test_what_basis_says_is_remembered_for_the_source(call: Any, session: Session) -> None:
    call("a.wav", "--basis", "notice")
    assert bases(session) == (["notice"], {"phones": "notice"})
    call("b.wav", "--basis", "contract")
    assert bases(session) == (["notice", "contract"], {"phones": "notice"})
