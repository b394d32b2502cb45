"""The watched folder: whole files once, put away with their errors, whatever dies in between."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.db import EXTENSION
from qa_app.core.jobs.models import Job, JobState
from qa_app.core.permissions import Role
from qa_app.people.models import User
from tests.factories.people import make_user
from tests.transcription.intake.examples import interaction, jsonl
from tests.transcription.transcripts.sounds import encoded, silence
from transcription.intake import tasks_watched
from transcription.intake.models import Batch, SourceBasis, WatchedFile, Way
from transcription.intake.watching import look_into_folder, watched
from transcription.interactions.models import Interaction, Recording

SignIn = Callable[[User], FlaskClient]
RunJobs = Callable[[], tuple[int, int]]
STEP = timedelta(seconds=10)


@pytest.fixture
def root(app: Flask, session: Session, tmp_path: Path) -> Iterator[Path]:
    """A watched folder."""
    installed = app.extensions[EXTENSION]
    settings = replace(installed.settings, watch_folder=str(tmp_path))
    app.extensions[EXTENSION] = replace(installed, settings=settings)
    session.info["settings"] = settings
    yield tmp_path
    app.extensions[EXTENSION] = installed


def looks(session: Session, number: int, at: datetime | None = None) -> datetime:
    """So many looks, ten seconds apart; the time of the next one."""
    at = at or clock.now()
    for _ in range(number):
        look_into_folder(session, at)
        session.commit()
        at += STEP
    return at


def tree(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def batches(session: Session) -> list[tuple[str, str, int, int]]:
    session.expire_all()
    rows = session.scalars(select(Batch).order_by(Batch.id))
    return [(row.name, row.state.value, row.accepted, row.rejected) for row in rows]


def test_a_file_is_taken_when_it_stays_the_same(
    session: Session, root: Path, run_jobs: RunJobs
) -> None:
    (root / "day 😀.jsonl").write_bytes(jsonl(interaction()))
    at = looks(session, 1)
    (root / "day 😀.jsonl").write_bytes(jsonl(interaction(), interaction(external_id="b")))
    at = looks(session, 1, at)
    assert batches(session) == []
    looks(session, 1, at)
    assert run_jobs()[1] == 0
    assert batches(session) == [("day 😀.jsonl", "done", 2, 0)]
    batch = session.scalars(select(Batch)).one()
    assert (batch.way, batch.came_from) == (Way.FOLDER, None)
    assert tree(root) == ["done/day 😀.jsonl"]
    assert session.scalars(select(WatchedFile)).all() == []
    looks(session, 3, at + STEP)
    assert len(batches(session)) == 1


def test_a_marked_file_is_taken_at_once(session: Session, root: Path, run_jobs: RunJobs) -> None:
    (root / "a.jsonl").write_bytes(jsonl(interaction()))
    (root / "a.jsonl.done").touch()
    (root / "b.jsonl.part").write_bytes(b"half")
    looks(session, 1)
    run_jobs()
    assert batches(session) == [("a.jsonl", "done", 1, 0)]
    assert tree(root) == ["b.jsonl.part", "done/a.jsonl"]


def test_refused_files_lie_beside_their_errors(
    session: Session, root: Path, run_jobs: RunJobs
) -> None:
    (root / "refused").mkdir()
    (root / "refused" / "a.jsonl").write_bytes(b"of yesterday")
    (root / "a.jsonl").write_bytes(jsonl(interaction(), "=broken"))
    looks(session, 2)
    run_jobs()
    assert batches(session) == [("a.jsonl", "done", 1, 1)]
    assert tree(root) == ["refused/a-2.jsonl", "refused/a.jsonl", "refused/a.jsonl.errors-1.csv"]
    errors = (root / "refused" / "a.jsonl.errors-1.csv").read_text("utf-8-sig").splitlines()
    assert errors[0] == "file,line,column,field,message,excerpt"
    assert errors[1].startswith(",2,1,,is not JSON")
    assert errors[1].endswith(",'=broken")


def test_an_inbox_says_what_its_files_leave_open(
    session: Session, root: Path, run_jobs: RunJobs
) -> None:
    inbox = root / "leeds"
    (inbox / "monday").mkdir(parents=True)
    (inbox / "import.toml").write_text(
        'source = "leeds"\nbasis = "notice"\nagent = "a-1"\nagent_names = ["Jon"]\n'
    )
    (inbox / "chat.txt").write_text("Jon: Hello\nEve: Hi\nJon: Bye\nEve: Bye\n")
    manifest = "recording,external_id,started_at,agent_id\none.wav,one,2026-05-04T09:30:00Z,a\n"
    (inbox / "monday" / "m.csv").write_text(manifest)
    (inbox / "monday" / "one.wav").write_bytes(encoded([silence(1.0)]))
    looks(session, 2)
    run_jobs()
    assert batches(session) == [("chat.txt", "done", 1, 0), ("monday", "done", 1, 0)]
    found = session.execute(select(Interaction.source, Interaction.external_id)).all()
    assert sorted(map(tuple, found)) == [("leeds", "chat"), ("leeds", "one")]
    assert session.scalars(select(Recording.basis)).all() == ["notice"]
    assert session.scalars(select(SourceBasis.source)).all() == ["leeds"]
    assert tree(root) == ["leeds/done/chat.txt", "leeds/done/monday/m.csv",
                          "leeds/done/monday/one.wav", "leeds/import.toml"]  # fmt: skip


def test_links_and_bad_options_are_named_and_left(
    session: Session, root: Path, tmp_path_factory: pytest.TempPathFactory, sign_in: SignIn
) -> None:
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.jsonl"
    secret.write_bytes(jsonl(interaction()))
    (root / "link.jsonl").symlink_to(secret)
    (root / "folder").symlink_to(secret.parent)
    Path(os.fsdecode(bytes(root) + b"/bad\xff.jsonl")).write_bytes(jsonl(interaction()))
    (root / "leeds").mkdir()
    (root / "leeds" / "import.toml").write_text('basis = "because"')
    (root / "leeds" / "a.jsonl").write_bytes(jsonl(interaction()))
    (root / "pack").mkdir()
    (root / "pack" / "x.jsonl").symlink_to(secret)
    looks(session, 2)
    shown = watched(session)
    assert shown is not None
    assert shown.trouble is not None
    wanted = (
        "link.jsonl is a link",
        "folder is a link",
        "bad\ufffd.jsonl: its name is no text",
        "leeds: import.toml: basis: Input should be 'consent'",
    )
    for words in wanted:
        assert words in shown.trouble
    # The package holds nothing but a link, so nothing of it can be read.
    assert [name for name, *_ in batches(session)] == ["pack"]
    page = sign_in(make_user(session, Role.QA_MANAGER)).get("/import").text
    assert "link.jsonl is a link" in page
    assert str(root) in page


def test_without_the_folder_the_page_says_so(session: Session, root: Path) -> None:
    root.rmdir()
    looks(session, 1)
    shown = watched(session)
    assert shown is not None
    assert shown.trouble == "The folder cannot be read: No such file or directory."
    root.mkdir()


class Killed(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("step", ["_write_errors", "put_away", "delete", "none"])
def test_killed_between_any_two_steps(
    session: Session, root: Path, run_jobs: RunJobs, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Before writing the errors, before the move, after the move, before the row goes."""
    (root / "a.jsonl").write_bytes(jsonl(interaction(), "broken"))
    looks(session, 2)
    real = getattr(tasks_watched, step, None)

    def dies(*args: object, **options: object) -> object:
        if step == "put_away":
            assert real is not None
            real(*args, **options)
        raise Killed

    if real is not None:
        monkeypatch.setattr(tasks_watched, step, dies)
        with pytest.raises(Killed):
            run_jobs()
        monkeypatch.undo()
        session.rollback()
        job = session.scalars(select(Job).where(Job.task == "intake.run_watched")).one()
        job.state = JobState.WAITING
    # A new file of the same name may have come by then; it is not taken for the old one.
    if step in {"put_away", "delete"}:
        (root / "a.jsonl").write_bytes(jsonl(interaction(external_id="new")))
    run_jobs()
    assert batches(session)[0] == ("a.jsonl", "done", 1, 1)
    looks(session, 3, clock.now() + timedelta(minutes=5))
    run_jobs()
    wanted = ["refused/a.jsonl", "refused/a.jsonl.errors-1.csv"]
    is_second = step in {"put_away", "delete"}
    assert tree(root) == (["done/a.jsonl"] if is_second else []) + wanted
    assert session.scalar(select(func.count(Interaction.id))) == 1 + is_second
    assert session.scalars(select(WatchedFile)).all() == []


def test_a_file_that_goes_away_is_forgotten(
    session: Session, root: Path, run_jobs: RunJobs
) -> None:
    (root / "a.jsonl").write_bytes(jsonl(interaction()))
    at = looks(session, 1)
    (root / "a.jsonl").unlink()
    looks(session, 1, at)
    assert session.scalars(select(WatchedFile)).all() == []
    (root / "a.jsonl").write_bytes(jsonl(interaction()))
    looks(session, 2, at + STEP)
    (root / "a.jsonl").unlink()
    run_jobs()
    assert batches(session) == [("a.jsonl", "failed", 0, 0)]
    assert session.scalars(select(WatchedFile)).all() == []
