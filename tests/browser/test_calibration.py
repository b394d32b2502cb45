"""A calibration session in a real browser: planned, scored blind by two, revealed, agreed, read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.people.models import User
from tests.browser.checks import faults_of
from tests.browser.chromium import Chromium
from tests.browser.pages.scoring import ScoringScreen
from tests.browser.pages.sign_in import give_password, sign_in
from tests.browser.serving import ServedDesk
from tests.factories.feedback import Desk, make_desk, make_talk
from tests.factories.sessions import make_session, reveal_session

ASKS_BEFORE_LEAVING = "() => !window.dispatchEvent(new Event('beforeunload', {cancelable: true}))"


@dataclass(frozen=True)
class Room:
    """People who can sign in, and a chat."""

    served: ServedDesk
    desk: Desk
    emails: dict[int, str]
    talk_id: int
    names: tuple[str, str]

    def of(self, chromium: Chromium, user: User, *, width: int = 1440, dark: bool = False
           ) -> BrowserContext:  # fmt: skip
        """A signed-in browser of a person."""
        context = chromium.context(self.served.address, width=width, dark=dark)
        return sign_in(context, self.emails[user.id])


@pytest.fixture
def room(desk: ServedDesk, session: Session) -> Room:
    people = make_desk(session)
    talk = make_talk(session, people.agent)
    able = (people.manager, people.reviewer, people.lead)
    emails = {one.id: give_password(session, one) for one in able}
    session.commit()
    return Room(desk, people, emails, talk.id, (people.reviewer.name, people.lead.name))


def plan(page: Page, room: Room) -> str:
    page.goto(f"/calibration/new?interaction={room.talk_id}")
    page.get_by_label("Title").fill("Tone on chats")
    card = f"{room.desk.version.scorecard.title}, version 1"
    page.get_by_label("Scorecard").select_option(label=card)
    page.get_by_label("Due").fill((clock.now() + timedelta(days=9)).date().isoformat())
    for name in room.names:
        page.get_by_role("checkbox", name=name, exact=True).check()
    page.get_by_role("button", name="Plan it and tell them").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tone on chats")
    return page.url


def score(context: BrowserContext, address: str, keys: str) -> None:
    page = context.new_page()
    page.goto(address)
    path = page.get_by_role("link", name="Score it blind").get_attribute("href")
    assert path is not None
    page.close()
    screen = ScoringScreen.open(context, path)
    screen.press(keys)
    screen.saved()
    screen.press("Control+Enter")
    screen.page.wait_for_url(address)


def test_from_plan_to_report(chromium: Chromium, room: Room) -> None:
    manager = room.of(chromium, room.desk.manager).new_page()
    address = plan(manager, room)
    score(room.of(chromium, room.desk.reviewer), address, "1 j 1 j 1")
    manager.goto(address)
    expect(manager.get_by_text("Question by question")).to_have_count(0)
    score(room.of(chromium, room.desk.lead), address, "2 j 1 j 1")
    manager.goto(address)
    first = manager.locator("article").first
    expect(first).to_contain_text("no consensus")
    assert not manager.evaluate(ASKS_BEFORE_LEAVING)
    first.get_by_label("Agreed answer").select_option(index=1)
    first.get_by_label("What was said").fill("It was a greeting.")
    assert manager.evaluate(ASKS_BEFORE_LEAVING)
    first.get_by_label("What was said").press("Enter")
    notices = manager.get_by_role("region", name="Notices")
    expect(notices).to_contain_text("1 answer is kept.")
    assert not manager.evaluate(ASKS_BEFORE_LEAVING)
    manager.get_by_role("button", name="Publish what is agreed").click()
    manager.get_by_role("button", name="Publish it").click()
    expect(manager.locator("article").first).to_contain_text("Agreed: Yes It was a greeting.")
    manager.goto("/calibration/report")
    expect(manager.get_by_role("link", name="Tone on chats")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1440, 360])
def test_axe_finds_nothing_on_the_pages_of_a_session(
    chromium: Chromium, room: Room, session: Session, width: int, dark: bool
) -> None:
    desk, now = room.desk, clock.now()
    people = [desk.reviewer, desk.lead]
    made = [
        make_session(session, desk.version, [make_talk(session, desk.agent)], people,
                     desk.manager, at=now)
        for _ in range(2)
    ]  # fmt: skip
    reveal_session(session, made[0], at=now)
    manager = room.of(chromium, desk.manager, width=width, dark=dark)
    reviewer = room.of(chromium, desk.reviewer, width=width, dark=dark)
    pages = [
        (manager, "/calibration"),
        (manager, f"/calibration/new?interaction={room.talk_id}"),
        (manager, f"/calibration/{made[0].id}"),
        (manager, "/calibration/report"),
        (reviewer, f"/calibration/{made[1].id}"),
        (reviewer, f"/calibration/items/{made[1].items[0].id}"),
        (reviewer, "/"),
    ]
    found = {}
    for context, path in pages:
        page = context.new_page()
        page.goto(path)
        found[path] = faults_of(page)
    assert found == {path: [] for _context, path in pages}
