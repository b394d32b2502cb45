"""Looks at processes through /proc: a tree with its names, and which of some are still there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
TICKS_PER_S = 100


@dataclass(frozen=True)
class Process:
    """A running process: its number, its parent's, its short name, processor seconds so far."""

    pid: int
    parent: int
    name: str
    state: str
    processor_s: float


def look(pid: int) -> Process | None:
    """The process of that number; None when there is none, or only its unburied rest."""
    try:
        head, _, rest = (PROC / str(pid) / "stat").read_text().rpartition(")")
    except (FileNotFoundError, ProcessLookupError):
        return None
    cells = rest.split()
    spent = (int(cells[11]) + int(cells[12])) / TICKS_PER_S
    found = Process(pid, int(cells[1]), head.partition("(")[2], cells[0], spent)
    return None if found.state == "Z" else found


def descendants(pid: int) -> list[Process]:
    """Everything that the process has started, and what these have started."""
    found = [look(int(path.name)) for path in PROC.iterdir() if path.name.isdigit()]
    below, known = [], {pid}
    running = sorted((one for one in found if one), key=lambda one: one.pid)
    while fresh := [one for one in running if one.parent in known and one.pid not in known]:
        below += fresh
        known |= {one.pid for one in fresh}
    return below


def child_named(pid: int, name: str) -> Process | None:
    """The process's own child of that name."""
    return next((one for one in descendants(pid) if (one.parent, one.name) == (pid, name)), None)


def wait_until(holds: Callable[[], object], seconds: float) -> float:
    """Seconds until the condition held; AssertionError after `seconds`."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, f"not so after {seconds} seconds"
        time.sleep(0.05)
    return time.monotonic() - began


def all_gone(pids: Iterable[int]) -> bool:
    """Whether none of the processes runs any more."""
    return not any(look(pid) for pid in pids)


def memory_mb(pid: int) -> float:
    """Its share of the memory that it uses (pages that several use are divided among them)."""
    lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def processor_ms(pid: int) -> float:
    """Milliseconds that its threads have run so far, to the nanosecond; 0 when it is gone."""
    spent = 0
    for stat in (PROC / str(pid)).glob("task/*/schedstat"):
        try:
            spent += int(stat.read_text().split()[0])
        except (FileNotFoundError, ProcessLookupError):
            continue
    return spent / 1e6
