"""`qa evaluations import` reports accepted + rejected = total and leaves with its status."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_app.cli import edge
from qa_app.cli.evaluations import evaluations
from scorecards.reviews.models import Evaluation
from tests.factories.feedback import make_desk, make_talk

HEADER = "source;external_id;scorecard;reviewer;submitted_at;overall_percent"
Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(edge, "create_app", lambda: app)

    def call(*words: object) -> Result:
        session.commit()
        return CliRunner().invoke(evaluations, ["import", *map(str, words)])

    return call


@pytest.fixture
def file(session: Session, tmp_path: Path) -> Path:
    """Two good rows and one of an interaction that is not there, in Latin-1."""
    desk = make_desk(session)
    rows = [
        f"desk;{name};Märkte;{desk.reviewer.email};2026-05-04T09:30:00Z;87,5"
        for name in (
            make_talk(session, desk.agent).external_id,
            make_talk(session, desk.agent).external_id,
            "nowhere",
        )
    ]
    path = tmp_path / "history.csv"
    path.write_bytes("\n".join([HEADER, *rows]).encode("latin-1"))
    return path


def test_the_report_adds_up(run: Run, file: Path, session: Session) -> None:
    done = run(file, "--create", "--json")
    report = json.loads(done.stdout)
    assert done.exit_code == 1
    assert (report["total"], report["accepted"], report["rejected"]) == (3, 2, 1)
    assert report["created"] == {"reviewers": [], "scorecards": ["Märkte"]}
    assert [(each["line"], each["column"], each["field"]) for each in report["refusals"]] == [
        (4, 2, "external_id")
    ]
    again = json.loads(run(file, "--create", "--json").stdout)
    assert (again["added"], again["already_there"]) == (0, 2)
    assert session.scalar(select(func.count(Evaluation.id))) == 2


def test_words_say_what_was_refused(run: Run, file: Path) -> None:
    done = run(file)
    assert done.exit_code == 1
    assert "3 rows: 0 accepted, 3 rejected." in done.output
    assert "line 2, column 3: scorecard is not a scorecard here" in done.output


def test_all_taken_ends_with_0(run: Run, file: Path) -> None:
    file.write_bytes(b"\n".join(file.read_bytes().splitlines()[:3]))
    assert run(file, "--create").exit_code == 0


@pytest.mark.parametrize("content", [b"", b"source;external_id\na;b\n", b"\x00\x01\x02"])
def test_what_is_no_such_file_ends_with_2(run: Run, file: Path, content: bytes) -> None:
    file.write_bytes(content)
    done = run(file)
    assert done.exit_code == 2
    assert "history.csv: " in done.output


def test_a_file_that_is_not_there_ends_with_2(run: Run, tmp_path: Path) -> None:
    assert run(tmp_path / "none.csv").exit_code == 2
