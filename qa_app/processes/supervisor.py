"""One command runs everything: starts the processes, restarts what dies, leaves nothing behind."""

from __future__ import annotations

import ctypes
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from types import FrameType
from urllib.request import urlopen

import structlog

from qa_app.core.errors import Misconfigured
from qa_app.core.jobs.models import Queue

log = structlog.get_logger()
PR_SET_PDEATHSIG = 1
GRACE_S = 12.0
STABLE_S = 20.0


@dataclass
class Child:
    """A process of the tree with the number of its recent deaths."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    again_at: float = field(default=0.0)


def serve(host: str, port: int) -> int:
    """Run web, workers and scheduler until a signal; the exit status is 0 after a clean end."""
    check_port(host, port)
    stop = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, end)
    children = [
        Child(name, [sys.executable, "-m", "qa_app.cli", *words])
        for name, words in parts(host, port).items()
    ]
    announced = False
    try:
        while not stop.is_set():
            for child in children:
                keep_running(child, time.monotonic())
            if not announced and answers(host, port):
                announced = True
                print(f"Quality Desk is ready: {address(host, port)}", flush=True)
            stop.wait(0.25)
    finally:
        end_all(children)
    return 0


def parts(host: str, port: int) -> dict[str, list[str]]:
    """The processes of the product by name, each as the words of its `qa` command."""
    return {
        "web": ["web", "--host", host, "--port", str(port)],
        **{f"{queue.value} worker": ["worker", "--queue", queue.value] for queue in Queue},
        "scheduler": ["scheduler"],
    }


def address(host: str, port: int) -> str:
    """Where a browser on this machine finds the product."""
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 - only compared
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def answers(host: str, port: int) -> bool:
    """Whether a web worker answers."""
    try:
        with urlopen(f"{address(host, port)}/health", timeout=2) as response:  # noqa: S310 - own address
            return bool(response.status == 200)
    except OSError:
        return False


def check_port(host: str, port: int) -> None:
    """Misconfigured, with what to do, when the port cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Misconfigured(
                f"Port {port} on {host} cannot be used ({error.strerror}). "
                f"Choose another: `qa serve --port {port + 1}` or QA_PORT."
            ) from error


def keep_running(child: Child, at: float) -> None:
    """Start the child when it is not running, later and later while it keeps dying."""
    if child.process is not None:
        status = child.process.poll()
        if status is None:
            return
        if at - child.started > STABLE_S:
            child.deaths = 0
        child.deaths += 1
        child.again_at = at + min(30.0, 0.25 * 2**child.deaths)
        child.process = None
        log.warning("process ended", name=child.name, status=status)
    if at < child.again_at:
        return
    child.process = subprocess.Popen(child.command, preexec_fn=_die_with_parent)  # noqa: S603 - only sets a flag of the kernel
    child.started = at


def end_all(children: list[Child]) -> None:
    """Ask every child to end, then make it."""
    running = [child.process for child in children if child.process is not None]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + GRACE_S
    for process in running:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _die_with_parent() -> None:
    """Linux: the child gets SIGTERM when the supervisor is killed outright."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
