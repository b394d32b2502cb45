"""`qa serve` as real processes: what dies comes back, and nothing stays, however it ends."""

from __future__ import annotations

import os
import signal
import socket
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.journeys.command_line import CommandLine
from tests.journeys.serving import ServedTree
from tests.processes import all_gone, child_named, descendants, wait_until

pytestmark = pytest.mark.slow
CHILDREN = ["qa fast worker", "qa heavy worker", "qa scheduler", "qa web"]
READY_AGAIN_S = 5


def test_a_port_in_use_is_said_and_nothing_is_begun(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        refused = CommandLine(tmp_path / "instance")("serve", "--port", str(port), status=2)
    assert refused.err == (
        f"Port {port} on 127.0.0.1 cannot be used (Address already in use). "
        f"Choose another: `qa serve --port {port + 1}` or QA_PORT.\n"
    )
    assert refused.out == ""
    assert not (tmp_path / "instance").exists()


def test_a_wrong_setting_stops_the_start_with_a_sentence(tmp_path: Path) -> None:
    refused = CommandLine(tmp_path / "instance", QA_JOBS_URL="amqp://nowhere")("serve", status=2)
    assert refused.err == "QA_JOBS_URL must begin with redis:// or sqlite:///.\n"


def test_what_is_killed_is_there_again_within_seconds(tmp_path: Path) -> None:
    with ServedTree(tmp_path) as served:
        assert served.process is not None
        root = served.process.pid
        assert sorted(one.name for one in descendants(root) if one.parent == root) == CHILDREN
        assert _open_below(root, tmp_path / "instance") == []
        for name in CHILDREN:
            killed = child_named(root, name)
            assert killed is not None
            os.kill(killed.pid, signal.SIGKILL)
            wait_until(lambda: _another(root, name, killed.pid), READY_AGAIN_S)  # noqa: B023
        wait_until(lambda: _answers(served.address), READY_AGAIN_S)
        pids = [one.pid for one in descendants(root)]
    assert all_gone(pids)
    left = sorted(path.name for path in (tmp_path / "instance").glob("*.db*"))
    assert left == ["quality-desk.db", "queue.db"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP, signal.SIGKILL])
def test_nothing_is_left_however_it_ends(tmp_path: Path, number: signal.Signals) -> None:
    served = ServedTree(tmp_path)
    served.__enter__()
    assert served.process is not None
    pids = [one.pid for one in descendants(served.process.pid)]
    assert len(pids) > len(CHILDREN)
    os.kill(served.process.pid, number)
    status = served.process.wait(30)
    assert status == (-number if number is signal.SIGKILL else 0)
    wait_until(lambda: all_gone(pids), READY_AGAIN_S if status == 0 else 20)
    if status == 0:
        assert not list((tmp_path / "instance").glob("*-wal"))


def _open_below(pid: int, folder: Path) -> list[str]:
    """Files of the instance that the process holds open: a child would inherit them."""
    found = [str(path.readlink()) for path in Path(f"/proc/{pid}/fd").iterdir()]
    return [path for path in found if path.startswith(str(folder))]


def _another(root: int, name: str, but: int) -> bool:
    found = child_named(root, name)
    return found is not None and found.pid != but


def _answers(address: str) -> bool:
    try:
        with urlopen(f"{address}/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
