"""The scoring screen as a reviewer uses it, without a mouse."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Locator, Page, expect

# Count every key that a person would press.
COUNT = """
  window.presses = 0;
  const count = (event) => { if (event.key !== "Control") window.presses += 1; };
  addEventListener("keydown", count, true);
"""


class ScoringScreen:
    """One open item."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @classmethod
    def open(cls, context: BrowserContext, path: str) -> ScoringScreen:
        """The item of that path in a new tab, ready for keys."""
        page = context.new_page()
        page.add_init_script(COUNT)
        page.goto(path)
        screen = cls(page)
        screen.is_ready()
        return screen

    def is_ready(self) -> None:
        """Wait until a question has the focus of the keys."""
        # On a narrow screen the transcript may stand before it.
        self.page.wait_for_selector(".q.focus", state="attached")

    def press(self, keys: str) -> None:
        """Press keys that are given with spaces between them."""
        for key in keys.split():
            self.page.keyboard.press(key)

    def question(self, key: str) -> Locator:
        """The question with that key."""
        return self.page.locator(f'[data-question="{key}"]')

    def is_chosen(self, question: str, value: str) -> bool:
        """Whether an answer is given."""
        return self.page.is_checked(f'input[name="a-{question}"][value="{value}"]')

    @property
    def presses(self) -> int:
        """How many keys were pressed since the page was loaded."""
        return int(self.page.evaluate("window.presses"))

    def saved(self, within_s: float = 5) -> None:
        """Wait until the screen says that everything is saved."""
        expect(self.page.locator("#saved")).to_contain_text("Saved", timeout=within_s * 1000)
