"""The sections above the questions in a real browser: the marked one is the one that is read."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect
from sqlalchemy.orm import Session

from tests.browser.chromium import Chromium
from tests.browser.pages.sign_in import sign_in
from tests.browser.queues import Queue, make_queue
from tests.browser.serving import ServedDesk
from tests.factories.queue import CHAT


@pytest.fixture
def queue(desk: ServedDesk, session: Session) -> Queue:
    return make_queue(desk, session, [(CHAT, {})])


@pytest.fixture
def context(chromium: Chromium, queue: Queue) -> BrowserContext:
    return sign_in(chromium.context(queue.desk.address), queue.email)


def test_the_marked_section_follows_what_is_read(context: BrowserContext, queue: Queue) -> None:
    screen = queue.open(context)
    page, links = screen.page, screen.page.locator("#sections a")
    first, last = (one.get_attribute("href") or "" for one in (links.first, links.last))
    marked = page.locator('#sections a[aria-current="true"]')
    expect(marked).to_have_attribute("href", first)
    page.wait_for_timeout(250)
    page.evaluate("""() => {
      const pane = document.getElementById("questions");
      pane.scrollTop = pane.scrollHeight;
    }""")
    expect(marked).to_have_count(1)
    expect(marked).to_have_attribute("href", last)
    screen.press("j k")  # back to the question that keys act on
    expect(marked).to_have_attribute("href", first)
