"""Broken sound files cost nothing but themselves: no crash, no socket, no other file, no memory."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from qa_app.core.jobs import registry as tasks_known
from qa_app.core.jobs.models import Job, JobState
from qa_app.core.permissions import Role
from qa_app.people.models import User
from tests.factories.people import make_user
from tests.transcription.broken_audio import Broken, corpus
from tests.transcription.transcripts.sounds import encoded, tone
from transcription.intake.models import Batch, BatchRefusal
from transcription.interactions.models import Interaction, Recording, RecordingState
from transcription.transcripts.transcribing import TASK, enqueue_transcription

RunJobs = Callable[[], tuple[int, int]]
GIBIBYTE = 1 << 30
DECODE = """
import json, sys
from pathlib import Path
from transcription.transcripts.audio import AudioRefused
from transcription.transcripts.decode import decode
found = {}
for path in sorted(Path(sys.argv[1]).iterdir()):
    try:
        with path.open("rb") as file:
            found[path.name] = len(decode(file).channels[0])
    except AudioRefused as refused:
        found[path.name] = refused.reason_code
# Not getrusage: that begins with the peak of the process that started this one.
status = Path("/proc/self/status").read_text()
peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) * 1024
json.dump({"found": found, "peak": peak}, sys.stdout)
"""


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A port on this machine that notes whether anybody calls."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def nobody_called(listener: socket.socket) -> bool:
    try:
        listener.accept()
    except BlockingIOError:
        return True
    return False


@pytest.fixture
def broken(tmp_path: Path, listener: socket.socket) -> list[Broken]:
    secret = tmp_path / "secret.wav"
    secret.write_bytes(encoded([tone(7.0)]))
    return corpus(str(secret), listener.getsockname()[1])


def test_the_corpus_is_large_and_its_files_differ(broken: list[Broken]) -> None:
    assert len(broken) >= 300
    assert len({each.name for each in broken}) == len(broken)


def decoded(broken: list[Broken], folder: Path) -> dict[str, int | str]:
    """What became of each file, by its number, in a process whose memory is measured."""
    folder.mkdir()
    for number, each in enumerate(broken):
        (folder / f"{number:04}").write_bytes(each.data)
    done = subprocess.run(
        [sys.executable, "-c", DECODE, str(folder)], capture_output=True, check=True
    )
    said = json.loads(done.stdout)
    assert said["peak"] < GIBIBYTE
    found: dict[str, int | str] = said["found"]
    assert len(found) == len(broken)
    return found


def check_decoded(broken: list[Broken], folder: Path, listener: socket.socket) -> None:
    found = decoded(broken, folder)
    # Seven seconds would be those of the file that no other may name.
    assert [name for name, size in found.items() if size == 7 * 16_000] == []
    assert nobody_called(listener)


def test_a_share_is_decoded_or_refused(
    broken: list[Broken], tmp_path: Path, listener: socket.socket
) -> None:
    lists = [each for each in broken if each.name.startswith(("list", "riff"))]
    check_decoded(broken[::9] + lists, tmp_path / "files", listener)


@pytest.mark.slow
def test_all_are_decoded_or_refused(
    broken: list[Broken], tmp_path: Path, listener: socket.socket
) -> None:
    check_decoded(broken, tmp_path / "files", listener)


def hand_in(
    session: Session, client: FlaskClient, broken: list[Broken], run_jobs: RunJobs
) -> Batch:
    """Upload the files with one good neighbour and read the batch, not yet the sound."""
    good = Broken("good", "good-neighbour.wav", encoded([tone(0.5)]))
    answer = client.post(
        "/import",
        data={
            "files": [(BytesIO(each.data), each.name) for each in [*broken, good]],
            "agent_id": "a-1",
            "basis": "consent",
        },
    )
    assert answer.status_code == 303
    answer.request.environ["wsgi.input"].close()
    session.execute(update(Job).where(Job.task == TASK).values(state=JobState.CANCELLED))
    run_batch_alone(session, run_jobs)
    page = client.get(answer.location)
    assert page.status_code == 200
    batch = session.scalars(select(Batch)).one()
    assert batch.state.value == "done"
    assert batch.accepted + batch.rejected == batch.total == len(broken) + 1
    assert session.scalar(select(func.count(BatchRefusal.id))) == batch.rejected
    assert session.scalar(select(func.count(Interaction.id))) == batch.accepted - batch.known
    names = session.scalars(select(Recording.file_name)).all()
    assert "good-neighbour.wav" in names
    assert [name for name in names if "/" in name or "\0" in name] == []
    return batch


def run_batch_alone(session: Session, run_jobs: RunJobs) -> None:
    """Read the batch; what transcribes is let wait, since each takes a process of its own."""
    real = tasks_known._tasks[TASK]
    tasks_known._tasks[TASK] = tasks_known.Task(
        TASK, lambda *_given, **_named: None, real.queue, real.lease_s, real.max_attempts
    )
    try:
        assert run_jobs()[1] == 0
    finally:
        tasks_known._tasks[TASK] = real


@pytest.fixture
def desk(session: Session, sign_in: Callable[[User], FlaskClient]) -> FlaskClient:
    return sign_in(make_user(session, Role.QA_MANAGER))


def test_a_share_is_handed_in_and_adds_up(
    session: Session, desk: FlaskClient, broken: list[Broken], run_jobs: RunJobs
) -> None:
    hand_in(session, desk, broken[::17] + broken[-12:], run_jobs)


@pytest.mark.slow
def test_all_are_handed_in_and_those_taken_end_in_a_state_of_their_own(
    session: Session,
    desk: FlaskClient,
    broken: list[Broken],
    run_jobs: RunJobs,
    listener: socket.socket,
) -> None:
    batch = hand_in(session, desk, broken, run_jobs)
    assert batch.rejected > 30
    taken = session.scalars(select(Recording).order_by(Recording.id)).all()[::8]
    for recording in taken:
        enqueue_transcription(session, recording)
    assert run_jobs()[1] == 0
    states = {recording.state for recording in taken}
    # Noise is no speech: nobody speaks, or it cannot be read; none hangs and none is half done.
    assert states <= {RecordingState.FAILED, RecordingState.WAITING_MODEL}
    for recording in taken:
        assert desk.get(f"/interactions/{recording.interaction_id}").status_code == 200
    assert nobody_called(listener)
