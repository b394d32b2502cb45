"""Measures reviewing over HTTP: the next item and its submission, the list and the text filter.

A new instance gets chats of 8 to 30 turns (`--chats`, 20,000), of which one reviewer has
`--open` (20,000) in the queue, and `qa serve` runs it as people do: two web processes, workers,
scheduler. A signed-in client then scores `--reviews` (200) in a row with one connection, and a
manager looks at the list. Milliseconds are what the client waits; processor time is that of the
web processes for one request. `next` is the whole scoring page, `submit` stores a scored card and
answers with the address of the next one.

`--rival URL --token T --rival-pid P` races a running Label Studio (empty, legacy token) over the
same chats and draws the ratios; without it its published figures stand beside for context, and no
ratio is drawn.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks._centre import MANAGER, PASSWORD, REVIEWER, Centre, chats, make
from benchmarks._rival import PUBLISHED, Rival, spread
from tests.factories.filling import draft
from tests.journeys.serving import ServedTree
from tests.processes import descendants, memory_mb, processor_ms
from tests.visitor import Answer, Visitor

LOOKS = 40
TARGETS = {
    "next_p50_ms": 30.0,
    "submit_p50_ms": 22.0,
    "list_p50_ms": 51.0,
    "text_filter_p50_ms": 61.0,
    "peak_memory_mb": 293.0,
}


class Clock:
    """Times requests: what the client waits and what the web processes work, in milliseconds."""

    def __init__(self, root: int) -> None:
        self._web = [one.pid for one in descendants(root) if one.name == "qa web"]
        self.waited: dict[str, list[float]] = {}
        self.worked: dict[str, list[float]] = {}

    def time(self, name: str, request: Callable[[], Answer]) -> Answer:
        """The answer to a request; its figures are kept under the name."""
        busy, began = self._busy(), time.perf_counter()
        answer = request()
        self.waited.setdefault(name, []).append(1000 * (time.perf_counter() - began))
        self.worked.setdefault(name, []).append(self._busy() - busy)
        assert answer.status == 200, (name, answer.status, answer.text[:500])
        return answer

    def figures(self) -> dict[str, float]:
        """Median and 95th per cent of each name, and the mean of processor time."""
        found: dict[str, float] = {}
        for name, values in self.waited.items():
            found |= spread(name, values)
            found[f"{name}_processor_ms"] = sum(self.worked[name]) / len(values)
        return found

    def _busy(self) -> float:
        return sum(processor_ms(pid) for pid in self._web)


@contextmanager
def peak_memory(root: int) -> Iterator[dict[str, float]]:
    """The most memory that all processes held at once, looked at every two seconds."""
    found, done = {"peak_memory_mb": 0.0}, threading.Event()

    def look() -> None:
        while not done.wait(2.0):
            pids = [root, *(one.pid for one in descendants(root))]
            found["peak_memory_mb"] = max(found["peak_memory_mb"], sum(map(memory_mb, pids)))

    watch = threading.Thread(target=look, daemon=True)
    watch.start()
    try:
        yield found
    finally:
        done.set()
        watch.join()


def review(clock: Clock, visitor: Visitor, centre: Centre, count: int) -> None:
    """Score `count` items in a row, as the page's script does: each answer names the next."""
    chance = random.Random(3)
    visitor.sign_in(REVIEWER, PASSWORD)
    path = visitor.get("/review/next").headers["location"]
    visitor.get(path)
    for _ in range(count):
        clock.time("next", partial(visitor.get, path))
        sent = {
            "version_id": centre.version_id,
            "revision": 0,
            "seconds": 60,
            "draft": draft(centre.document, chance),
        }
        answer = clock.time("submit", partial(visitor.post_json, f"{path}/submit", sent))
        path = answer.data["next"]


def look_around(clock: Clock, visitor: Visitor) -> None:
    """The list of interactions as it opens, then narrowed by a rare word and by a common one."""
    visitor.sign_in(MANAGER, PASSWORD)
    visitor.get("/interactions")
    for name, path in (
        ("list", "/interactions"),
        ("text_filter", "/interactions?q=zinc"),
        ("common_word", "/interactions?q=carrier"),
    ):
        for _ in range(LOOKS):
            clock.time(name, partial(visitor.get, path))


def ratios(ours: dict[str, float], rival: dict[str, float]) -> dict[str, float]:
    """Our figure as a share of the rival's better one of its two ways of connecting."""
    found = {}
    for name, value in ours.items():
        theirs = [rival[key] for key in (f"kept_{name}", f"new_{name}") if key in rival]
        if theirs and "p95" not in name:
            found[name] = round(value / min(theirs), 3)
    if "memory_mb" in rival:
        found["memory"] = round(ours["peak_memory_mb"] / rival["memory_mb"], 3)
    return found


def measure(folder: Path, count: int, open_items: int, reviews: int) -> dict[str, float]:
    """All figures of this product, on an instance below the folder."""
    began = time.perf_counter()
    centre = make(folder, count, open_items)
    figures: dict[str, float] = {"chats": count, "open": open_items, "reviews": reviews}
    figures["fill_s"] = time.perf_counter() - began
    with ServedTree(folder) as served:
        assert served.process is not None
        root = served.process.pid
        clock = Clock(root)
        with peak_memory(root) as memory:
            review(clock, Visitor(served.address), centre, reviews)
            look_around(clock, Visitor(served.address))
        figures |= clock.figures() | memory
    return {name: round(value, 1) for name, value in figures.items()}


def main() -> None:
    """Run the measurement and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chats", type=int, default=20_000)
    parser.add_argument("--open", type=int, default=20_000)
    parser.add_argument("--reviews", type=int, default=200)
    parser.add_argument("--rival", help="address of a running Label Studio")
    parser.add_argument("--token", default="", help="access token for it")
    parser.add_argument("--rival-pid", type=int, help="its process here, to measure its work")
    parser.add_argument("--keep", type=Path, help="fill this folder once and measure it again")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as own:
        folder = asked.keep or Path(own)
        ours = measure(folder, asked.chats, asked.open, asked.reviews)
    result: dict[str, Any] = {"ours": ours}
    if asked.rival:
        lines = list(chats(asked.chats))
        rival = Rival(asked.rival, asked.token, asked.rival_pid)
        result["rival"] = rival.race(lines, asked.reviews)
        result["ours_to_rival"] = ratios(ours, result["rival"])
    else:
        result["rival_as_published_elsewhere"] = PUBLISHED
    result["targets"] = TARGETS
    print(json.dumps(result, indent=2) if asked.json else _table(result))


def _table(result: dict[str, Any]) -> str:
    lines = []
    for part, figures in result.items():
        lines += [part, *(f"  {name:<26} {value}" for name, value in figures.items())]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
