"""Fixtures of all tests that drive a browser: one Chromium, watched, and the demo's desk."""

from __future__ import annotations

from collections.abc import Generator, Iterator

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.checks import AXE, MANIFEST
from tests.browser.chromium import PROGRAM, Chromium, Watch
from tests.browser.demo_desk import DemoDesk

RUNNING = pytest.StashKey[Chromium]()


@pytest.fixture(scope="session")
def chromium(request: pytest.FixtureRequest) -> Iterator[Chromium]:
    """The browser of this run; its contexts are closed after each test."""
    if not (PROGRAM and MANIFEST.exists() and AXE.exists()):
        pytest.skip("needs chromium and the built front end")
    with sync_playwright() as playwright:
        running = Chromium(playwright)
        request.config.stash[RUNNING] = running
        yield running
        del request.config.stash[RUNNING]
        running.close_contexts()
        running.browser.close()


@pytest.fixture
def watch(chromium: Chromium) -> Watch:
    """The watch over this test's pages, to allow what the test brings about on purpose."""
    return chromium.watch


@pytest.fixture(scope="session")
def demo_desk(chromium: Chromium, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoDesk]:
    """The small demo, loaded once and served; tests only look, or change what is their own."""
    with DemoDesk(tmp_path_factory.mktemp("demo"), chromium) as desk:
        yield desk


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fail a test whose pages broke the policy, logged an error or got an answer of 500."""
    # The browser runs since the first test that asked for it, also beside those that did not.
    running = item.config.stash.get(RUNNING, None)
    if running is None:
        return (yield)
    try:
        result = yield
    except BaseException:
        item.add_report_section("call", "browser", "\n".join(running.watch.take()))
        raise
    finally:
        running.close_contexts()
    faults = running.watch.take()
    assert faults == [], "the pages of this test did something wrong"
    return result
