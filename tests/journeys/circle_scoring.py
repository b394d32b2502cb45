"""The reviewer's part of the circle: no mouse, evidence at an answer, and on to the next item."""

from __future__ import annotations

import time
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.pages.common import tab_to
from tests.browser.pages.scoring import ScoringScreen
from tests.journeys.circle_material import TOM

FINAL_S = 120
CALL_SCORE = "88.0"
"""
opening    15: both full                                           → 100
understanding 25: listening .5 of 20, empathy 4 of 1…5 of 15, ownership of 10
                  (10 + 11.25 + 10)/45                             → 69.4444
resolution 35: placed .9 of 30, accuracy of 30, guidance of 15; two n/a
                  (27 + 30 + 15)/75                                → 96
closing    15: expectation of 15, confirmation .5 of 10: 20/25     → 80
records    10: documentation; payment n/a                          → 100
(1500 + 1736.1111 + 3360 + 1200 + 1000)/100 = 87.9611, half up.
"""
COOL_SCORE = "93.8"
"""All full but empathy 2 of 1…5: understanding (20 + 3.75 + 10)/45 = 75; 100 − 25 × .25 = 93.75."""
WARM_SCORE = "97.9"
"""The same with empathy 4: (20 + 11.25 + 10)/45 = 91.6667; 100 − 25 × .083333 = 97.9167."""
REMARK = "The broken parcel is passed over."


@dataclass(frozen=True)
class Scored:
    """What the screen showed when an item was submitted."""

    agent: str
    score: str
    quote: str
    said: list[str]


def begin(context: BrowserContext) -> ScoringScreen:
    """From the reviewer's home to the first item, with keys alone."""
    page = context.new_page()
    page.goto("/")
    tab_to(page, "Score the next one")
    page.keyboard.press("Enter")
    screen = ScoringScreen(page)
    screen.is_ready()
    return screen


def score_call(screen: ScoringScreen) -> Scored:
    """Answer all questions of the phone card, and cite what the agent said for the empathy."""
    screen.press("1 j 1 j 2 j 4")
    screen.press("Shift+J Shift+J Shift+J e")
    screen.press("j 1 j 2 j 1 j x j 1 j x j 1 j 2 j 1 j x")
    return submit(screen, "empathy")


def score_chat(screen: ScoringScreen) -> Scored:
    """Full marks; only one agent passes over how the customer feels, and the reviewer says so."""
    cool = agent_of(screen) == TOM.name
    screen.press("1 j 1 j 1 j")
    if cool:
        screen.press("2 c")
        screen.page.keyboard.type(REMARK)
        screen.press("Escape")
    else:
        screen.press("5")
    screen.press("Shift+J e j 1 j 1 j 1 j 1 j 1 j 1 Enter 1 j 1 j x")
    return submit(screen, "empathy")


def submit(screen: ScoringScreen, cited: str) -> Scored:
    """Submit with the keys and wait until the next item, or the end of the queue, is there."""
    expect(screen.page.locator("#need")).to_contain_text("All required answers are in")
    screen.saved()
    place = screen.page.url
    done = Scored(
        agent_of(screen),
        screen.page.locator("#score-figure").inner_text().removesuffix("%").strip(),
        screen.question(cited).locator(".cite q").inner_text(),
        screen.page.get_by_role("region", name="Turns").locator("[data-text]").all_inner_texts(),
    )
    screen.press("Control+Enter")
    screen.page.wait_for_url(lambda url: url != place)
    return done


def wait_until_final(page: Page, number: int) -> None:
    """Wait until nothing can be taken back any more: the reviewer's history then holds it."""
    end = time.monotonic() + FINAL_S
    while time.monotonic() < end:
        page.goto("/queue/done")
        if page.get_by_role("row").count() == number + 1:
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"not {number} final reviews after {FINAL_S} seconds")


def agent_of(screen: ScoringScreen) -> str:
    """Whose interaction it is, as the facts on top say."""
    facts = screen.page.get_by_role("region", name="Facts of the interaction")
    return (
        facts.locator("div", has=screen.page.get_by_text("Agent", exact=True))
        .last.locator("dd")
        .inner_text()
    )
