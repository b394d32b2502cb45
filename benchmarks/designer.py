"""Measures the designer of a scorecard with 100 questions in 100 sections, one request at a time.

Each act is the request that the designer's script sends, answered by the application in this
process; milliseconds are those of the whole request with its transaction on SQLite, without the
network. Processor time is the mean of an act. Before the acts are measured each was done once.
`validate`, reading all that is wrong with the document, is a part of every act; here it stands
alone.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import tempfile
import time
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from benchmarks._rival import spread
from qa_app.config import load_settings
from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.permissions import Role
from qa_app.factory import build
from qa_app.people.accounts import add_user, set_password
from qa_app.processes.upgrade import upgrade
from scorecards.design.document import parse
from scorecards.design.drafting import create
from scorecards.design.validation import findings

EMAIL, PASSWORD = "manager@example.org", "a long word for measuring"
SCRIPT = {"HX-Request": "true"}
_TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')
_REVISION = re.compile(r'data-revision="(\d+)"')


class Fields(HTMLParser):
    """What a form that is open in the designer would post, by name."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._name = self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the value of an input, or of the chosen option; a text area's follows."""
        given = dict(attrs)
        name = given.get("name") or ""
        is_off = given.get("type") in ("checkbox", "radio") and "checked" not in given
        if tag == "input" and name and not is_off:
            self.values[name] = given.get("value") or ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self.values[self._select] = given.get("value") or ""
        elif tag == "textarea":
            self._name = name
            self.values[name] = ""

    def handle_endtag(self, tag: str) -> None:
        """Leave a text area."""
        if tag == "textarea":
            self._name = ""

    def handle_data(self, data: str) -> None:
        """Take what stands in a text area."""
        if self._name:
            self.values[self._name] += data


def card(count: int) -> dict[str, Any]:
    """A scorecard of so many sections with one question each; every third has a condition."""

    def question(place: int) -> dict[str, Any]:
        asked: dict[str, Any] = {
            "key": f"q{place}", "type": "yes_no", "weight": 1 + place % 5, "na_allowed": True,
            "text": f"Was step {place} of the procedure followed?", "required": True,
            "guidance": "Yes where the agent says and does it; no where either is missing.",
        }  # fmt: skip
        if place % 3 == 2:
            asked["condition"] = {"question": f"q{place - 1}", "in": ["yes"]}
        return asked

    return {
        "format": 1, "title": f"{count} steps", "channel": "chat", "pass_percent": 80,
        "sections": [
            {"key": f"s{place}", "title": f"Step {place}", "questions": [question(place)]}
            for place in range(count)
        ],
    }  # fmt: skip


class Designer:
    """A signed-in manager with a draft open, at the question in its middle."""

    def __init__(self, client: FlaskClient, version_id: int, middle: int) -> None:
        self.client = client
        self.middle = middle
        self.path = f"/scorecards/drafts/{version_id}"
        self.token, self.revision = "", "0"

    def sign_in(self) -> None:
        """Sign in and open the draft once."""
        self.token = _TOKEN.findall(self.client.get("/sign-in").text)[0]
        sent = {"email": EMAIL, "password": PASSWORD, "csrf_token": self.token}
        assert self.client.post("/sign-in", data=sent).status_code == 302
        page = self.client.get(self.path).text
        self.token = _TOKEN.findall(page)[0]
        self._note(page)

    def open(self, at: str = "") -> str:
        """The whole page where `at` is empty, else one part as the script asks for it."""
        headers = SCRIPT if at else {}
        answer = self.client.get(self.path, query_string={"at": at} if at else {}, headers=headers)
        assert answer.status_code == 200
        return answer.text

    def arrange(self, do: str) -> None:
        """One act of the list, with the part at hand."""
        self._post("/arrange", {"do": do, "at": f"question:q{self.middle}"})

    def edit(self, text: str) -> None:
        """Open a question and save it with another text: two requests."""
        fields = Fields(self.open(f"question:q{self.middle}")).values
        self._post("/question", {**fields, "text": text})

    def undo(self) -> None:
        """Take the last act back."""
        self._post("/undo", {"at": f"question:q{self.middle}"})

    def publish(self) -> None:
        """Publish the draft."""
        answer = self.client.post(f"{self.path}/publish", data={"csrf_token": self.token})
        assert answer.status_code == 302, answer.text[:2000]

    def _post(self, path: str, fields: dict[str, str]) -> None:
        sent = {**fields, "csrf_token": self.token, "revision": self.revision}
        answer = self.client.post(self.path + path, data=sent, headers=SCRIPT)
        assert answer.status_code == 200, (answer.status_code, answer.text[:2000])
        self._note(answer.text)

    def _note(self, page: str) -> None:
        found = _REVISION.search(page)
        assert found is not None
        self.revision = found[1]


def measure(folder: Path, count: int, times: int) -> dict[str, float]:
    """Median and 95th per cent of each act in milliseconds; `publish` is done once."""
    app = build(load_settings({"QA_INSTANCE_PATH": str(folder), "QA_DEMO": "0"}))
    upgrade(app)
    # One that has no condition and that the next one's does not name: it may move over that.
    middle = count // 6 * 3
    with app.app_context():
        session, at = db.session(), clock.now()
        person = add_user(session, name="Manager", email=EMAIL, roles=((Role.QA_MANAGER, None),),
                          by=None, at=at, actor="benchmark")  # fmt: skip
        set_password(session, person, PASSWORD, by=None, at=at)
        version = create(session, parse(card(count)), by=None, at=at, actor="benchmark")
        session.commit()
        version_id = version.id
    designer = Designer(app.test_client(), version_id, middle)
    designer.sign_in()
    document = parse(card(count))
    acts: dict[str, Callable[[int], object]] = {
        "open": lambda _n: designer.open(),
        "open_part": lambda n: designer.open(f"question:q{n % count}"),
        "add": lambda n: designer.arrange(f"add:question:s{n % count}"),
        "undo": lambda _n: designer.undo(),
        "move": lambda n: designer.arrange(f"{'up' if n % 2 else 'down'}:section:s{middle}"),
        "edit": lambda n: designer.edit(f"Was this step followed in full, take {n}?"),
        "validate": lambda _n: findings(document),
    }
    spent: dict[str, list[float]] = {name: [] for name in acts}
    worked = dict.fromkeys(acts, 0.0)
    for number in range(times + 1):
        for name, act in acts.items():
            began, busy = time.perf_counter(), time.process_time()
            act(number)
            if number:
                spent[name].append(1000 * (time.perf_counter() - began))
                worked[name] += 1000 * (time.process_time() - busy)
    figures: dict[str, float] = {"questions": count, "times": times}
    for name, values in spent.items():
        figures |= spread(name, values)
        figures[f"{name}_processor_ms"] = worked[name] / times
    began = time.perf_counter()
    designer.publish()
    figures["publish_ms"] = 1000 * (time.perf_counter() - began)
    return {name: round(value, 1) for name, value in figures.items()}


def main() -> None:
    """Run the measurement and print it, with a card of half the size before it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    result = {}
    for count in (asked.questions // 2, asked.questions):
        with tempfile.TemporaryDirectory() as own:
            result[str(count)] = measure(Path(own), count, asked.times)
    if asked.json:
        print(json.dumps(result, indent=2))
        return
    small, large = result.values()
    for name in large:
        print(f"{name:<20} {small[name]:>10} {large[name]:>10}")
    print(f"load now {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
