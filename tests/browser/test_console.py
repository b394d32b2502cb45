"""The console of the browser stays empty over the main pages of everybody who works here."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage

from tests.browser.chromium import Watch
from tests.browser.demo_desk import DemoDesk

LINKS = 'elements => [...new Set(elements.map((a) => a.getAttribute("href")))]'


@pytest.mark.parametrize("part", ["reviewer", "lead", "agent", "manager"])
def test_the_main_pages_say_nothing_to_the_console(demo_desk: DemoDesk, part: str) -> None:
    page = demo_desk.context(part).new_page()
    said: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            said.append(f"{page.url}: {message.type} {message.text}")

    page.on("console", note)
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    page.goto("/")
    pages = [str(one) for one in page.locator("nav a[href^='/']").evaluate_all(LINKS)]
    assert len(pages) >= 3
    for address in pages:
        answer = page.goto(address, wait_until="load")
        assert answer is not None
        assert (address, answer.status) == (address, 200)
    assert said == []


def test_the_watch_sees_what_the_policy_refuses_and_what_breaks(
    demo_desk: DemoDesk, watch: Watch
) -> None:
    page = demo_desk.context(None).new_page()
    page.goto("/demo")
    tries: list[Any] = [
        page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"top:0\">x</p>')"),
        page.evaluate("setTimeout(() => { throw new Error('broken on purpose'); })"),
    ]
    page.wait_for_timeout(100)
    faults = watch.take()
    assert len(tries) == 2
    assert any("policy: style-src-attr refused" in fault for fault in faults)
    assert any("broken on purpose" in fault for fault in faults)
