"""The designer in a real browser: from a template to a published version, mostly by keyboard."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from qa_app.core.db import db
from qa_app.core.permissions import Role
from qa_app.people.accounts import set_password
from scorecards.design.drafting import edit
from scorecards.design.editing import change_question
from scorecards.design.models import Version, VersionState
from tests.browser.test_components import QUIET, RUN_AXE, SMALL, WATCH
from tests.factories.people import make_user
from tests.factories.scorecards import AT, make_draft, make_published
from tests.qa_app.web.sample_app import AXE, MANIFEST

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        not (CHROMIUM and MANIFEST.exists() and AXE.exists()), reason="needs chromium and the build"
    ),
]
PASSWORD = "a sentence to remember"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()


@pytest.fixture
def address(app: Flask, session: Session) -> Iterator[str]:
    manager = make_user(session, Role.QA_MANAGER)
    manager.email = "manager@example.com"
    set_password(session, manager, PASSWORD, by=None, at=AT)
    session.commit()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def signed_in(browser: Browser, address: str, **options: Any) -> BrowserContext:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, **options)
    context.add_init_script(WATCH)
    page = context.new_page()
    page.goto(f"{address}/sign-in?next=/scorecards")
    page.fill("[name=email]", "manager@example.com")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{address}/scorecards")
    page.close()
    return context


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = signed_in(browser, address)
    yield context.new_page()
    context.close()


@dataclass(frozen=True)
class Stored:
    """What the database holds of the only version."""

    document: dict[str, Any]
    state: VersionState


def stored() -> Stored:
    """The version as it stands now; the transaction ends, so that the server can write."""
    db.session.rollback()
    db.session.expire_all()
    version = db.session.scalars(select(Version)).one()
    found = Stored(version.document, version.state)
    db.session.rollback()
    return found


def at_revision(page: Page, revision: int) -> None:
    expect(page.locator("#state")).to_have_attribute("data-revision", str(revision))


def texts(version: Stored) -> list[str]:
    return [
        question["text"]
        for section in version.document["sections"]
        for question in section["questions"]
    ]


def test_from_template_to_published_by_keyboard(page: Page, address: str) -> None:
    page.goto(f"{address}/scorecards/new")
    page.fill("[name=title]", "Our chats")
    page.get_by_role("radio", name="Chat", exact=False).check()
    page.get_by_role("button", name="Make the draft").click()
    page.wait_for_url(f"{address}/scorecards/drafts/*")

    # A weight in the list: the shares follow, the focus goes on.
    weight = page.locator("#outline .d-weight").first
    weight.fill("30")
    weight.press("Tab")
    at_revision(page, 1)
    expect(page.locator("#editor #f-weight")).to_have_value("30")
    assert page.evaluate("document.activeElement.id").startswith("go-q-")

    # A question by keyboard: empty it is an error, at its place and in the summary.
    page.keyboard.press("n")
    expect(page.locator("#f-text")).to_be_focused()
    expect(page.locator("#at-text")).to_contain_text("The question has no text")
    expect(page.locator("#findings summary")).to_contain_text("1 error blocks publishing")
    page.keyboard.type("Did the agent name the next step?")
    expect(page.locator("#preview")).to_contain_text("Did the agent name the next step?")
    expect(page.locator("#at-text")).to_be_empty()
    expect(page.locator("#f-text")).to_be_focused()

    # Moved with keys, while typing too.
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#outline li a").first).to_have_text("Did the agent name the next step?")
    page.get_by_role("link", name="Publish…").click()
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url(f"{address}/scorecards/versions/*")
    expect(page.locator(".flash")).to_contain_text("is published")
    published = stored()
    assert published.state is VersionState.PUBLISHED
    assert texts(published)[0] == "Did the agent name the next step?"
    first = published.document["sections"][0]["questions"]
    assert (first[0]["key"], first[1]["weight"]) == ("did_the_agent_name", 30)


def test_leaving_a_question_saves_it_first_and_undo_brings_it_back(
    page: Page, address: str, session: Session
) -> None:
    version = make_draft(session, "Card")
    session.commit()
    page.goto(f"{address}/scorecards/drafts/{version.id}")
    page.fill("#f-text", "Was there a greeting?")
    page.get_by_role("link", name="Was the request solved?").click()
    expect(page.locator("#editor")).to_have_attribute("data-at", "question:solved")
    assert texts(stored())[0] == "Was there a greeting?"
    page.get_by_role("button", name="Remove: Was the request solved?").click()
    expect(page.locator("#undo")).to_contain_text("removing “Was the request solved?”")
    page.keyboard.press("u")
    expect(page.locator("#state .saved")).to_contain_text("Taken back")
    assert len(texts(stored())) == 3
    page.keyboard.press("u")
    expect(page.locator("#undo")).to_have_attribute("aria-disabled", "true")
    assert texts(stored())[0] == "Did the agent greet the customer?"


def test_a_question_is_dragged_into_another_section(
    page: Page, address: str, session: Session
) -> None:
    version = make_draft(session, "Card")
    session.commit()
    page.goto(f"{address}/scorecards/drafts/{version.id}")
    grip = page.locator("[data-grip]").first.bounding_box()
    target = page.locator("#outline li").last.bounding_box()
    assert grip
    assert target
    page.mouse.move(grip["x"] + 4, grip["y"] + 8)
    page.mouse.down()
    page.mouse.move(target["x"] + 80, target["y"] + target["height"] - 3, steps=4)
    page.mouse.up()
    at_revision(page, 1)
    keys = [[it["key"] for it in part["questions"]] for part in stored().document["sections"]]
    assert keys == [["identity"], ["solved", "greeting"]]


def test_somebody_elses_change_is_told_and_nothing_is_lost(
    page: Page, address: str, session: Session
) -> None:
    version = make_draft(session, "Card")
    session.commit()
    page.goto(f"{address}/scorecards/drafts/{version.id}")
    edit(
        session, version, lambda it: change_question(it, "greeting", {"text": "Theirs?"}),
        revision=0, subject="", label="theirs", by=None, at=AT,
    )  # fmt: skip
    session.commit()
    page.fill("#f-text", "Mine?")
    expect(page.locator("#state")).to_have_attribute("data-state", "conflict")
    expect(page.locator("#f-text")).to_have_value("Mine?")
    page.get_by_role("button", name="Save mine over theirs").click()
    at_revision(page, 2)
    assert texts(stored())[0] == "Mine?"


def test_it_works_without_scripts(browser: Browser, address: str, session: Session) -> None:
    version = make_draft(session, "Card")
    session.commit()
    context = signed_in(browser, address, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/scorecards/drafts/{version.id}")
    page.get_by_role("button", name="Add a question").first.click()
    page.fill("#f-text", "Was it polite?")
    page.get_by_role("button", name="Save").last.click()
    page.get_by_role("button", name="Move up").click()
    page.get_by_role("button", name="Undo").click()
    assert texts(stored())[:3] == [
        "Did the agent greet the customer?",
        "Was the customer verified before account data was named?",
        "Was it polite?",
    ]
    context.close()


def test_tried_answers_change_the_score(page: Page, address: str, session: Session) -> None:
    version = make_published(session, "Card")
    session.commit()
    page.goto(f"{address}/scorecards/versions/{version.id}")
    page.get_by_role("radio", name="Yes").first.check(force=True)
    expect(page.locator("#trial-score")).to_contain_text("100.0")
    page.get_by_role("radio", name="No").nth(1).check(force=True)
    expect(page.locator("#trial-score")).to_contain_text("Failed by a critical question")
    assert page.evaluate("window.broken") == []


def test_a_hundred_questions_answer_quickly(page: Page, address: str, session: Session) -> None:
    sections = [
        {"key": f"s{n}", "title": f"Section {n}", "questions": [
            {"key": f"q{n}", "text": f"Was {n} so?", "guidance": "Yes.", "type": "yes_no"}]}
        for n in range(100)
    ]  # fmt: skip
    version = make_draft(session, "Hundred", sections=sections)
    session.commit()
    page.goto(f"{address}/scorecards/drafts/{version.id}")
    begun = page.evaluate("performance.now()")
    for number in range(1, 6):
        page.keyboard.press("j")
        expect(page.locator("#editor")).to_have_attribute("data-at", f"question:q{number}")
    assert page.evaluate("performance.now()") - begun < 5000  # a loaded machine, five questions


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 360])
def test_every_page_is_accessible_and_fits(
    page: Page, address: str, session: Session, width: int, theme: str
) -> None:
    version = make_draft(session, "Card", sections=[
        {"key": "s", "title": "Section", "questions": [
            {"key": "q", "text": "", "type": "choice", "critical": "section"},
            {"key": "n", "text": "How long?", "type": "number",
             "ranges": [{"from": 0, "to": 9, "score": 1}],
             "condition": {"question": "q", "in": []}},
            {"key": "t", "text": "Why?", "type": "scale", "scale": {"min": 1, "max": 5}},
        ]}])  # fmt: skip
    used = make_published(session, "Used")
    session.commit()
    context = page.context
    context.add_cookies([{"name": "theme", "value": theme, "url": address}])
    page.set_viewport_size({"width": width, "height": 800})
    draft_page = f"/scorecards/drafts/{version.id}"
    paths = [
        "/scorecards", "/scorecards/new", "/scorecards/which", f"{draft_page}?at=card",
        f"{draft_page}?at=section:s", f"{draft_page}?at=question:q", f"{draft_page}?at=question:n",
        f"{draft_page}?at=question:t", f"{draft_page}/publish", f"/scorecards/versions/{used.id}",
        f"/scorecards/versions/{used.id}?a.identity=no", f"/scorecards/versions/{version.id}",
        f"/scorecards/versions/{used.id}/compare", f"/scorecards/versions/{used.id}/copy",
    ]  # fmt: skip
    found = {path: faults(page, address + path, width) for path in paths}
    assert {path: list(wrong) for path, wrong in found.items() if wrong} == {}


def faults(page: Page, url: str, width: int) -> list[str]:
    """What a page does wrong: too wide, too small targets, axe, content policy."""
    page.goto(url)
    page.evaluate("document.fonts.ready.then(() => new Promise((go) => setTimeout(go, 60)))")
    found = [str(item) for item in page.evaluate(SMALL, 24)]
    if page.evaluate("document.documentElement.scrollWidth") > width:
        found.append("too wide")
    page.evaluate(AXE.read_text())
    found += [str(item) for item in page.evaluate(RUN_AXE)]
    return found + [str(item) for item in page.evaluate("window.broken")]
