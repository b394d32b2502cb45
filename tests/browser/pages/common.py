"""What many pages share: messages, figures with their names, keys instead of a mouse."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

MOST_TABS = 80
FOCUSED = "(document.activeElement?.innerText ?? '').trim()"


def says(page: Page, words: str) -> None:
    """Expect a message at the top of the page."""
    expect(page.get_by_role("region", name="Notices")).to_contain_text(words)


def figure(page: Page, name: str) -> Locator:
    """The figure of that name among those that a page shows large."""
    stat = page.locator(".stat", has=page.locator("dt", has_text=name))
    return stat.locator("dd").first


def tab_to(page: Page, words: str) -> None:
    """Press Tab until what has the focus begins with these words."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if str(page.evaluate(FOCUSED)).startswith(words):
            return
    raise AssertionError(f"{words} was not reached by {MOST_TABS} tabs")
