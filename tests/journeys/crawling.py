"""Walks through the product as a person could: follows links, and gathers forms and offences."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException

MARK = "hostile()"
"""What the scripts of hostile words would run."""
UNSEEN = re.compile("[\0\u202a-\u202e\u2066-\u2069]")
NOT_FOLLOWED = {"people.sign_out"}


@dataclass
class Field:
    """A control of a form: its type, the value it has, and the values it offers."""

    kind: str
    value: str = ""
    options: list[str] = field(default_factory=list)


@dataclass
class Form:
    """A form of a page: where it is sent, how, and its controls by name."""

    method: str
    action: str
    fields: dict[str, Field] = field(default_factory=dict)

    @property
    def filled(self) -> dict[str, str]:
        """The values that a browser would send untouched."""
        return {name: each.value for name, each in self.fields.items() if each.kind != "file"}


class Reader(HTMLParser):
    """One page: its links, its forms, and every element that its words must not have made."""

    def __init__(self, text: str, path: str) -> None:
        super().__init__(convert_charrefs=True)
        self.path = path
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.offences: list[str] = [f"unseen {each!r}" for each in UNSEEN.findall(text)[:3]]
        self._form: Form | None = None
        self._select: Field | None = None
        self._in_script = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note links and controls, and what no page of ours holds."""
        given = {name: value or "" for name, value in attrs}
        self._look(tag, given)
        if tag == "a" and given.get("href", "").startswith(("/", "?")):
            self.links.append(urljoin(self.path, given["href"]).split("#")[0])
        if tag == "form":
            action = urljoin(self.path, given.get("action") or self.path)
            self._form = Form(given.get("method", "get").lower(), action)
            self.forms.append(self._form)
        elif self._form is not None and given.get("name"):
            self._control(tag, given)
        elif tag == "option" and self._select is not None:
            self._select.options.append(given.get("value", ""))
            if "selected" in given or not self._select.value:
                self._select.value = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        """Leave a form, a list or a script."""
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "script":
            self._in_script = False

    def handle_data(self, data: str) -> None:
        """A script of ours never begins with the words of others."""
        if self._in_script and MARK in data and "\\u003c" not in data:
            self.offences.append(f"script: {data[:80]!r}")

    def _look(self, tag: str, given: Mapping[str, str]) -> None:
        self.offences += [f"{tag} {name}" for name in given if name.startswith("on")]
        addresses = (given.get(name, "") for name in ("href", "src", "action", "formaction"))
        self.offences += [
            f"{tag} to {each[:40]}"
            for each in addresses
            if each.strip().lower().startswith(("javascript:", "data:", "vbscript:"))
        ]
        if tag == "script":
            self._in_script = True
            if not given.get("nonce"):
                self.offences.append("script without a nonce")
        if tag in {"img", "iframe", "object", "embed", "base"} and given.get("src") == "x":
            self.offences.append(f"{tag} made by words")

    def _control(self, tag: str, given: Mapping[str, str]) -> None:
        assert self._form is not None
        kind = given.get("type", "text") if tag in {"input", "button"} else tag
        found = self._form.fields.setdefault(given["name"], Field(kind))
        if tag == "select":
            self._select = found
        elif kind in {"radio", "checkbox"}:
            found.options.append(given.get("value", "on"))
            if "checked" in given:
                found.value = given.get("value", "on")
        elif tag in {"input", "button"}:
            found.value = given.get("value", "")


@dataclass
class Walk:
    """What a walk has met: the status of each address, forms by route, and offences by address."""

    statuses: dict[str, int] = field(default_factory=dict)
    forms: dict[tuple[str, str], Form] = field(default_factory=dict)
    offences: dict[str, list[str]] = field(default_factory=dict)
    routes: set[str] = field(default_factory=set)


def walk(app: Flask, client: FlaskClient, start: Sequence[str] = ("/",), *, each: int = 3) -> Walk:
    """Follow every link from `start`, at most `each` addresses of one route."""
    found, waiting, seen = Walk(), deque(start), set(start)
    met: Counter[str] = Counter()
    while waiting:
        path = waiting.popleft()
        route = route_of(app, path)
        if route in NOT_FOLLOWED or met[route] >= each:
            continue
        met[route] += 1
        found.routes.add(route)
        answer = client.get(path)
        found.statuses[path] = answer.status_code
        if answer.status_code in {301, 302, 303}:
            fresh = [urlsplit(urljoin(path, answer.location)).path]
        elif answer.mimetype == "text/html":
            reader = Reader(answer.get_data(as_text=True), path)
            if reader.offences:
                found.offences[path] = reader.offences
            for form in reader.forms:
                found.forms.setdefault((form.method, route_of(app, form.action)), form)
            fresh = reader.links
        else:
            fresh = []
        for link in fresh:
            if link not in seen:
                seen.add(link)
                waiting.append(link)
    return found


def route_of(app: Flask, path: str) -> str:
    """The endpoint of an address; the address itself where there is none."""
    parts = urlsplit(path)
    adapter = app.url_map.bind("localhost")
    for method in ("GET", "POST"):
        try:
            return str(adapter.match(parts.path, method=method)[0])
        except HTTPException:
            continue
    return parts.path
