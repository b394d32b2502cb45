"""Commands where the machine does not play along: locked, full, no schema, no port, no rights."""

from __future__ import annotations

import errno
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from qa_app.cli.edge import MISUSE, DeskGroup, database_words
from qa_app.cli.main import main
from tests.transcription.intake.examples import interaction, jsonl

ROOT = Path(__file__).parents[3]
FULL = """
set -e
mount -t tmpfs -o size=4m tmpfs "$QA_INSTANCE_PATH"
{qa} db upgrade
set +e
{qa} import "$FILE" 2> "$SAID"
echo $? > "$SAID.status"
{qa} import "$FILE" 2>> "$SAID"
echo $? >> "$SAID.status"
mount -o remount,size=64m "$QA_INSTANCE_PATH"
{qa} import "$FILE" --json > "$SAID.json"
echo $? >> "$SAID.status"
"""


def qa(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A command as a person runs it, in an instance of its own."""
    known = {"PATH": os.environ["PATH"], "QA_INSTANCE_PATH": str(folder), "QA_DEMO": "0"}
    return subprocess.run(
        [sys.executable, "-m", "qa_app.cli", *words],
        env={**known, "QA_LOG_LEVEL": "error", **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


def test_a_port_in_use_is_told_with_another(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for command in ("serve", "web"):
            done = qa(tmp_path, command, "--port", str(port))
            assert (done.returncode, done.stdout) == (MISUSE, "")
            assert f"Port {port} on 127.0.0.1 cannot be used" in done.stderr
            assert f"`qa serve --port {port + 1}` or QA_PORT" in done.stderr
            assert "Traceback" not in done.stderr


def test_a_port_that_is_none_is_misuse() -> None:
    done = CliRunner().invoke(main, ["serve", "--port", "99999"])
    assert (done.exit_code, "1<=x<=65535" in done.stderr) == (MISUSE, True)


def test_a_wrong_setting_stops_the_start_with_a_sentence(tmp_path: Path) -> None:
    done = qa(tmp_path, "serve", QA_PORT="many")
    assert (done.returncode, done.stderr) == (
        MISUSE,
        "QA_PORT is 'many': it is not a whole number.\n",
    )


def test_an_instance_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_text("not a folder")
    done = qa(place / "instance", "doctor")
    assert done.returncode == MISUSE
    assert done.stderr.startswith("The system refused: Not a directory")
    assert "Traceback" not in done.stderr


def test_without_a_schema_it_says_which_command_makes_one(tmp_path: Path) -> None:
    done = qa(tmp_path, "user", "list")
    assert (done.returncode, done.stderr.count("`qa db upgrade`")) == (MISUSE, 1)
    assert "Traceback" not in done.stderr


def test_a_locked_database_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    file = tmp_path / "chats.jsonl"
    file.write_bytes(jsonl(interaction()))
    assert qa(tmp_path / "i", "db", "upgrade").returncode == 0
    database = tmp_path / "i" / "quality-desk.db"
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        done = qa(tmp_path / "i", "import", str(file))
    assert (done.returncode, done.stdout) == (MISUSE, "")
    assert "Another process is writing to it: nothing was lost" in done.stderr
    assert "Traceback" not in done.stderr
    done = qa(tmp_path / "i", "import", str(file), "--json")
    assert (done.returncode, json.loads(done.stdout)["new"]) == (0, 1)


def test_a_full_disk_keeps_what_was_stored_and_the_rest_comes_with_room(tmp_path: Path) -> None:
    """A real one: a small file system of memory, in a mount namespace of its own."""
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-rm", "true"]).returncode:
        pytest.skip("this system gives no mount namespace")
    file, folder, said = tmp_path / "chats.jsonl", tmp_path / "instance", tmp_path / "said"
    folder.mkdir()
    turns = [{"speaker": "customer", "text": "words " * 400}]
    rows = (interaction(external_id=f"c-{n}", turns=turns) for n in range(1500))
    file.write_bytes(jsonl(*rows))
    script = FULL.format(qa=f"{sys.executable} -m qa_app.cli")
    known = {"PATH": os.environ["PATH"], "QA_INSTANCE_PATH": str(folder), "QA_DEMO": "0"}
    done = subprocess.run(
        ["unshare", "-rm", "bash", "-c", script],
        env={**known, "QA_LOG_LEVEL": "error", "FILE": str(file), "SAID": str(said)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )
    assert done.returncode == 0, done.stderr
    assert Path(f"{said}.status").read_text().split() == ["2", "2", "0"]
    assert "make room" in said.read_text()
    assert "Traceback" not in said.read_text()
    result = json.loads(Path(f"{said}.json").read_text())
    assert (result["total"], result["rejected"]) == (1500, 0)
    assert 0 < result["known"] == 1500 - result["new"] < 1500


@pytest.mark.parametrize(
    ("reason", "todo"),
    [
        ("database is locked", "try again in a moment"),
        ("database or disk is full", "make room, try again"),
        ("disk I/O error", "make room, try again"),
        ('relation "user" does not exist\nLINE 1', "run `qa db upgrade`"),
        ("server closed the connection", "`qa doctor` looks into it"),
    ],
)
def test_the_database_is_quoted_with_what_to_do(reason: str, todo: str) -> None:
    words = database_words(Exception(reason))
    assert words.startswith(f"The database refused ({reason.splitlines()[0]}).")
    assert words.endswith(f"{todo}.")


@pytest.fixture
def failing() -> Callable[[OSError], click.testing.Result]:
    def run(error: OSError) -> click.testing.Result:
        @click.group(cls=DeskGroup)
        def group() -> None:
            """A group."""

        @group.command()
        def fail() -> None:
            raise error

        return CliRunner().invoke(group, ["fail"])

    return run


def test_the_systems_refusal_names_the_place(
    failing: Callable[[OSError], click.testing.Result],
) -> None:
    done = failing(OSError(errno.ENOSPC, "No space left on device", "/some/where"))
    assert done.exit_code == MISUSE
    assert done.stderr == "The system refused: No space left on device (/some/where).\n"


def test_a_reader_that_has_had_enough_is_no_error_of_ours(
    failing: Callable[[OSError], click.testing.Result],
) -> None:
    done = failing(BrokenPipeError(errno.EPIPE, "Broken pipe"))
    assert (done.exit_code, done.stderr) == (1, "")
