"""Every component in a real browser: axe, content policy, widths, targets, keys and theme."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from tests.qa_app.web.sample_app import AXE, MANIFEST, sample_app

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(
    not (CHROMIUM and MANIFEST.exists() and AXE.exists()), reason="needs chromium and the build"
)
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATHS = ["/components?flash=1", "/components/scoring", "/components/scoring?layout=chat",
         "/components/scoring?layout=mail", "/error"]  # fmt: skip
WATCH = """
  window.broken = [];
  document.addEventListener("securitypolicyviolation",
    (event) => window.broken.push(event.violatedDirective + " " + event.blockedURI));
"""
# axe's preloading adds a style element, which the policy refuses as it should.
RUN_AXE = """async () => (await axe.run(document, {preload: false, runOnly: ["wcag2a", "wcag2aa",
  "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})).violations.map((v) => [v.id,
  v.nodes.map((n) => n.html.slice(0, 120))])"""
SETTLED = "document.fonts.ready.then(() => new Promise((done) => setTimeout(done, 60)))"
SMALL = """(least) => [...document.querySelectorAll("a, button, input, select, summary, textarea")]
  .filter((e) => {
    const box = e.getBoundingClientRect(), style = getComputedStyle(e);
    const seen = box.width > 1 && box.right > 0 && style.visibility !== "hidden";
    return seen && style.opacity !== "0" && !e.closest("p, label, li")
      && (box.width < least || box.height < least);
  }).map((e) => e.outerHTML.slice(0, 100))"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()


@pytest.fixture(scope="module", params=["manager", "agent"])
def address(request: pytest.FixtureRequest) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, sample_app(request.param), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    opened = browser.new_context()
    opened.add_init_script(WATCH)
    yield opened
    opened.close()


def open_page(context: BrowserContext, url: str, width: int = 1440, theme: str = "light") -> Page:
    context.add_cookies([{"name": "theme", "value": theme, "url": url}])
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(url)
    page.evaluate(SETTLED)
    return page


def check(context: BrowserContext, url: str, width: int, theme: str) -> None:
    page = open_page(context, url, width, theme)
    assert page.evaluate("window.broken") == [], url
    assert page.evaluate("document.documentElement.scrollWidth") <= width, url
    assert page.evaluate(SMALL, 24) == [], url
    page.evaluate(AXE.read_text())
    assert page.evaluate(RUN_AXE) == [], url
    page.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 360])
def test_pages_are_accessible_and_fit(
    context: BrowserContext, address: str, width: int, theme: str
) -> None:
    for path in PATHS:
        check(context, address + path, width, theme)


@pytest.mark.parametrize("width", [1100, 820])
def test_the_scoring_screen_fits_between(context: BrowserContext, address: str, width: int) -> None:
    check(context, f"{address}/components/scoring", width, "light")


def test_the_theme_is_kept_and_charts_follow_it(context: BrowserContext, address: str) -> None:
    page = open_page(context, f"{address}/components")
    page.wait_for_selector(".chart-canvas svg path[stroke='#37479b']", state="attached")
    page.get_by_role("button", name="Switch to dark").click()
    page.wait_for_selector(".chart-canvas svg path[stroke='#a9b5fb']", state="attached")
    page.reload()
    assert page.get_attribute("html", "data-bs-theme") == "dark"
    assert page.evaluate("window.broken") == []


def test_keys_are_listed_and_off_while_typing(context: BrowserContext, address: str) -> None:
    page = open_page(context, f"{address}/components/scoring")
    page.keyboard.press("?")
    assert "Play or pause" in page.inner_text("#key-list")
    page.keyboard.press("Escape")
    page.keyboard.press("]")
    assert page.evaluate("document.querySelector('audio').playbackRate") == 1.25
    page.focus("textarea")
    page.keyboard.type("]")
    assert page.evaluate("document.querySelector('audio').playbackRate") == 1.25
    assert "]" in page.input_value("textarea")


def test_a_typed_word_frees_the_button(context: BrowserContext, address: str) -> None:
    page = open_page(context, f"{address}/components")
    page.get_by_role("button", name="Remove the demo").click()
    button = page.get_by_role("button", name="Remove it all")
    page.keyboard.type("remov")
    assert button.get_attribute("aria-disabled") == "true"
    page.keyboard.type("e")
    assert button.get_attribute("aria-disabled") == "false"


def test_messages_are_spoken(context: BrowserContext, address: str) -> None:
    page = open_page(context, f"{address}/components?flash=1")
    page.wait_for_function("document.getElementById('announce-now').textContent !== ''")
    assert page.inner_text("#announce-now") == "A message of the kind “error”."
    assert page.inner_text("#announce").count("A message") == 3


def test_filters_apply_themselves_and_keep_the_focus(context: BrowserContext, address: str) -> None:
    page = open_page(context, f"{address}/components")
    page.focus("select[name=period]")
    page.keyboard.press("ArrowDown")
    page.wait_for_url("**/components?period=12w*")
    page.wait_for_function("document.activeElement.name === 'period'")
