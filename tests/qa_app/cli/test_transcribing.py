"""`qa transcribe --again`: counts, asks with the chosen model, calls off, and refuses."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.cli import edge, transcribing
from qa_app.core.audit import AuditRow
from qa_app.core.db import db
from qa_app.core.jobs.models import Job, JobState
from qa_app.core.permissions import Role
from qa_app.people.models import User
from tests.factories.hearing import make_heard
from tests.factories.interactions import make_interaction
from tests.factories.people import make_team, make_user
from transcription.interactions.models import Interaction
from transcription.transcripts.again import PRIORITY

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(edge, "create_app", lambda: app)
    main = edge.DeskGroup("qa", commands={"transcribe": transcribing.transcribe})

    def call(*words: object) -> Result:
        session.commit()
        result = CliRunner().invoke(main, ["transcribe", *map(str, words)])
        db.session.expire_all()
        return result

    return call


@pytest.fixture
def agent(session: Session) -> User:
    return make_user(session, Role.AGENT, make_team(session, "Day"))


@pytest.fixture
def heard(session: Session, agent: User) -> Interaction:
    """A call with its text, which no job works on."""
    return make_heard(session, agent)


def again(session: Session) -> list[object]:
    jobs = select(Job.args).where(Job.priority == PRIORITY, Job.state == JobState.WAITING)
    return [args["model"] for args in session.scalars(jobs)]


def test_it_is_counted_asked_for_and_called_off(
    run: Run, session: Session, heard: Interaction
) -> None:
    shown = run("--again", "--preview")
    assert (shown.exit_code, again(session)) == (0, [])
    assert "1 recordings have a text and are kept" in shown.stdout
    assert "→ small, as set: time unknown, it has transcribed 0 recordings" in shown.stdout
    assert shown.stdout.endswith("This was a preview: nothing was asked for.\n")
    done = json.loads(run("--again", "--json").stdout)
    assert (done["recordings"], done["asked"], done["model"]) == (1, 1, "small")
    assert again(session) == ["small"]
    acts = session.execute(select(AuditRow.act, AuditRow.actor).order_by(AuditRow.id.desc()))
    assert acts.fetchmany(2) == [("recordings.transcribe", "cli"), ("recording.transcribe", "cli")]
    off = run("--again", "--call-off", "--json")
    assert (json.loads(off.stdout), again(session)) == ({"called_off": 1}, [])


@pytest.mark.parametrize(
    ("options", "recordings"),
    [
        (("--team", "Day"), 1), (("--days", 1), 0), (("--topic", "none such"), 0),
        (("--source", "elsewhere"), 0), (("--import", 999), 0), (("--words", "zzzz"), 0),
    ],
)  # fmt: skip
def test_options_narrow(
    run: Run, heard: Interaction, options: tuple[object, ...], recordings: int
) -> None:
    found = json.loads(run("--again", "--preview", "--json", *options).stdout)
    assert found["recordings"] == recordings


def test_one_is_named_by_its_id(run: Run, session: Session, heard: Interaction) -> None:
    words = ("--again", "--interaction", heard.external_id, "--agent", heard.agent.external_id)
    assert json.loads(run(*words, "--json").stdout)["asked"] == 1
    refused = run("--again", "--interaction", "none", "--interaction", heard.external_id)
    assert (refused.exit_code, refused.stderr) == (
        2, "There is no interaction none among these.\n",
    )  # fmt: skip


def test_an_id_of_two_sources_is_refused(
    run: Run, session: Session, agent: User, heard: Interaction
) -> None:
    make_interaction(session, agent, external_id=heard.external_id, source="chats")
    refused = run("--again", "--interaction", heard.external_id)
    assert (refused.exit_code, "add --source" in refused.stderr) == (2, True)
    done = run("--again", "--interaction", heard.external_id, "--source", heard.source)
    assert (done.exit_code, again(session)) == (0, ["small"])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ((), "Say --again"),
        (("--again", "--team", "Night"), "There is no team Night here."),
        (("--again", "--agent", "x"), "There is no agent x here."),
        (("--again", "--model", "/etc/passwd"), "There is: small"),
        (("--again", "--days", 1), "There is no recording with a text among these."),
    ],
)
def test_what_makes_no_sense_is_refused(
    run: Run, session: Session, heard: Interaction, options: tuple[object, ...], words: str
) -> None:
    refused = run(*options)
    assert (refused.exit_code, words in refused.stderr, again(session)) == (2, True, [])
