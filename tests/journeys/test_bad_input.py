"""Bad files through the page and through the command: counted, explained, and costing no other."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_app.cli import edge, importing
from qa_app.core.permissions import Role
from qa_app.core.storage import storage
from qa_app.people.models import User
from tests.factories.people import make_user
from tests.journeys.bad_files import CASES, GOOD, Case
from tests.journeys.crawling import Reader
from tests.transcription.intake.examples import interaction, jsonl
from transcription.intake.models import Batch, BatchFile, BatchRefusal
from transcription.interactions.models import Interaction

SignIn = Callable[[User], FlaskClient]
RunJobs = Callable[[], tuple[int, int]]
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@pytest.fixture
def manager(app: Flask, session: Session, sign_in: SignIn) -> Iterator[FlaskClient]:
    """A signed-in manager whose every form needs its token."""
    client = sign_in(make_user(session, Role.QA_MANAGER))
    app.config["WTF_CSRF_ENABLED"] = True
    yield client
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.fixture
def command(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, Any]]:
    """`qa import … --json`, giving its exit status and what it said."""
    monkeypatch.setattr(edge, "create_app", lambda: app)

    def call(*words: str) -> tuple[int, Any]:
        done = CliRunner().invoke(importing.import_command, [*words, "--json"])
        return done.exit_code, json.loads(done.stdout)

    return call


def hand_in(client: FlaskClient, case: Case) -> str:
    """Upload through the form as a browser does; the address of the batch."""
    page = client.get("/import")
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    token = TOKEN.search(page.get_data(as_text=True))
    assert token is not None
    data: dict[str, Any] = {
        "csrf_token": token[1],
        "files": [(BytesIO(data), name) for name, data in case.files],
        "agent_id": case.agent or "",
    }
    answer = client.post("/import", data=data)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    # The test client leaves the file open in which it has put a large body.
    answer.request.environ["wsgi.input"].close()
    return answer.location


def newest(session: Session) -> Batch:
    session.expire_all()
    return session.scalars(select(Batch).order_by(Batch.id.desc()).limit(1)).one()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_page_and_command_take_what_is_good_and_explain_the_rest(
    session: Session,
    manager: FlaskClient,
    run_jobs: RunJobs,
    command: Callable[..., tuple[int, Any]],
    tmp_path: Path,
    case: Case,
) -> None:
    address = hand_in(manager, case)
    assert run_jobs()[1] == 0
    batch = newest(session)
    counts = (batch.total, batch.accepted, batch.rejected)
    assert (batch.state.value, counts) == (case.state, case.counts)
    assert session.scalar(select(func.count(BatchRefusal.id))) == batch.rejected
    stored = session.scalar(select(func.count(Interaction.id)))
    assert stored == batch.accepted - batch.known
    answer = manager.get(address)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, Reader(page, address).offences) == (200, [])
    assert [words for words in case.told if words not in page] == []
    assert len(list(storage(session).listing("uploads"))) == case.kept
    assert session.scalar(select(func.count(BatchFile.id))) == 0
    session.commit()

    folder = tmp_path / "handed-in"
    folder.mkdir()
    for name, data in case.files:
        (folder / Path(name).name).write_bytes(data)
    words = ["--agent", case.agent] if case.agent else []
    if not {Path(name).suffix for name, _ in case.files} <= {".csv", ".jsonl", ".wav", ".mp3"}:
        return
    status, said = command(str(folder), *words)
    assert (said["total"], said["accepted"], said["rejected"]) == case.counts
    # A sound file's time is when it was written, which the browser does not tell.
    assert said["new"] == 0
    assert status == (2 if case.state == "failed" else 1 if case.counts[2] else 0)
    assert [each["message"] for each in said["refusals"]] == list(
        session.scalars(
            select(BatchRefusal.message)
            .where(BatchRefusal.batch_id == batch.id)
            .order_by(BatchRefusal.id)
        )
    )


@pytest.mark.parametrize(("setting", "counts"), [("create", (2, 2, 0)), ("refuse", (2, 0, 2))])
def test_an_unknown_agent_is_made_without_sign_in_or_refused(
    session: Session,
    manager: FlaskClient,
    run_jobs: RunJobs,
    setting: str,
    counts: tuple[int, int, int],
) -> None:
    settings = session.info["settings"]
    object.__setattr__(settings, "unknown_agents", setting)
    try:
        rows = jsonl(interaction(), interaction(external_id="two", agent={"id": "a-2"}))
        address = hand_in(manager, Case("agents", (("a.jsonl", rows),), counts))
        run_jobs()
    finally:
        object.__setattr__(settings, "unknown_agents", "create")
    batch = newest(session)
    assert (batch.total, batch.accepted, batch.rejected) == counts
    agents = session.scalars(select(User).where(User.external_id.is_not(None))).all()
    assert [(each.active, each.password_hash) for each in agents] == [(False, None)] * counts[1]
    page = manager.get(address).get_data(as_text=True)
    assert ("is unknown here: add the agent under People" in page) == (counts[1] == 0)


def test_everything_at_once_is_the_sum(
    session: Session, manager: FlaskClient, run_jobs: RunJobs
) -> None:
    """A hundred files of all kinds in one upload: the good ones get in, each bad one is named."""
    small = [case for case in CASES if sum(len(data) for _, data in case.files) < 50_000]
    named = [
        (f"{number}/{name}", data)
        for number, case in enumerate(small)
        for name, data in case.files
        if (name, data) != GOOD
    ]
    hand_in(manager, Case("all", (*named, GOOD), (0, 0, 0), agent="a-1"))
    run_jobs()
    batch = newest(session)
    assert batch.state.value == "done"
    assert batch.accepted + batch.rejected == batch.total
    assert session.scalar(select(func.count(BatchRefusal.id))) == batch.rejected
    assert session.scalar(select(func.count(Interaction.id))) == batch.accepted - batch.known
    files = session.scalars(select(BatchRefusal.file_name).distinct()).all()
    assert len(files) > 15
