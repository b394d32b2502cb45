"""Every page that a part can reach by links, in both themes and widths: axe, width, targets.

The walk starts at the part's home and opens one page of each route, so a new route is walked as
soon as something links to it.
"""

from __future__ import annotations

from collections import deque
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Page
from werkzeug.exceptions import HTTPException

from tests.browser.checks import faults_of, faults_when_dark
from tests.browser.demo_desk import DemoDesk

PARTS = ("manager", "reviewer", "lead", "agent", "admin")
WIDTHS = (1440, 360)
LOOKS = [(width, dark) for width in WIDTHS for dark in (False, True)]
# What answers with a file, with sound or with data for scripts, and what needs a token to be seen.
NO_PAGES = frozenset({
    "components.index", "components.scoring", "components.tone",
    "health", "static", "people.welcome",
})  # fmt: skip
IS_FILE = (".csv", ".json", ".txt")
LINKS = 'elements => elements.map((a) => a.getAttribute("href"))'


class Walk:
    """One part's walk: the first address found of each route, in the order found."""

    def __init__(self, desk: DemoDesk) -> None:
        self.desk = desk
        self.rules = desk.served.app.url_map.bind("127.0.0.1")
        self.pages: dict[str, str] = {}
        self._found_on: dict[str, str] = {}
        self._waiting: deque[str] = deque()

    def route_of(self, address: str) -> str | None:
        """The route behind an address of the product's own pages; None for anything else."""
        parts = urlsplit(urljoin(self.desk.address, address))
        if f"{parts.scheme}://{parts.netloc}" != self.desk.address:
            return None
        if parts.path.endswith(IS_FILE):
            return None
        try:
            found, _ = self.rules.match(parts.path, method="GET")
        except HTTPException:
            return None
        return str(found)

    def note(self, address: str, page: str) -> None:
        """Put an address found on a page on the way when its route was not seen yet."""
        route = self.route_of(address)
        if route is not None and route not in NO_PAGES and route not in self.pages:
            self.pages[route] = address
            self._found_on[address] = page
            self._waiting.append(address)

    def through(self, page: Page) -> None:
        """Follow links until no new route turns up."""
        self.note("/", "the start")
        while self._waiting:
            address = self._waiting.popleft()
            answer = page.goto(address)
            assert answer is not None
            if not (answer.headers.get("content-type") or "").startswith("text/html"):
                del self.pages[str(self.route_of(address))]
                continue
            assert answer.status == 200, f"{address}, linked from {self._found_on[address]}"
            for link in page.locator("a[href]").evaluate_all(LINKS):
                self.note(urljoin(address, link), address)


@pytest.fixture(scope="module")
def walks() -> dict[str, Walk]:
    """What was walked so far, by part; filled by the tests below."""
    return {}


def walked(desk: DemoDesk, walks: dict[str, Walk], part: str) -> Walk:
    """The part's walk, gone once."""
    if part not in walks:
        walk = Walk(desk)
        walk.through(desk.context(part).new_page())
        walks[part] = walk
    return walks[part]


@pytest.mark.slow
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("part", PARTS)
def test_pages_of_a_part_have_no_faults(
    demo_desk: DemoDesk, walks: dict[str, Walk], part: str, width: int
) -> None:
    walk = walked(demo_desk, walks, part)
    page = demo_desk.context(part, dark=False, width=width).new_page()
    faults = {}
    for route, address in walk.pages.items():
        page.goto(address)
        found = faults_of(page) + faults_when_dark(page)
        if found:
            faults[f"{route} {address}"] = found
    assert faults == {}


@pytest.mark.parametrize("address", ["/demo", "/sign-in", "/nothing-is-here"])
@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_pages_of_visitors_have_no_faults(
    demo_desk: DemoDesk, address: str, width: int, dark: bool
) -> None:
    demo_desk.chromium.watch.allow("404")
    page = demo_desk.context(None, dark=dark, width=width).new_page()
    page.goto(address)
    assert faults_of(page) == []
