"""Every component in a real browser: axe, content policy, widths, targets, keys and theme."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page
from werkzeug.serving import make_server

from tests.browser.checks import SETTLED, faults_of
from tests.browser.chromium import Chromium
from tests.qa_app.web.sample_app import sample_app

PATHS = ["/components?flash=1", "/components/scoring", "/components/scoring?layout=chat",
         "/components/scoring?layout=mail", "/error"]  # fmt: skip


@pytest.fixture(scope="module", params=["manager", "agent"])
def address(request: pytest.FixtureRequest) -> Iterator[str]:
    """The component pages; they have no database, so a thread may serve them."""
    server = make_server("127.0.0.1", 0, sample_app(request.param), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def open_page(
    chromium: Chromium, address: str, path: str, width: int = 1440, dark: bool = False
) -> Page:
    page = chromium.context(address, width=width, height=800, dark=dark).new_page()
    page.goto(path)
    page.evaluate(SETTLED)
    return page


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1440, 360])
def test_pages_are_accessible_and_fit(
    chromium: Chromium, address: str, width: int, dark: bool
) -> None:
    page = open_page(chromium, address, PATHS[0], width, dark)
    found = {}
    for path in PATHS:
        page.goto(path)
        found[path] = faults_of(page)
    assert found == {path: [] for path in PATHS}


@pytest.mark.parametrize("dark", [False, True])
def test_plain_text_has_the_colour_of_text(chromium: Chromium, address: str, dark: bool) -> None:
    """Such as what somebody wrote before they were signed out, on the page of errors."""
    page = open_page(chromium, address, "/error", dark=dark)
    colours = page.evaluate("""() => {
      const text = document.querySelector("main").appendChild(document.createElement("pre"));
      return [text, document.body].map((one) => getComputedStyle(one).color);
    }""")
    assert colours[0] == colours[1]


@pytest.mark.parametrize("width", [1100, 820])
def test_the_scoring_screen_fits_between(chromium: Chromium, address: str, width: int) -> None:
    assert faults_of(open_page(chromium, address, "/components/scoring", width)) == []


def test_the_theme_is_kept_and_charts_follow_it(chromium: Chromium, address: str) -> None:
    page = open_page(chromium, address, "/components")
    page.wait_for_selector(".chart-canvas svg path[stroke='#37479b']", state="attached")
    page.get_by_role("button", name="Switch to dark").click()
    page.wait_for_selector(".chart-canvas svg path[stroke='#a9b5fb']", state="attached")
    page.reload()
    assert page.get_attribute("html", "data-bs-theme") == "dark"


def test_keys_are_listed_and_off_while_typing(chromium: Chromium, address: str) -> None:
    page = open_page(chromium, address, "/components/scoring")
    page.keyboard.press("?")
    assert "Play or pause" in page.inner_text("#key-list")
    page.keyboard.press("Escape")
    page.keyboard.press("]")
    assert page.evaluate("document.querySelector('audio').playbackRate") == 1.25
    page.focus("textarea")
    page.keyboard.type("]")
    assert page.evaluate("document.querySelector('audio').playbackRate") == 1.25
    assert "]" in page.input_value("textarea")


def test_a_typed_word_frees_the_button(chromium: Chromium, address: str) -> None:
    page = open_page(chromium, address, "/components")
    page.get_by_role("button", name="Remove the demo").click()
    button = page.get_by_role("button", name="Remove it all")
    page.keyboard.type("remov")
    assert button.get_attribute("aria-disabled") == "true"
    page.keyboard.type("e")
    assert button.get_attribute("aria-disabled") == "false"


def test_messages_are_spoken(chromium: Chromium, address: str) -> None:
    page = open_page(chromium, address, "/components?flash=1")
    page.wait_for_function("document.getElementById('announce-now').textContent !== ''")
    assert page.inner_text("#announce-now") == "A message of the kind “error”."
    assert page.inner_text("#announce").count("A message") == 3


def test_filters_apply_themselves_and_keep_the_focus(chromium: Chromium, address: str) -> None:
    page = open_page(chromium, address, "/components")
    page.focus("select[name=period]")
    page.keyboard.press("ArrowDown")
    page.wait_for_url("**/components?period=12w*")
    page.wait_for_function("document.activeElement.name === 'period'")
