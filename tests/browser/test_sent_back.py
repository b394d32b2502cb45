"""What was sent back in a real browser: nothing goes without the note, and the lead reads it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from scorecards.reviews.models_return import EvaluationReturn
from scorecards.reviews.returning import send_back
from tests.browser.checks import faults_of
from tests.browser.chromium import Chromium
from tests.browser.pages.scoring import ScoringScreen
from tests.browser.pages.sign_in import give_password, sign_in
from tests.browser.serving import ServedDesk
from tests.factories.feedback import AT, Desk, make_desk, make_evaluation


@pytest.fixture
def people(session: Session) -> Desk:
    return make_desk(session)


def test_answered_by_keys_with_the_note_that_was_missing(
    chromium: Chromium, desk: ServedDesk, session: Session, people: Desk
) -> None:
    evaluation = make_evaluation(session, people)
    sent = send_back(session, evaluation, reason="Look at the end.", by=people.lead.id, at=AT)
    number, path = sent.id, f"/returned/{evaluation.id}"
    context = sign_in(chromium.context(desk.address), give_password(session, people.reviewer))
    screen = ScoringScreen.open(context, path)
    page = screen.page
    need = page.locator("#need")
    expect(page.get_by_text("Look at the end.")).to_be_visible()
    expect(need).to_contain_text("Say what you changed, or why it stays")
    assert faults_of(page) == []
    screen.press("Control+Enter")
    expect(page.locator("#overall")).to_be_focused()
    assert page.url.endswith(path)
    page.keyboard.type("Read on: it stays.")
    expect(need).to_contain_text("All required answers are in")
    screen.saved()
    screen.press("Control+Enter")
    page.wait_for_url("**/returned")
    expect(page.get_by_text("Nothing was sent back")).to_be_visible()
    answered = desk.read(lambda found: found.get_one(EvaluationReturn, number).note)
    assert answered == "Read on: it stays."
