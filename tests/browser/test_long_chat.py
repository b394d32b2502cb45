"""A chat of 100,000 lines by keyboard: found, cited and gone back to far down, across its parts."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from tests.browser.chromium import Chromium
from tests.browser.pages.sign_in import sign_in
from tests.browser.queues import Queue, make_queue
from tests.browser.serving import ServedDesk
from transcription.transcripts.models import Speaker, Transcript, Turn

LINES, FAR, PART = 100_000, 90_000, 200
PATIENCE_MS = 20_000
"""A shared machine may be slow; how fast it is, the benchmark says."""


@pytest.fixture(scope="module")
def queue(desk: ServedDesk) -> Queue:
    """One item, whose transcript has all the lines; written once, since that takes seconds."""
    with desk.opened() as session:
        made = make_queue(desk, session, [([(Speaker.CUSTOMER, "Line 0")], {})])
        fill(session)
        return made


def fill(session: Session) -> None:
    transcript = session.scalars(select(Transcript.id)).one()
    rows = [
        {
            "transcript_id": transcript,
            "position": place,
            "speaker": Speaker.AGENT if place % 2 else Speaker.CUSTOMER,
            "text": f"Line {place}" + (" with the needle" if place == FAR else ""),
        }
        for place in range(1, LINES)
    ]
    session.execute(insert(Turn), rows)
    session.commit()


@pytest.fixture
def context(chromium: Chromium, queue: Queue) -> BrowserContext:
    return sign_in(chromium.context(queue.desk.address), queue.email)


def selected(page: Page) -> str:
    return page.inner_text(".tn.sel [data-text]")


def parts(page: Page) -> list[int]:
    found = page.eval_on_selector_all("#turns [data-chunk]", "all => all.map(x => x.dataset.chunk)")
    return [int(each) for each in found]


def lies_in_view(page: Page, selector: str) -> bool:
    return bool(
        page.eval_on_selector(
            selector,
            """turn => { const box = turn.getBoundingClientRect();
            const pane = document.getElementById("turns").getBoundingClientRect();
            return box.top >= pane.top && box.bottom <= pane.bottom; }""",
        )
    )


def test_evidence_far_down_is_found_cited_kept_and_gone_back_to(
    context: BrowserContext, queue: Queue
) -> None:
    screen = queue.open(context)
    page = screen.page
    assert parts(page) == [0]
    screen.press("/")
    page.keyboard.type("needle")
    expect(page.locator("#hits")).to_have_text("1 of 1", timeout=PATIENCE_MS)
    screen.press("Escape e")
    screen.saved()
    assert queue.stored()[2] == [f"Line {FAR} with the needle"]
    page.reload()
    screen.is_ready()
    assert parts(page) == [0]
    page.locator(".cite a").first.click()
    expect(page.locator(".tn.sel .mk-on")).to_have_text(
        f"Line {FAR} with the needle", timeout=PATIENCE_MS
    )
    # Its neighbours come without moving it away.
    page.wait_for_selector(f'[data-chunk="{FAR // PART - 1}"]', state="attached")
    assert lies_in_view(page, ".tn.sel")
    screen.press("Shift+J")
    assert selected(page) == f"Line {FAR + 1}"


def test_the_selection_walks_over_the_border_of_a_part_both_ways(
    context: BrowserContext, queue: Queue
) -> None:
    screen = queue.open(context)
    page = screen.page
    page.evaluate("document.getElementById('turns').scrollTop = 1e9")
    page.wait_for_selector('[data-chunk="1"]')
    page.locator(f'[data-position="{PART - 1}"] .sp-n').click()
    assert selected(page) == f"Line {PART - 1}"
    screen.press("Shift+J Shift+J Shift+K")
    expect(page.locator(".tn.sel")).to_have_attribute("data-position", str(PART))
    assert lies_in_view(page, ".tn.sel")


def test_a_jump_far_away_and_steps_before_it_load_what_is_missing(
    context: BrowserContext, queue: Queue
) -> None:
    screen = queue.open(context)
    page = screen.page
    screen.press("/")
    page.keyboard.type(f"Line {FAR} ")  # the first line of its part
    expect(page.locator("#hits")).to_have_text("1 of 1", timeout=PATIENCE_MS)
    screen.press("Escape Shift+K Shift+K")
    expect(page.locator(".tn.sel")).to_have_attribute("data-position", str(FAR - 2))
    assert selected(page) == f"Line {FAR - 2}"


def test_reading_on_keeps_the_page_small_and_in_order(
    context: BrowserContext, queue: Queue
) -> None:
    page = queue.open(context).page
    for part in range(1, 20):
        page.evaluate("document.getElementById('turns').scrollTop = 1e9")
        page.wait_for_selector(f'[data-chunk="{part}"]')
    found = parts(page)
    assert found == list(range(found[0], found[0] + len(found)))
    assert len(found) <= 16
    places = page.eval_on_selector_all("#turns .tn", "all => all.map(x => +x.dataset.position)")
    assert places == list(range(found[0] * PART, (found[-1] + 1) * PART))
