"""Words of the centre's lists in a real browser: marked, led to, and waiting where they must."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from scorecards.keywords.keeping import keep_list, lists_in_use
from tests.browser.checks import faults_of
from tests.browser.chromium import Chromium
from tests.browser.pages.scoring import ScoringScreen
from tests.browser.pages.sign_in import give_password, sign_in
from tests.browser.serving import ServedDesk
from tests.factories.people import AT, make_team, make_user
from tests.factories.queue import make_assignment, make_text
from tests.factories.scorecards import make_published
from tests.scorecards.reviews.test_suggestion_records import TALK, ruled_sections

MARKED = """() => [...CSS.highlights].map(([name, ranges]) =>
  [name, [...ranges].map((range) => range.toString())])"""


@pytest.fixture
def opened(chromium: Chromium, desk: ServedDesk, session: Session) -> ScoringScreen:
    team = make_team(session)
    agent, reviewer = make_user(session, Role.AGENT, team), make_user(session, Role.REVIEWER)
    make_published(session, sections=ruled_sections(), applies_to={"teams": [team.name]},
                   suggest_after_answer=True)  # fmt: skip
    if not lists_in_use(session):
        keep_list(session, None, title="Money", side="anyone",
                  phrases=["charged twice", "paid back"], by=None, at=AT)  # fmt: skip
    item = make_assignment(session, make_text(session, agent, TALK), reviewer)
    address = give_password(session, reviewer)
    context: BrowserContext = sign_in(chromium.context(desk.address), address)
    return ScoringScreen.open(context, f"/review/{item.id}")


def marked(page: Page) -> list[list[object]]:
    page.wait_for_function("CSS.highlights.size > 0")
    return sorted(page.evaluate(MARKED))


def test_marked_in_the_text_and_gone_to_by_key_and_by_mouse(opened: ScoringScreen) -> None:
    page = opened.page
    legend = page.locator("#said button")
    expect(legend).to_have_count(1)
    expect(legend).to_contain_text("Money 2")
    assert marked(page) == [["said-0", ["charged twice", "paid back"]]]
    assert faults_of(page) == []
    opened.press("w")
    expect(page.locator(".tn.sel")).to_contain_text("charged twice")
    legend.click()
    expect(page.locator(".tn.sel")).to_contain_text("paid back")
    opened.press("w")
    expect(page.locator(".tn.sel")).to_contain_text("charged twice")
    # Evidence changes the text; the marks are found again.
    opened.press("e")
    expect(page.locator("#turns .mk, #turns .mk-on")).to_have_count(1)
    page.wait_for_function("[...CSS.highlights.get('said-0')].length === 2")
    assert marked(page)[0][1] == ["charged twice", "paid back"]


def test_what_a_question_listens_for_waits_for_its_answer(opened: ScoringScreen) -> None:
    page = opened.page
    expect(page.locator("#said button")).to_have_count(1)
    opened.press("2")
    opened.saved()
    expect(page.locator("#said button")).to_have_count(2)
    expect(page.locator("#said button").last).to_contain_text("Phrases of Q1")
    page.wait_for_function("CSS.highlights.size === 2")
    assert marked(page)[1] == ["said-1", ["Good morning"]]
