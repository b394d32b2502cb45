"""Real servers for tests, each its own process in its own folder on a free loopback port."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType

import pytest

GRACE_S = 30


def free_port() -> int:
    """A port on 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int, seconds: float = 30) -> None:
    """Return when something listens on the port; TimeoutError after `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with socket.socket() as probe:
            probe.settimeout(0.5)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on port {port}")


def stop(process: subprocess.Popen[bytes], *, by: signal.Signals = signal.SIGTERM) -> int:
    """Ask a server to end, and kill it where it does not; its exit status."""
    process.send_signal(by)
    try:
        return process.wait(GRACE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


class PostgresServer:
    """A PostgreSQL cluster of its own, without durability, gone at the end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"postgresql://desk@127.0.0.1:{self.port}/postgres"
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> PostgresServer:
        programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        if not programs:
            pytest.exit("PostgreSQL is not installed: apt-get install postgresql", 3)
        self.folder.mkdir(parents=True, exist_ok=True)
        user = self._owner()
        data = self.folder / "data"
        self._run(
            [
                str(programs[-1] / "initdb"),
                "-D",
                str(data),
                "-U",
                "desk",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--no-sync",
            ],
            user,
        )
        command = [
            str(programs[-1] / "postgres"),
            "-D",
            str(data),
            "-p",
            str(self.port),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "fsync=off",
            "-c",
            "synchronous_commit=off",
            "-c",
            "full_page_writes=off",
            "-c",
            f"unix_socket_directories={self.folder}",
        ]
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, user=user
        )
        wait_for_port(self.port)
        return self

    def _owner(self) -> str | None:
        """PostgreSQL does not run as root; its own user then owns the folder."""
        if os.geteuid() != 0:
            return None
        shutil.chown(self.folder, "postgres")
        for parent in self.folder.parents:
            if parent.stat().st_uid == 0 and parent != Path("/tmp") and parent != Path("/"):
                parent.chmod(parent.stat().st_mode | 0o011)
        return "postgres"

    def _run(self, command: list[str], user: str | None) -> None:
        subprocess.run(command, check=True, capture_output=True, user=user, cwd=self.folder)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self.process is not None
        assert stop(self.process, by=signal.SIGINT) == 0


class RedisServer:
    """A Redis of its own without persistence."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> RedisServer:
        program = shutil.which("redis-server")
        if program is None:
            pytest.exit("Redis is not installed: apt-get install redis-server", 3)
        self.process = subprocess.Popen(
            [
                program,
                "--port",
                str(self.port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no",
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/tmp",
        )
        wait_for_port(self.port)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self.process is not None
        assert stop(self.process) == 0
