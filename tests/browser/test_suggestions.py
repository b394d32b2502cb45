"""Suggested answers in a real browser: hidden until answered, accepted and dismissed by keys."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from scorecards.reviews.models import Evaluation
from scorecards.suggestions.models import Act, SuggestionRecord
from tests.browser.checks import faults_of
from tests.browser.chromium import Chromium
from tests.browser.pages.scoring import ScoringScreen
from tests.browser.pages.sign_in import give_password, sign_in
from tests.browser.serving import ServedDesk
from tests.factories.people import make_team, make_user
from tests.factories.queue import make_assignment, make_text
from tests.factories.scorecards import make_published
from tests.scorecards.reviews.test_suggestion_records import TALK, ruled_sections


@pytest.fixture(params=[True, False], ids=["blind", "open"])
def item(request: pytest.FixtureRequest, session: Session) -> tuple[str, int, bool]:
    """The reviewer's address, the item's number, and whether suggestions wait for the answer."""
    team = make_team(session)
    agent, reviewer = make_user(session, Role.AGENT, team), make_user(session, Role.REVIEWER)
    make_published(session, sections=ruled_sections(), applies_to={"teams": [team.name]},
                   suggest_after_answer=request.param)  # fmt: skip
    number = make_assignment(session, make_text(session, agent, TALK), reviewer).id
    return give_password(session, reviewer), number, request.param


@pytest.fixture
def context(chromium: Chromium, desk: ServedDesk, item: tuple[str, int, bool]) -> BrowserContext:
    return sign_in(chromium.context(desk.address), item[0])


def kept(desk: ServedDesk, number: int) -> tuple[Act | None, str | None, dict[str, object]]:
    """What was done with the greeting's suggestion, the answer before it, the draft's answers."""

    def look(session: Session) -> tuple[Act | None, str | None, dict[str, object]]:
        found = session.scalars(select(Evaluation).where(Evaluation.assignment_id == number)).one()
        record = session.scalars(
            select(SuggestionRecord).where(
                SuggestionRecord.evaluation_id == found.id,
                SuggestionRecord.question_key == "greeting",
            )
        ).one()
        first = record.first["value"] if record.first else None
        answers: dict[str, object] = {a.question_key: a.value["value"] for a in found.answers}
        return record.act, first, answers

    return desk.read(look)


def test_a_suggestion_is_seen_followed_and_dismissed_by_keys_alone(
    context: BrowserContext, desk: ServedDesk, item: tuple[str, int, bool]
) -> None:
    _, number, blind = item
    screen = ScoringScreen.open(context, f"/review/{number}")
    page = screen.page
    box = page.locator('[data-question="greeting"] .sg')
    # Nothing is answered by itself, and blind nothing is shown.
    expect(page.locator('[data-question="greeting"] input:checked')).to_have_count(0)
    expect(box).to_have_count(0 if blind else 1)
    screen.press("2")
    screen.saved()
    expect(box).to_contain_text("The rule says")
    expect(box).to_contain_text("differs from your answer")
    expect(box).to_contain_text("the agent said “Good morning” in their first turn")
    assert faults_of(page) == []
    screen.press("Shift+E")
    expect(page.locator(".tn.sel")).to_contain_text("Good morning")
    screen.press("a")
    screen.saved()
    expect(box).to_contain_text("as you answered")
    # Evidence is offered, never taken by itself.
    cites = page.locator('[data-question="greeting"] .cites .cite')
    expect(cites).to_have_count(0)
    screen.press("Shift+A")
    screen.saved()
    expect(cites).to_have_count(1)
    expect(cites).to_contain_text("Good morning")
    expect(box.locator("[data-suggest=cite]")).to_be_hidden()
    screen.press("u")
    screen.saved()
    expect(cites).to_have_count(0)
    expect(box.locator("[data-suggest=cite]")).to_be_visible()
    assert kept(desk, number) == (Act.ACCEPTED, "no" if blind else None, {"greeting": "yes"})
    screen.press("d")
    screen.saved()
    expect(box).to_contain_text("Show again")
    page.reload()
    expect(box).to_contain_text("Show again")
    assert kept(desk, number)[0] is Act.DISMISSED
