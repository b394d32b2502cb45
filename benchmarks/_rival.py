"""Label Studio in the same race: its published figures as context, or measured where it runs.

Nothing of it is part of this project. The published figures are of another machine: no ratio to
ours may be drawn from them, only from both measured on one machine in one run.
"""

from __future__ import annotations

import http.client
import json
import time
from statistics import mean, quantiles
from typing import Any
from urllib.parse import quote, urlsplit

from tests.processes import descendants, look, memory_mb

PUBLISHED = {
    "version": "Label Studio 1.23.2, 20,000 tasks, elsewhere",
    "next_ms": 151.0,
    "next_processor_ms": 106.0,
    "submit_ms": 110.0,
    "list_ms": 509.0,
    "text_filter_ms": 613.0,
    "memory_mb": 587.0,
}
LOOKS = 30
CHOICE = [{"from_name": "label", "to_name": "text", "type": "choices", "value": {}}]


class Rival:
    """A Label Studio that runs at `address`; `token` is a person's access token (legacy).

    Each way of asking is raced: one connection that is kept, and a new one for each request, since
    its server answers them differently. With `pid`, its process, its processor time and memory
    are measured too.
    """

    def __init__(self, address: str, token: str, pid: int | None = None) -> None:
        parts = urlsplit(address)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self._headers = {"Authorization": f"Token {token}", "Content-Type": "application/json"}
        self._pid = pid
        self._kept: http.client.HTTPConnection | None = None
        self._worked: dict[str, list[float]] = {}

    def _ask(self, method: str, path: str, data: Any = None, name: str = "") -> tuple[float, Any]:
        body = None if data is None else json.dumps(data).encode()
        busy, began = self._busy(), time.perf_counter()
        connection = self._kept or http.client.HTTPConnection(self._host, self._port, timeout=600)
        connection.request(method, path, body, self._headers)
        answer = connection.getresponse()
        text = answer.read()
        took = 1000 * (time.perf_counter() - began)
        if connection is not self._kept:
            connection.close()
        if name:
            self._worked.setdefault(name, []).append(self._busy() - busy)
        assert answer.status < 300, (path, answer.status, text[:300])
        return took, json.loads(text) if text else None

    def _busy(self) -> float:
        # By process, not by thread: it answers each new connection in a thread that ends with it.
        running = filter(None, map(look, self._pids()))
        return 1000 * sum(one.processor_s for one in running)

    def _pids(self) -> list[int]:
        if self._pid is None:
            return []
        return [self._pid, *(one.pid for one in descendants(self._pid))]

    def fill(self, lines: list[str]) -> int:
        """A new project with the same chats as tasks; its number."""
        config = (
            '<View><Text name="text" value="$text"/><Choices name="label" toName="text">'
            '<Choice value="good"/><Choice value="poor"/></Choices></View>'
        )
        _, project = self._ask("POST", "/api/projects", {"title": "race", "label_config": config})
        number = int(project["id"])
        for start in range(0, len(lines), 1000):
            texts = [_text(line) for line in lines[start : start + 1000]]
            self._ask("POST", f"/api/projects/{number}/import", [{"text": one} for one in texts])
        return number

    def race(self, lines: list[str], reviews: int) -> dict[str, float]:
        """Milliseconds of its next, submit, list and text filter, by either kind of connection."""
        project = self.fill(lines)
        figures: dict[str, float] = {}
        for kept in (True, False):
            self._kept = http.client.HTTPConnection(self._host, self._port) if kept else None
            found = self._round(project, reviews)
            prefix = "kept_" if kept else "new_"
            figures |= {prefix + name: round(value, 1) for name, value in found.items()}
        if self._pid is not None:
            figures["memory_mb"] = round(sum(map(memory_mb, self._pids())), 1)
        return figures

    def _round(self, project: int, reviews: int) -> dict[str, float]:
        self._worked.clear()
        waited: dict[str, list[float]] = {"next": [], "submit": [], "list": [], "text_filter": []}
        for turn in range(reviews):
            took, task = self._ask("GET", f"/api/projects/{project}/next", name="next")
            waited["next"].append(took)
            result = [{**CHOICE[0], "value": {"choices": [("good", "poor")[turn % 2]]}}]
            took, _ = self._ask(
                "POST", f"/api/tasks/{task['id']}/annotations", {"result": result}, name="submit"
            )
            waited["submit"].append(took)
        for _ in range(LOOKS):
            waited["list"].append(self._ask("GET", _tasks(project), name="list")[0])
            took, _ = self._ask("GET", _tasks(project, "zinc"), name="text_filter")
            waited["text_filter"].append(took)
        found: dict[str, float] = {}
        for name, values in waited.items():
            found |= spread(name, values)
            if self._pid is not None:
                found[f"{name}_processor_ms"] = mean(self._worked[name])
        return found


def _tasks(project: int, words: str = "") -> str:
    """A page of the project's tasks, narrowed to those with the words in their text."""
    path = f"/api/tasks?project={project}&page=1&page_size=50"
    if not words:
        return path
    item = {"filter": "filter:tasks:data.text", "operator": "contains", "type": "String",
            "value": words}  # fmt: skip
    query = json.dumps({"filters": {"conjunction": "and", "items": [item]}})
    return f"{path}&query={quote(query)}"


def _text(line: str) -> str:
    turns = json.loads(line)["turns"]
    return "\n".join(f"{turn['speaker']}: {turn['text']}" for turn in turns)


def spread(name: str, values: list[float]) -> dict[str, float]:
    """The median and the 95th per cent of some milliseconds, under the name."""
    cuts = quantiles(values, n=20)
    return {f"{name}_p50_ms": cuts[9], f"{name}_p95_ms": cuts[18]}
