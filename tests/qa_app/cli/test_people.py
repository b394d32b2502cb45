"""`qa user add` and `list`: who comes in by the command line, and how it is refused."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from qa_app.cli import edge, people
from qa_app.core.permissions import Role
from tests.factories.people import make_team, make_user

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(edge, "create_app", lambda: app)

    def call(*words: str) -> Result:
        session.commit()
        return CliRunner().invoke(people.user, [*words])

    return call


def test_an_empty_instance_lists_nobody(run: Run) -> None:
    assert run("list").stdout == "Nobody is here yet.\n"
    assert json.loads(run("list", "--json").stdout) == []


def test_a_person_is_added_and_their_link_works(
    run: Run, session: Session, client: FlaskClient
) -> None:
    make_team(session, "Blue")
    result = run(
        "add", "ada@example.com", "--name", "Ada", "--role", "agent", "--role", "team_lead",
        "--team", "Blue", "--agent-id", "a-1", "--json",
    )  # fmt: skip
    assert result.exit_code == 0
    added = json.loads(result.stdout)
    assert (added["name"], added["email"]) == ("Ada", "ada@example.com")
    path = "/welcome/" + added["link"].rpartition("/")[2]
    assert client.get(path).status_code == 200
    assert json.loads(run("list", "--json").stdout) == [
        {
            "id": added["id"],
            "name": "Ada",
            "email": "ada@example.com",
            "agent_id": "a-1",
            "team": "Blue",
            "roles": ["agent", "team_lead"],
            "active": True,
        }
    ]


def test_a_known_person_gets_another_link_only_when_asked(run: Run, session: Session) -> None:
    person = make_user(session, Role.REVIEWER)
    again = run("add", str(person.email))
    assert (again.exit_code, again.stdout) == (2, "")
    assert again.stderr == f"{person.email} is here already; `--link` makes a new one-time link.\n"
    link = run("add", str(person.email), "--link")
    assert link.exit_code == 0
    assert link.stdout.startswith(f"{person.name}: http://127.0.0.1:8000/welcome/")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["x@example.com"], "A new person needs --name and at least one --role.\n"),
        (["x@example.com", "--link"], "Nobody has the address x@example.com.\n"),
        (
            ["x@example.com", "--name", "X", "--role", "agent", "--team", "Red"],
            "There is no team called Red.\n",
        ),
    ],
)
def test_misuse_ends_with_2_and_a_sentence(run: Run, words: list[str], sentence: str) -> None:
    result = run("add", *words)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", sentence)


def test_a_role_that_is_none_ends_with_2(run: Run) -> None:
    assert run("add", "x@example.com", "--name", "X", "--role", "king").exit_code == 2
