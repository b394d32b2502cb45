"""`qa flag` as a command: what it prints and how it ends."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy.orm import Session

from qa_app.cli import edge, flagging
from qa_app.core.db import db
from tests.factories.flagging import make_labelled

Run = Callable[..., Result]
NOTICE = ("notice", "--by", "Works council", "--on", "2026-03-02", "--text", "A model sorts.")


@pytest.fixture
def run(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(edge, "create_app", lambda: app)

    def call(*words: str) -> Result:
        session.commit()
        result = CliRunner().invoke(flagging.flag, [*words])
        db.session.expire_all()
        return result

    return call


@pytest.mark.parametrize("command", ["train", "score", "report", "export"])
def test_everything_refuses_before_the_notice(run: Run, command: str) -> None:
    result = run(command)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "notice to workers is not recorded" in result.stderr


def test_the_order_of_things_is_told(run: Run) -> None:
    assert run("notice", "--by", "x", "--on", "tomorrow", "--text", "y").exit_code == 2
    assert json.loads(run(*NOTICE, "--json").stdout) == {
        "id": 1,
        "given_by": "Works council",
        "given_on": "2026-03-02",
    }
    more = run(*NOTICE, "--to", "Both sites", "--council-on", "2026-02-27", "--json")
    assert json.loads(more.stdout) == {
        "id": 2,
        "given_by": "Works council",
        "given_on": "2026-03-02",
        "told_to": "Both sites",
        "council_on": "2026-02-27",
    }
    few = run("train")
    assert few.exit_code == 2
    assert "There are 0 reviewed interactions, 0 of them low" in few.stderr
    for command in ("score", "report", "export"):
        refused = run(command)
        assert refused.exit_code == 2
        assert "No version is trained yet" in refused.stderr


def test_train_score_report_export(run: Run, session: Session) -> None:
    chats = make_labelled(session, 80)
    chats[0].external_id = "=1+1"
    run(*NOTICE)
    trained = run("train", "--low-below", "70", "--json")
    assert trained.exit_code == 0
    found = json.loads(trained.stdout)
    assert (found["version"], found["state"], found["labels"]) == (1, "in_use", 80)
    assert found["low_means"] == "Under 70 %, or a critical fail"
    scored = json.loads(run("score", "--json").stdout)
    assert (scored["version"], scored["scored"], scored["total"]) == (1, 80, 80)
    assert 0 < scored["flagged"] <= 16
    report = json.loads(run("report", "--json").stdout)
    assert report["arm"] == "all"
    assert [top["share"] for top in report["top"]] == [0.05, 0.1, 0.2]
    assert set(report["auc"]) == {"value", "low", "high"}
    words = run("report").stdout
    assert "Cross-validated over all labels" in words
    assert "Top 20 %: finds" in words
    export = run("export")
    rows = list(csv.DictReader(io.StringIO(export.stdout)))
    assert len(rows) == 80
    assert rows[0]["external_id"] == "'=1+1"
    assert {row["version"] for row in rows} == {"1"}
    flagged = [row for row in rows if row["flagged"] == "yes"]
    assert len(flagged) == scored["flagged"]
    assert all(row["reasons"] for row in flagged)
    assert len(json.loads(run("export", "--json").stdout)) == 80
