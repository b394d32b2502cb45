"""Own keys in a real browser: changed by pressing them, used on the scoring screen, shown there."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy.orm import Session

from tests.browser.checks import faults_of
from tests.browser.chromium import Chromium, Watch
from tests.browser.pages.sign_in import sign_in
from tests.browser.queues import Queue, make_queue
from tests.browser.serving import ServedDesk
from tests.factories.queue import CHAT


@pytest.fixture
def queue(desk: ServedDesk, session: Session) -> Queue:
    return make_queue(desk, session, [(CHAT, {}), (CHAT, {})])


@pytest.fixture
def context(chromium: Chromium, queue: Queue) -> BrowserContext:
    return sign_in(chromium.context(queue.desk.address), queue.email)


def keys_page(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto("/my-keys")
    return page


def choose(page: Page, label: str, key: str) -> None:
    page.get_by_label(label, exact=True).focus()
    page.keyboard.press(key)


def test_a_changed_key_works_on_the_scoring_screen_and_its_hints_say_so(
    context: BrowserContext, queue: Queue
) -> None:
    page = keys_page(context)
    choose(page, "Next question", "y")
    choose(page, "Cite the selected words or turn", "Shift+Q")
    choose(page, "Submit and open the next one", "F9")
    page.keyboard.press("Tab")  # leaves the field, as everywhere
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#flashes")).to_contain_text("Your keys are saved.")
    screen = queue.open(context)
    screen.press("j")  # the delivered key does nothing any more
    assert screen.page.locator('.q.focus[data-question="greeting"]').count() == 1
    screen.press("y 1 Shift+J Shift+Q")
    screen.saved()
    _, draft, quotes = queue.stored()
    assert (draft.answers, quotes) == ({"identity": "yes"}, [CHAT[0][1]])
    hints = screen.question("identity").locator(".hints")
    expect(hints).to_contain_text("y k next, previous")
    expect(hints).to_contain_text("Shift q cite")
    expect(screen.page.locator("#submit")).to_have_text("Submit & next F9")
    screen.press("?")
    sheet = screen.page.locator("#keys")
    expect(sheet.locator("dt", has_text="f9")).to_be_visible()
    sheet.get_by_role("link", name="Choose your own keys").click()
    screen.page.wait_for_url("**/my-keys")


def test_a_clash_is_shown_at_the_field_and_changes_nothing(
    context: BrowserContext, watch: Watch
) -> None:
    watch.allow("status of 422")
    page = keys_page(context)
    choose(page, "Next question", "c")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#e-next")).to_contain_text("This key is taken by “Write a comment”.")
    assert faults_of(page) == []
    page.goto("/my-keys")
    expect(page.get_by_label("Next question", exact=True).first).to_have_value("j")


def test_backspace_gives_the_delivered_key_back(context: BrowserContext) -> None:
    page = keys_page(context)
    choose(page, "Next question", "y")
    expect(page.locator("#k-next")).to_have_value("y")
    page.keyboard.press("Backspace")
    expect(page.locator("#k-next")).to_have_value("j")


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1440, 360])
def test_axe_finds_nothing_on_the_page_of_keys(
    chromium: Chromium, queue: Queue, width: int, dark: bool
) -> None:
    context = sign_in(chromium.context(queue.desk.address, width=width, dark=dark), queue.email)
    assert faults_of(keys_page(context)) == []
