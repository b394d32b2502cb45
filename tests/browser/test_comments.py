"""Comments in a real browser: templates by keyboard, long texts that are never cut nor lost."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect
from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from scorecards.reviews.comment_templates import add_template
from tests.browser.checks import faults_of
from tests.browser.chromium import Chromium
from tests.browser.pages.sign_in import sign_in
from tests.browser.queues import Queue, make_queue
from tests.browser.serving import ServedDesk
from tests.factories.people import AT, make_team, make_user
from tests.factories.queue import CHAT


@pytest.fixture
def queue(desk: ServedDesk, session: Session) -> Queue:
    agent = make_user(session, Role.AGENT, make_team(session), name="Mina Park")
    found = make_queue(desk, session, [(CHAT, {}), (CHAT, {})], agent=agent)
    for title, text in (
        ("Calm tone", "{agent} stayed calm. {unknown}"),
        ("Next step", "Name the next step."),
    ):
        owner = found.reviewer_id
        add_template(session, title=title, text=text, owner=owner, by=owner, at=AT)
    session.commit()
    return found


@pytest.fixture
def context(chromium: Chromium, queue: Queue) -> BrowserContext:
    return sign_in(chromium.context(queue.desk.address), queue.email)


def test_a_template_is_found_by_typing_and_inserted_at_the_caret(
    context: BrowserContext, queue: Queue
) -> None:
    screen = queue.open(context)
    page = screen.page
    screen.press("c")
    page.keyboard.type("Well: . Good.")
    for _ in ". Good.":
        screen.press("ArrowLeft")
    screen.press("Control+i")
    expect(page.locator("#insert [role=option]")).to_have_count(2)
    page.keyboard.type("stayed calm")  # words of its text, not of its title
    expect(page.locator("#insert [role=option]")).to_have_count(1)
    assert faults_of(page) == []
    screen.press("Enter")
    page.keyboard.type("!")  # behind what was inserted
    screen.saved()
    assert queue.stored()[1].comments == {
        "greeting": "Well: Mina Park stayed calm. {unknown}!. Good."
    }


def test_without_a_field_the_focused_question_gets_it_and_the_whole_has_its_own_key(
    context: BrowserContext, queue: Queue
) -> None:
    screen = queue.open(context)
    screen.press("j Control+i")
    expect(screen.page.locator("#insert [role=option]")).to_have_count(2)
    screen.press("ArrowDown Enter")
    screen.press("Escape Shift+C Control+i")
    expect(screen.page.locator("#insert [role=option]").first).to_have_attribute(
        "aria-selected", "true"
    )
    screen.press("Enter")
    screen.saved()
    draft = queue.stored()[1]
    assert (draft.comments, draft.comment) == (
        {"identity": "Name the next step."},
        "Mina Park stayed calm. {unknown}",
    )


def test_the_button_inserts_by_mouse(context: BrowserContext, queue: Queue) -> None:
    screen = queue.open(context)
    screen.page.locator(".overall [data-insert-template]").click()
    screen.page.get_by_role("option", name="Next step").click()
    screen.saved()
    assert queue.stored()[1].comment == "Name the next step."


def test_a_comment_that_is_too_long_is_kept_here_and_everything_else_is_saved(
    context: BrowserContext, queue: Queue
) -> None:
    screen = queue.open(context)
    page = screen.page
    screen.press("c")
    page.keyboard.insert_text("x" * 20_003)  # as a paste does
    field = page.locator('textarea[name="m-greeting"]')
    count = screen.question("greeting").locator(".count-c")
    expect(count).to_contain_text("Too long by 3: 20,003 of 20,000 characters.")
    screen.press("Escape j 1")
    expect(page.locator("#saved")).to_have_text("Saved, but the comment to Q1 is too long")
    draft = queue.stored()[1]
    assert (draft.answers, draft.comments) == ({"identity": "yes"}, {})
    expect(page.locator("#need")).to_contain_text("the comment to Q1")
    screen.press("Control+Enter")  # goes to the field instead
    expect(field).to_be_focused()
    expect(page.locator(".flash")).to_contain_text(
        "The comment to Q1 is too long: 20,003 of at most 20,000 characters."
    )
    page.reload()
    screen.is_ready()
    expect(field).to_have_value("x" * 20_003)
    expect(page.locator("#saved")).to_have_text("Saved, but the comment to Q1 is too long")
    screen.press("c End")
    for _ in range(3):
        screen.press("Backspace")
    screen.saved()
    expect(count).to_have_text("20,000 of 20,000 characters")
    expect(page.locator("#saved")).not_to_contain_text("but")
    assert queue.stored()[1].comments == {"greeting": "x" * 20_000}
