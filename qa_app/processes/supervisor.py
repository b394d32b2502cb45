"""One command runs everything: starts the processes, restarts what dies, leaves nothing behind.

Children are forked from this process, which has loaded every module and put the application
together, and holds nothing open: a child is there at once, and what all of them need lies in memory
only once. So this process itself must never keep open the database, the queue or the file store.
"""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from types import FrameType
from typing import Any
from urllib.request import urlopen

import structlog
from flask import Flask

from qa_app import create_app
from qa_app.config import Settings, load_settings
from qa_app.core.errors import Misconfigured
from qa_app.core.jobs.models import Queue
from qa_app.factory import set_up_logging
from qa_app.processes import scheduling, web, working
from qa_app.processes.closing import close_databases
from qa_app.web.compiled_templates import load_compiled

log = structlog.get_logger()
PR_SET_PDEATHSIG, PR_SET_NAME = 1, 15
# Of glibc: one arena (M_ARENA_MAX), since threads that take turns gain nothing by more; what is
# large goes back at once (M_MMAP_THRESHOLD), as checking a password takes 20 MB for a moment; what
# each request needs is kept (M_TRIM_THRESHOLD), which would follow the threshold down otherwise.
MALLOC = ((-8, 1), (-3, 4 << 20), (-1, 8 << 20))
GRACE_S = 12.0
STABLE_S = 20.0
ENDS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
# Only Linux can fork a process that has loaded as many libraries; elsewhere children start anew.
ORIGIN: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")


@dataclass
class Child:
    """A process of the tree with the number of its recent deaths."""

    name: str
    work: Callable[..., None]
    given: tuple[Any, ...] = ()
    process: BaseProcess | None = None
    started: float = 0.0
    deaths: int = 0
    again_at: float = 0.0


def serve(host: str, port: int, announce: Callable[[str], None]) -> int:
    """Run web, workers and scheduler until a signal; the exit status is 0 after a clean end.

    `announce` is told the address once, as soon as the product answers there.
    """
    settings, stop = load_settings(), threading.Event()
    set_up_logging(settings.log_level)

    def end(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in ENDS:
        signal.signal(number, end)
    children = parts(host, port, build_ahead(settings))
    announced = False
    # What is loaded by now stays for good: looking through it would copy its pages to every child.
    gc.collect()
    gc.freeze()
    try:
        while not stop.is_set():
            for child in children:
                keep_running(child, time.monotonic())
            if not announced and answers(host, port):
                announced = True
                announce(address(host, port))
            stop.wait(0.25)
    finally:
        end_all(children)
        close_databases(settings)
    return 0


def build_ahead(settings: Settings) -> Flask | None:
    """The application that all children share; None where they start anew and build their own."""
    if ORIGIN.get_start_method() != "fork":
        return None
    app = create_app(settings)
    load_compiled(app)
    return app


def parts(host: str, port: int, app: Flask | None) -> list[Child]:
    """The processes of the product, none of them started yet."""
    return [
        Child("qa web", run_web, (host, port, app)),
        *(Child(f"qa {queue.value} worker", run_worker, (queue, app)) for queue in Queue),
        Child("qa scheduler", run_scheduler, (app,)),
    ]


def run_apart(work: Callable[..., None], *given: Any) -> int:
    """Do something that opens the database in a child, and wait; gives its exit status."""
    child = Child("qa beginning", work, given)
    process = start(child, apart=False)
    process.join()
    status = process.exitcode or 0
    return status if status >= 0 else 128 - status


def run_web(host: str, port: int, app: Flask | None) -> None:
    """The web process."""
    web.run(load_settings(), host, port, app)


def run_worker(queue: Queue, app: Flask | None) -> None:
    """A worker of one queue."""
    working.run(app or create_app(), queue)


def run_scheduler(app: Flask | None) -> None:
    """The scheduler."""
    scheduling.run(app or create_app())


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
        if child.process.is_alive():
            return
        if at - child.started > STABLE_S:
            child.deaths = 0
        child.deaths += 1
        child.again_at = at + min(30.0, 0.25 * 2**child.deaths)
        log.warning("process ended", name=child.name, status=child.process.exitcode)
        child.process = None
    if at < child.again_at:
        return
    child.process = start(child)
    child.started = at


def start(child: Child, *, apart: bool = True) -> BaseProcess:
    """Start the child's process; `apart` keeps signals of the terminal from it."""
    process: BaseProcess = ORIGIN.Process(
        target=_begin, args=(os.getpid(), apart, child.name, child.work, *child.given)
    )
    with _signals_held():
        process.start()
    return process


def end_all(children: list[Child]) -> None:
    """Ask every child to end, then make it."""
    running = [child.process for child in children if child.process is not None]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + GRACE_S
    for process in running:
        process.join(max(0.1, deadline - time.monotonic()))
        if process.is_alive():
            process.kill()
            process.join()


@contextmanager
def _signals_held() -> Iterator[None]:
    """Signals wait until the child has forgotten this process's handlers, so that none is lost."""
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDS)


def _begin(parent: int, apart: bool, name: str, work: Callable[..., None], *given: Any) -> None:
    """What a child does first: its own signals and name, and an end when its parent ends."""
    for number in ENDS:
        signal.signal(number, signal.SIG_DFL)
    if apart:
        os.setsid()
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        libc.prctl(PR_SET_NAME, name.encode())
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if hasattr(libc, "mallopt"):
            for option, value in MALLOC:
                libc.mallopt(option, value)
    if os.getppid() != parent:
        # Killed before this child could ask to be told.
        return
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDS)
    work(*given)
