"""Label Studio in the same race: its published figures as context, or measured where it runs.

Nothing of it is part of this project. The published figures are of another machine: no ratio to
ours may be drawn from them, only from both measured on one machine in one run.
"""

from __future__ import annotations

import json
import time
from statistics import quantiles
from typing import Any
from urllib.parse import quote
from urllib.request import Request, urlopen

PUBLISHED = {
    "version": "Label Studio 1.23.2, 20,000 tasks, elsewhere",
    "next_ms": 151.0,
    "next_processor_ms": 106.0,
    "submit_ms": 110.0,
    "list_ms": 509.0,
    "text_filter_ms": 613.0,
    "memory_mb": 587.0,
}
CHOICE = [{"from_name": "label", "to_name": "text", "type": "choices", "value": {}}]


class Rival:
    """A Label Studio that runs at `address`; `token` is a person's access token (legacy)."""

    def __init__(self, address: str, token: str) -> None:
        self._address = address.rstrip("/")
        self._headers = {"Authorization": f"Token {token}", "Content-Type": "application/json"}

    def _ask(self, method: str, path: str, data: Any = None) -> tuple[float, Any]:
        body = None if data is None else json.dumps(data).encode()
        request = Request(self._address + path, body, self._headers, method=method)
        began = time.perf_counter()
        with urlopen(request, timeout=120) as answer:
            text = answer.read()
        return 1000 * (time.perf_counter() - began), json.loads(text) if text else None

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
        """Milliseconds of its next, submit, list and text filter (medians and 95th percent)."""
        project = self.fill(lines)
        following, submitted = [], []
        for turn in range(reviews):
            took, task = self._ask("GET", f"/api/projects/{project}/next")
            following.append(took)
            result = [{**CHOICE[0], "value": {"choices": [("good", "poor")[turn % 2]]}}]
            took, _ = self._ask("POST", f"/api/tasks/{task['id']}/annotations", {"result": result})
            submitted.append(took)
        listed = [self._ask("GET", _tasks(project))[0] for _ in range(30)]
        filtered = [self._ask("GET", _tasks(project, "zinc"))[0] for _ in range(30)]
        return {
            **spread("next", following),
            **spread("submit", submitted),
            **spread("list", listed),
            **spread("text_filter", filtered),
        }


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
