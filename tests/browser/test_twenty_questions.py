"""A scorecard of 20 questions is scored by keyboard alone, with evidence and a comment, in 45."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect
from sqlalchemy.orm import Session

from scorecards.design.document import parse
from scorecards.design.drafting import create
from scorecards.design.publishing import publish
from scorecards.reviews.comment_templates import add_template
from scorecards.reviews.models import EvaluationState
from tests.browser.chromium import Chromium
from tests.browser.pages.sign_in import sign_in
from tests.browser.queues import Queue, make_queue
from tests.browser.serving import ServedDesk
from tests.factories.people import AT
from tests.factories.queue import CHAT

KEYS = [f"q{number}" for number in range(1, 21)]
COMMENT = "Name the next step."


def publish_twenty(session: Session) -> None:
    """Ten questions of yes and no, ten scales of five points, all required, in four sections."""
    questions = [
        {
            "key": key,
            "text": f"Was step {key} done?",
            "guidance": "As it is read in the conversation.",
            "weight": 5,
            "required": True,
            **(
                {"type": "scale", "scale": {"min": 1, "max": 5}}
                if place % 2
                else {"type": "yes_no"}
            ),
        }
        for place, key in enumerate(KEYS)
    ]
    sections = [
        {"key": f"s{n}", "title": f"Part {n}", "questions": questions[n * 5 : n * 5 + 5]}
        for n in range(4)
    ]
    card = {"format": 1, "title": "Twenty", "channel": "chat", "sections": sections}
    publish(session, create(session, parse(card), by=None, at=AT), by=None, at=AT)


@pytest.fixture
def queue(desk: ServedDesk, session: Session) -> Queue:
    publish_twenty(session)
    # The second item shows that one is on the next screen at the end.
    found = make_queue(desk, session, [(CHAT, {}), (CHAT, {})])
    owner = found.reviewer_id
    add_template(session, title="Next", text=COMMENT, owner=owner, by=owner, at=AT)
    session.commit()
    return found


@pytest.fixture
def context(chromium: Chromium, queue: Queue) -> BrowserContext:
    return sign_in(chromium.context(queue.desk.address), queue.email)


def test_twenty_questions_take_at_most_45_presses(context: BrowserContext, queue: Queue) -> None:
    screen = queue.open(context)
    screen.press("Shift+J e")
    screen.press(" j ".join("4" if place % 2 else "1" for place in range(20)))
    screen.press("Control+i")
    expect(screen.page.locator("#insert [role=option]")).to_have_count(1)
    screen.press("Enter Control+Enter")
    screen.page.wait_for_url("**" + queue.path(1))
    assert screen.presses <= 45
    state, draft, quotes = queue.stored()
    assert state is EvaluationState.PENDING
    assert draft.answers == {key: 4 if place % 2 else "yes" for place, key in enumerate(KEYS)}
    assert draft.comments == {"q20": COMMENT}
    assert quotes == [CHAT[0][1]]
