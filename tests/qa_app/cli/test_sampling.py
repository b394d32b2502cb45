"""`qa plan` and `qa sample` as commands: what they print and how they end."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.cli import edge, sampling
from qa_app.core.db import db
from qa_app.core.permissions import Role
from scorecards.sampling.models import Draw
from tests.factories.people import make_team, make_user
from tests.factories.sampling import make_interactions, make_plan

Run = Callable[..., Result]
WEEK = ("--from", "2026-03-02", "--to", "2026-03-08")


@pytest.fixture
def run(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(edge, "create_app", lambda: app)
    main = edge.DeskGroup("qa", commands={"plan": sampling.plan, "sample": sampling.sample})

    def call(*words: object) -> Result:
        session.commit()
        result = CliRunner().invoke(main, [*map(str, words)])
        db.session.expire_all()
        return result

    return call


def plan_file(folder: Path, **changes: Any) -> Path:
    document = {"format": 1, "title": "Weekly", "every": "weekly", "amount": {"per_agent": 2}}
    path = folder / "plan.json"
    path.write_text(json.dumps(document | changes), encoding="utf-8-sig")
    return path


def test_import_and_list(run: Run, tmp_path: Path) -> None:
    assert "no plans yet" in run("plan", "list").stdout
    done = run("plan", "import", plan_file(tmp_path, who={"teams": ["Day"]}), "--json")
    assert done.exit_code == 0
    found = json.loads(done.stdout)
    assert (found["title"], found["result"]) == ("Weekly", "created")
    assert found["warnings"] == ["No team is called Day."]
    rows = json.loads(run("plan", "list", "--json").stdout)
    assert [(row["title"], row["active"], row["last_draw"]) for row in rows] == [
        ("Weekly", True, None)
    ]


def test_a_file_of_another_format_ends_with_2(run: Run, tmp_path: Path) -> None:
    done = run("plan", "import", plan_file(tmp_path, colour="red", every="daily"))
    assert done.exit_code == 2
    assert 'unknown key "colour"' in done.stderr
    assert '"every": say "weekly"' in done.stderr
    assert run("plan", "import", tmp_path / "none.json").exit_code == 2


def test_a_dry_run_and_the_draw_are_the_same(run: Run, session: Session) -> None:
    agent = make_user(session, Role.AGENT, make_team(session))
    make_user(session, Role.REVIEWER)
    make_interactions(session, agent, 8)
    make_plan(session, title="Weekly")
    words = ("sample", "draw", "Weekly", "--seed", 5, *WEEK, "--json")
    shown = json.loads(run(*words, "--dry-run").stdout)
    assert session.scalars(select(Draw)).all() == []
    done = run(*words)
    made = json.loads(done.stdout)
    assert done.exit_code == 0
    assert made["items"] == shown["items"]
    assert (shown["draw_id"], shown["dry_run"], made["dry_run"]) == (None, True, False)
    assert (made["frame_size"], made["left_out"], made["unassigned"]) == (8, {}, {})
    assert [(i["stratum"], i["inclusion_probability"], i["pool"]) for i in made["items"]] == [
        ("chat", 0.25, "random"), ("chat", 0.25, "random"),
    ]  # fmt: skip
    again = run(*words)
    assert (again.exit_code, again.stdout) == (2, "")
    assert "drawn already" in again.stderr
    assert run(*words, "--replace").exit_code == 0


def test_the_whole_span_can_be_drawn(run: Run, session: Session) -> None:
    agent = make_user(session, Role.AGENT, make_team(session))
    make_interactions(session, agent, 30)
    make_plan(session, title="Weekly")
    done = run("sample", "draw", "Weekly", "--seed", 5, "--all", "--json")
    found = json.loads(done.stdout)
    assert found["period"] == {
        "from": "2026-03-02T00:00:00+00:00", "to": "2026-03-04T00:00:00+00:00",
    }  # fmt: skip
    assert found["frame_size"] == 30
    assert found["unassigned"] == {"no_reviewer": 2}


def test_misuse_ends_with_2_and_says_what_to_do(run: Run, session: Session) -> None:
    assert "see `qa plan list`" in run("sample", "draw", "None", "--seed", 1).stderr
    make_plan(session, title="Weekly")
    assert run("sample", "draw", "Weekly", "--seed", 1, "--from", "2026-03-02").exit_code == 2
    assert run("sample", "draw", "Weekly", "--seed", -1, *WEEK, "--dry-run").exit_code == 2
    empty = run("sample", "draw", "Weekly", "--seed", 1)
    assert empty.exit_code == 2
    assert "`qa import` brings them in" in empty.stderr
    make_interactions(session, make_user(session, Role.AGENT, make_team(session)), 3)
    stale = run("sample", "draw", "Weekly", "--seed", 1)
    assert "The newest is of 2026-03-02: say --from and --to, or --all." in stale.stderr


def test_a_day_that_is_none_is_answered_with_one_as_it_is_written(run: Run) -> None:
    refused = run("sample", "draw", "Weekly", "--from", "5.3.2026", "--to", "2026-03-08")
    assert refused.exit_code == 2
    assert refused.stderr.splitlines()[-1] == (
        "Error: Invalid value for '--from': “5.3.2026” is not a day:"
        " write year, month and day, as in 2026-05-04."
    )
