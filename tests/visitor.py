"""A person at a browser, without the browser: one connection kept open, cookies, form tokens."""

from __future__ import annotations

import http.client
import json
import re
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

_TOKEN = re.compile(r'<meta name="csrf-token" content="([^"]+)"')
PATIENCE_S = 60.0


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def data(self) -> Any:
        """The body read as JSON."""
        return json.loads(self.text)


class Visitor:
    """Asks one server; redirects are not followed, so that each request is seen."""

    def __init__(self, address: str) -> None:
        """`address`: `http://127.0.0.1:8000`."""
        self._place = urlsplit(address)
        self._open: http.client.HTTPConnection | None = None
        self.cookies: dict[str, str] = {}
        self.token = ""

    def get(self, path: str) -> Answer:
        """Ask for a page; the token of its forms is kept."""
        answer = self._ask("GET", path, None, {"Accept": "text/html"})
        found = _TOKEN.search(answer.text)
        if found:
            self.token = found[1]
        return answer

    def post(self, path: str, **fields: str) -> Answer:
        """Send a form."""
        body = urlencode({"csrf_token": self.token, **fields}).encode()
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def post_json(self, path: str, data: Any) -> Answer:
        """Send JSON as a page's script does."""
        kind = {"Content-Type": "application/json", "Accept": "application/json"}
        return self._ask(
            "POST", path, json.dumps(data).encode(), {**kind, "X-CSRFToken": self.token}
        )

    def sign_in(self, email: str, password: str) -> None:
        """Sign in; AssertionError where that is refused."""
        self.get("/sign-in")
        answer = self.post("/sign-in", email=email, password=password, next="")
        assert answer.status == 302, (answer.status, answer.text[:500])
        # The token of a visitor's forms is not that of a signed-in person's.
        self.get("/inbox")

    def close(self) -> None:
        """Hang up; the next request opens a new connection."""
        if self._open is not None:
            self._open.close()
        self._open = None

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        try:
            return self._answer(method, path, body, headers)
        except (OSError, http.client.HTTPException):
            # What became of the request is not known; the caller decides whether to ask again.
            self.close()
            raise

    def _answer(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> Answer:
        if self._open is None:
            host, port = self._place.hostname or "", self._place.port
            self._open = http.client.HTTPConnection(host, port, timeout=PATIENCE_S)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self._open.request(method, path, body, {**headers, "Cookie": cookie})
        response = self._open.getresponse()
        text = response.read().decode()
        for line in response.headers.get_all("Set-Cookie", []):
            self.cookies.update({name: morsel.value for name, morsel in SimpleCookie(line).items()})
        return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, text)
