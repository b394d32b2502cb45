"""The scoring screen in a real browser, without a mouse: score, cite, save, submit, take back."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from qa_app.core import clock
from qa_app.core.db import db, reading
from qa_app.core.permissions import Role
from qa_app.people.accounts import set_password
from scorecards.reviews.draft import Draft
from scorecards.reviews.drafting import draft_of
from scorecards.reviews.models import Evaluation, EvaluationState
from tests.browser.test_components import QUIET, RUN_AXE, SMALL, WATCH
from tests.factories.people import AT, make_team, make_user
from tests.factories.queue import CHAT, make_assignment, make_text, publish_shipped
from tests.qa_app.web.sample_app import AXE, MANIFEST
from transcription.interactions.models import Channel
from transcription.transcripts.models import Speaker

CHROMIUM = shutil.which("chromium")
pytestmark = pytest.mark.skipif(
    not (CHROMIUM and MANIFEST.exists() and AXE.exists()), reason="needs chromium and the build"
)
PASSWORD = "a sentence to remember"
# Count every key that a person would press.
COUNT = """
  window.presses = 0;
  const count = (event) => { if (event.key !== "Control") window.presses += 1; };
  addEventListener("keydown", count, true);
"""
ANSWERED = {
    "greeting": "complete",
    "identity": "yes",
    "listening": "full",
    "empathy": 4,
    "ownership": "yes",
    "resolution": "solved",
    "accuracy": "correct",
    "options": "choice",
    "guidance": "stepwise",
    "pace": 1,
    "confirmation": "full",
    "documentation": "yes",
    "payment": "N/A",
}


@dataclass
class Desk:
    """A running desk with a reviewer who has a queue."""

    address: str
    items: list[int]

    def item(self, place: int) -> str:
        """The address of one item."""
        return f"{self.address}/review/{self.items[place]}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()


@pytest.fixture
def desk(app: Flask, session: Session) -> Iterator[Desk]:
    team = make_team(session)
    agent, reviewer = make_user(session, Role.AGENT, team), make_user(session, Role.REVIEWER)
    reviewer.email = "reviewer@example.com"
    set_password(session, reviewer, PASSWORD, by=None, at=AT)
    for name in ("chat", "email", "phone"):
        publish_shipped(session, name)
    call = [
        (Speaker.AGENT if place % 2 else Speaker.CUSTOMER, f"Said {place}") for place in range(8)
    ]
    long = [(Speaker.CUSTOMER, f"Line {n}{' needle' if n == 1700 else ''}") for n in range(2000)]
    talks: list[tuple[Any, dict[str, Any]]] = [
        (CHAT, {}),
        (CHAT, {}),
        ([*CHAT, (Speaker.AGENT, "Yes.\nOn 1 March 2026 they wrote:\n> Hello")],
         {"channel": Channel.EMAIL}),
        (call, {"channel": Channel.PHONE, "spoken": True}),
        (long, {}),
    ]  # fmt: skip
    due = clock.now()
    items = [
        make_assignment(session, make_text(session, agent, talk, **others), reviewer,
                        due_at=due + timedelta(hours=hours + 1)).id
        for hours, (talk, others) in enumerate(talks)
    ]  # fmt: skip
    session.commit()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Desk(f"http://127.0.0.1:{server.port}", items)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def context(browser: Browser, desk: Desk) -> Iterator[BrowserContext]:
    opened = browser.new_context(viewport={"width": 1440, "height": 900})
    opened.add_init_script(WATCH + COUNT)
    page = opened.new_page()
    page.goto(f"{desk.address}/sign-in")
    page.fill("[name=email]", "reviewer@example.com")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{desk.address}/")
    page.close()
    yield opened
    opened.close()


def open_item(context: BrowserContext, desk: Desk, place: int = 0) -> Page:
    page = context.new_page()
    page.goto(desk.item(place))
    page.wait_for_selector(".q.focus")
    return page


def press(page: Page, keys: str) -> None:
    for key in keys.split():
        page.keyboard.press(key)


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_contain_text("Saved", timeout=2000)


def stored(desk: Desk, place: int = 0) -> tuple[EvaluationState, Draft, list[str]]:
    """State, draft and quotes as they are in the database; nothing stays locked."""
    with reading():
        db.session.expire_all()
        query = select(Evaluation).where(Evaluation.assignment_id == desk.items[place])
        found = db.session.scalars(query).one()
        answer = found.state, draft_of(found), [row.quote for row in found.evidence]
        db.session.rollback()
    return answer


def score_whole_chat(page: Page) -> None:
    """13 answers; the 14th question is not asked where everything was solved."""
    press(page, "1 j 1 j 1 j 4 j 1 j 1 j 1 j 1 j 1 j 1 Enter 1 j 1 j x")


def test_a_chat_is_scored_cited_and_submitted_by_keyboard_in_at_most_45_presses(
    context: BrowserContext, desk: Desk
) -> None:
    page = open_item(context, desk)
    press(page, "Shift+J Shift+J e")
    score_whole_chat(page)
    press(page, "Control+Enter")
    page.wait_for_url(desk.item(1))
    expect(page.locator("[data-undo]")).to_contain_text("final")
    assert page.evaluate("window.presses") <= 45
    assert page.evaluate("window.broken") == []
    state, draft, quotes = stored(desk)
    assert state is EvaluationState.PENDING
    assert draft.answers == ANSWERED
    assert quotes == [CHAT[1][1]]


def test_the_next_item_is_there_without_a_page_load_and_can_be_scored(
    context: BrowserContext, desk: Desk
) -> None:
    page = open_item(context, desk)
    page.wait_for_timeout(900)  # the next page is fetched ahead
    page.evaluate("window.same = true")
    score_whole_chat(page)
    saved(page)
    press(page, "Control+Enter")
    page.wait_for_url(desk.item(1))
    assert page.evaluate("window.same") is True
    assert "2 of" in page.inner_text(".qpos")
    press(page, "1 j 1")
    saved(page)
    assert stored(desk, 1)[1].answers == {"greeting": "complete", "identity": "yes"}


def test_a_submission_is_taken_back_with_u(context: BrowserContext, desk: Desk) -> None:
    page = open_item(context, desk)
    score_whole_chat(page)
    press(page, "Control+Enter")
    page.wait_for_url(desk.item(1))
    press(page, "u")
    page.wait_for_url(desk.item(0))
    assert stored(desk)[0] is EvaluationState.DRAFT
    assert page.is_checked('input[name="a-greeting"][value="complete"]')


def test_an_answer_is_painted_at_once_and_saved_within_two_seconds(
    context: BrowserContext, desk: Desk
) -> None:
    page = open_item(context, desk)
    press(page, "j 2")
    assert page.is_checked('input[name="a-identity"][value="no"]')
    assert page.is_visible('[data-question="identity"] .rc')
    assert page.is_visible('[data-question="identity"] .must')
    saved(page)
    expect(page.locator("#score-fatal")).to_contain_text("Q2 sets the whole evaluation to 0")
    press(page, "u")
    assert not page.is_checked('input[name="a-identity"][value="no"]')
    assert page.is_hidden('[data-question="identity"] .rc')


def test_what_is_missing_is_shown_and_gone_to(context: BrowserContext, desk: Desk) -> None:
    page = open_item(context, desk)
    press(page, "1 j 2 Control+Enter")
    page.wait_for_selector('[data-question="listening"].focus')
    expect(page.locator("#need")).to_contain_text("11 still required")
    assert stored(desk)[0] is EvaluationState.DRAFT


def test_a_condition_shows_and_hides_its_question(context: BrowserContext, desk: Desk) -> None:
    page = open_item(context, desk)
    box = page.locator('[data-question="expectation"]')
    expect(box).to_be_hidden()
    press(page, "j j j j j 3")
    expect(box).to_be_visible()
    press(page, "1")
    expect(box).to_be_hidden()


def test_keys_are_off_while_typing_and_escape_gives_them_back(
    context: BrowserContext, desk: Desk
) -> None:
    page = open_item(context, desk)
    press(page, "c")
    page.keyboard.type("1 jx e")
    press(page, "Escape 2")
    saved(page)
    _, draft, _ = stored(desk)
    assert (draft.comments, draft.answers) == ({"greeting": "1 jx e"}, {"greeting": "partial"})


def test_selected_words_are_cited_by_their_characters(context: BrowserContext, desk: Desk) -> None:
    page = open_item(context, desk)
    page.evaluate("""() => {
      const text = document.querySelectorAll("[data-text]")[2];
      const part = [...text.childNodes].at(-1);
      const range = document.createRange();
      range.setStart(part, part.data.indexOf("in case"));
      range.setEnd(part, part.data.indexOf("in case") + 8);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
    }""")
    press(page, "e")
    assert page.inner_text(".mk-on") == "in case"
    saved(page)
    assert stored(desk)[2] == ["in case"]
    assert page.inner_text('[data-question="greeting"] .cite q') == "in case"
    page.reload()
    page.wait_for_selector(".mk-on")
    assert page.inner_text(".mk-on") == "in case"


def test_two_windows_never_overwrite_each_other(context: BrowserContext, desk: Desk) -> None:
    first, second = open_item(context, desk), open_item(context, desk)
    first.bring_to_front()
    press(first, "1")
    saved(first)
    second.bring_to_front()
    press(second, "2")
    dialog = second.locator("#conflict")
    expect(dialog).to_be_visible()
    expect(second.locator("#saved")).to_contain_text("Someone else changed this")
    assert "Neither" not in dialog.inner_text()
    assert stored(desk)[1].answers == {"greeting": "complete"}
    second.click("#keep-mine")
    saved(second)
    assert stored(desk)[1].answers == {"greeting": "partial"}


def test_what_was_entered_survives_a_sign_out(context: BrowserContext, desk: Desk) -> None:
    page = open_item(context, desk)
    context.clear_cookies()
    press(page, "1")
    expect(page.locator("#signed-out")).to_be_visible()
    page.click("#sign-in-again")
    page.fill("[name=email]", "reviewer@example.com")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(desk.item(0))
    saved(page)
    assert stored(desk)[1].answers == {"greeting": "complete"}


def test_a_server_that_is_away_loses_nothing(context: BrowserContext, desk: Desk) -> None:
    page = open_item(context, desk)
    context.set_offline(True)
    press(page, "1")
    expect(page.locator("#saved")).to_contain_text("Not saved: retrying")
    context.set_offline(False)
    expect(page.locator("#saved")).to_contain_text("Saved", timeout=5000)
    assert stored(desk)[1].answers == {"greeting": "complete"}


def test_find_reaches_turns_that_are_not_on_the_page_yet(
    context: BrowserContext, desk: Desk
) -> None:
    page = open_item(context, desk, 4)
    press(page, "/")
    page.keyboard.type("needle")
    page.wait_for_selector(".tn.found")
    assert page.inner_text(".tn.found p") == "Line 1700 needle"
    assert page.inner_text("#hits") == "1 of 1"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 1100, 360])
def test_axe_finds_nothing_and_the_policy_holds(
    context: BrowserContext, desk: Desk, width: int, theme: str
) -> None:
    context.add_cookies([{"name": "theme", "value": theme, "url": desk.address}])
    paths = [desk.item(place) for place in range(4)]
    for url in [*paths, f"{desk.address}/queue", f"{desk.address}/queue/done"]:
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(url)
        page.wait_for_timeout(150)
        if "/review/" in url:
            press(page, "j 2 Shift+J e")
            saved(page)
        page.evaluate(AXE.read_text())
        assert page.evaluate(RUN_AXE) == [], url
        assert page.evaluate("window.broken") == [], url
        assert page.evaluate("document.documentElement.scrollWidth") <= width, url
        assert page.evaluate(SMALL, 24) == [], url
        page.close()
