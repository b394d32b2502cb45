"""The scoring screen for sheets that are no evaluation: one's own, and a grading."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect
from sqlalchemy.orm import Session

from qa_app.people.models import User
from scorecards.reviewers.grading import start_grading
from scorecards.self_evaluation.models import SelfEvaluation
from scorecards.self_evaluation.writing import start
from tests.browser.checks import faults_of
from tests.browser.chromium import Chromium
from tests.browser.pages.scoring import ScoringScreen
from tests.browser.pages.sign_in import give_password, sign_in
from tests.browser.serving import ServedDesk
from tests.factories.feedback import AT, Desk, make_desk, make_evaluation
from tests.factories.reviewers import make_card


@pytest.fixture
def people(session: Session) -> Desk:
    return make_desk(session)


def signed_in(
    chromium: Chromium, desk: ServedDesk, session: Session, user: User, **look: object
) -> BrowserContext:
    email = give_password(session, user)
    return sign_in(chromium.context(desk.address, **look), email)  # type: ignore[arg-type]


def test_an_agent_scores_their_own_by_keys_and_nothing_is_lost(
    chromium: Chromium, desk: ServedDesk, session: Session, people: Desk
) -> None:
    evaluation = make_evaluation(session, people)
    own = start(session, evaluation.interaction, by=people.agent.id, at=AT)
    session.commit()
    path, number = f"/self/{own.id}", own.id
    context = signed_in(chromium, desk, session, people.agent)
    screen = ScoringScreen.open(context, path)
    screen.press("1 Shift+J e")
    screen.saved()
    screen.page.reload()
    expect(screen.page.locator('[data-question="greeting"] .cite')).to_have_count(1)
    expect(screen.page.locator('[data-question="greeting"] input:checked')).to_have_value("yes")
    assert faults_of(screen.page) == []
    screen.press("x j 1")
    screen.saved()
    screen.press("Control+Enter")
    expect(screen.page.get_by_text("Nothing to compare with yet")).to_be_visible()
    kept = desk.read(lambda found: dict(found.get_one(SelfEvaluation, number).answers))
    assert {key: entry["value"] for key, entry in kept.items()} == {
        "greeting": "yes",
        "identity": "N/A",
        "solved": "solved",
    }


def test_on_a_phone_the_agent_reaches_the_button(
    chromium: Chromium, desk: ServedDesk, session: Session, people: Desk
) -> None:
    evaluation = make_evaluation(session, people)
    own = start(session, evaluation.interaction, by=people.agent.id, at=AT)
    session.commit()
    context = signed_in(chromium, desk, session, people.agent, width=360)
    page = context.new_page()
    page.goto(f"/self/{own.id}")
    button = page.get_by_role("button", name="Hand in")
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box is not None
    middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
    hit = "([x, y]) => document.elementFromPoint(x, y).closest('button')?.id"
    assert page.evaluate(hit, middle) == "submit"
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert faults_of(page) == []


def test_a_review_is_graded_beside_its_conversation(
    chromium: Chromium, desk: ServedDesk, session: Session, people: Desk
) -> None:
    evaluation = make_evaluation(session, people)
    make_card(session, people.manager)
    grading = start_grading(session, evaluation, by=people.manager.id, at=AT)
    session.commit()
    context = signed_in(chromium, desk, session, people.manager)
    screen = ScoringScreen.open(context, f"/reviewers/gradings/{grading.id}")
    page = screen.page
    expect(page.get_by_text("The review by")).to_be_visible()
    assert faults_of(page) == []
    screen.press("1 j 1 j 1 j 1 j 1 j 5 j 1 j 1")
    screen.saved()
    screen.press("Control+Enter")
    page.wait_for_url("**/reviewers/gradings")
    expect(page.get_by_text(f"Submitted: {people.reviewer.name} is told.").first).to_be_visible()
