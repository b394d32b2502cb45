"""What a page puts in front of a person: the focus that it takes, and what it lays out."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy.orm import Session

from qa_app.core import clock
from scorecards.design.document import parse
from scorecards.design.drafting import create
from scorecards.design.publishing import publish
from scorecards.reviews.disputes import Objection, open_dispute
from tests.browser.chromium import Chromium, Watch
from tests.browser.pages.scoring import ScoringScreen
from tests.browser.pages.sign_in import give_password, sign_in
from tests.browser.queues import Queue, make_queue
from tests.browser.serving import ServedDesk
from tests.factories.feedback import make_desk, make_released
from tests.factories.people import AT
from tests.factories.queue import CHAT

COUNT = 60
LAST = f"q{COUNT}"
IN_FOCUS = "document.activeElement?.closest('[data-question]')?.dataset.question ?? ''"
LAID_OUT = """() => [...document.querySelectorAll("#questions .q")].filter((box) =>
  box.firstElementChild.checkVisibility({contentVisibilityAuto: true})
).map((box) => box.dataset.question)"""


@pytest.fixture(scope="module")
def queue(desk: ServedDesk) -> Queue:
    """One chat, on a scorecard of 60 questions in six sections."""
    sections = [
        {
            "key": f"s{part}",
            "title": f"Part {part}",
            "questions": [
                {"key": f"q{part * 10 + n}", "text": f"Was step {part * 10 + n} done?",
                 "guidance": "As it is read.", "type": "yes_no", "required": True, "weight": 1}
                for n in range(1, 11)
            ],
        }
        for part in range(COUNT // 10)
    ]  # fmt: skip
    card = {"format": 1, "title": "Sixty", "channel": "chat", "sections": sections}
    with desk.opened() as session:
        publish(session, create(session, parse(card), by=None, at=AT), by=None, at=AT)
        found = make_queue(desk, session, [(CHAT, {})])
        session.commit()
    return found


@pytest.fixture
def context(chromium: Chromium, queue: Queue) -> BrowserContext:
    return sign_in(chromium.context(queue.desk.address), queue.email)


def laid_out(page: Page) -> list[str]:
    return [str(key) for key in page.evaluate(LAID_OUT)]


def test_only_questions_in_sight_are_laid_out_and_all_can_be_reached(
    context: BrowserContext, queue: Queue
) -> None:
    screen = ScoringScreen.open(context, queue.path(0))
    page = screen.page
    seen = laid_out(page)
    assert seen[:3] == ["q1", "q2", "q3"]
    assert (LAST in seen, len(seen) < COUNT / 2) == (False, True)
    # By the browser's own search, which passes over what is hidden for good.
    assert page.evaluate(f"window.find('Was step {COUNT - 1} done?')")
    # By a link to a section, and by the names that a screen reader reads.
    page.locator('.secs a[data-section="s5"]').click()
    page.wait_for_function("document.querySelector('#s-F').getBoundingClientRect().top < 900")
    page.wait_for_function(f"({LAID_OUT})().includes('q51')")
    assert "q1" not in laid_out(page)
    assert page.get_by_role("radio", name="Yes").count() == COUNT


def test_keys_act_where_the_page_says_and_go_to_the_end(
    context: BrowserContext, queue: Queue
) -> None:
    screen = ScoringScreen.open(context, queue.path(0))
    # The first open question is the one that keys act on, before anything is clicked.
    screen.press("1")
    assert screen.is_chosen("q1", "yes")
    screen.press("j")
    assert screen.page.evaluate(IN_FOCUS) == "q2"
    screen.press(" ".join(["j"] * (COUNT - 2)))
    assert screen.page.evaluate(IN_FOCUS) == LAST
    screen.press("2")
    assert screen.is_chosen(LAST, "no")
    assert LAST in laid_out(screen.page)
    expect(screen.question(LAST)).to_be_in_viewport()


def test_what_is_refused_has_the_focus(
    chromium: Chromium, desk: ServedDesk, session: Session, watch: Watch
) -> None:
    people = make_desk(session)
    evaluation = make_released(session, people, at=clock.now())
    objections = [Objection("solved", "Booked in the call.", "solved")]
    dispute = open_dispute(
        session, evaluation, objections=objections, by=people.agent.id, at=clock.now()
    )
    email = give_password(session, people.lead)
    session.commit()
    watch.allow("422")
    page = sign_in(chromium.context(desk.address), email).new_page()
    page.goto(f"/disputes/{dispute.id}")
    page.get_by_label("Why; the agent reads it").fill("It is in the transcript.")
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_role("radio", name="Accept")).to_be_focused()
    expect(page.get_by_label("Why; the agent reads it")).to_have_value("It is in the transcript.")
    expect(page.get_by_role("group", name="Decision")).to_contain_text("Decide every disputed")
