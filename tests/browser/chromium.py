"""One Chromium for all tests of a run, and the watch over what its pages do wrong."""

from __future__ import annotations

import shutil
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Playwright, Response

PROGRAM = shutil.which("chromium")
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
TELL_VIOLATIONS = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} refused ${event.blockedURI}`));"""


class Watch:
    """What the pages of one test did wrong: policy violations, errors of scripts, answers of 500.

    `allow` names words of a console error that the test brings about on purpose.
    """

    def __init__(self) -> None:
        self.faults: list[str] = []
        self._allowed: list[str] = []

    def allow(self, *words: str) -> None:
        """Tolerate console errors that contain these words, for the rest of the test."""
        self._allowed += words

    def over(self, context: BrowserContext) -> None:
        """Watch everything that happens in a context."""
        context.add_init_script(TELL_VIOLATIONS)
        context.on("console", self._console)
        context.on("weberror", lambda error: self._note(f"script: {error.error}"))
        context.on("response", self._response)

    def take(self) -> list[str]:
        """The faults so far; the watch begins anew."""
        faults, self.faults, self._allowed = self.faults, [], []
        return faults

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            where = message.location.get("url", "")
            self._note(f"console: {message.text} ({where})")

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self._note(f"answer: {response.status} of {response.url}")

    def _note(self, fault: str) -> None:
        if not any(words in fault for words in self._allowed):
            self.faults.append(fault)


class Chromium:
    """A running browser; its contexts live for one test and are watched."""

    def __init__(self, playwright: Playwright) -> None:
        self.browser: Browser = playwright.chromium.launch(executable_path=PROGRAM, args=QUIET)
        self.watch = Watch()

    def context(
        self,
        address: str,
        *,
        width: int = 1440,
        height: int | None = None,
        dark: bool = False,
        **options: Any,
    ) -> BrowserContext:
        """A watched context for pages of `address`, as wide as given, light or dark."""
        theme = "dark" if dark else "light"
        size = {"width": width, "height": height or (740 if width < 600 else 900)}
        opened = self.browser.new_context(
            viewport=size,  # type: ignore[arg-type]  # a plain dict does
            color_scheme=theme,  # type: ignore[arg-type]  # one of its two words
            base_url=address,
            **options,
        )
        opened.set_default_timeout(15_000)
        opened.add_cookies([{"name": "theme", "value": theme, "url": address}])
        self.watch.over(opened)
        return opened

    def close_contexts(self) -> None:
        """Close all that is open, so that nothing of one test reaches the next."""
        for context in list(self.browser.contexts):
            context.close()
