"""The main job from end to end in a real browser, on a fresh installation with all its processes.

Console link → team, scorecards, chats and a call → past evaluations → draw → a reviewer scores
without a mouse → the model flags → coaching and thanks → the agent answers → the lead decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chromium import Chromium
from tests.browser.pages.common import says
from tests.factories.flagging import GOOD
from tests.factories.hearing import demo_calls
from tests.journeys import circle_beginning as beginning
from tests.journeys import circle_feedback as feedback
from tests.journeys import circle_scoring as scoring
from tests.journeys.circle_material import (
    ADA,
    AGENTS,
    BEN,
    CALL,
    CHAT_CARD,
    CHECKPOINT,
    IN_ALL,
    LEAD,
    NEW_EACH,
    PHONE_CARD,
    PREDECESSOR,
    REVIEWER,
    TEAM,
    TOM,
    unseen,
    write_chats,
    write_history,
    write_manifest,
    write_team,
)
from tests.journeys.serving import ServedTree

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("circle")]


@pytest.fixture
def tree(tmp_path: Path) -> Iterator[ServedTree]:
    """A fresh installation; the demo's voices are known to its speech model."""
    settings = {"QA_WHISPER_MODEL": str(CHECKPOINT), "QA_UNDO_SECONDS": "3"}
    with ServedTree(tmp_path, **settings) as served:
        yield served


def test_the_circle_turns(tree: ServedTree, chromium: Chromium, tmp_path: Path) -> None:
    manager = beginning.found_the_centre(tree, chromium)
    fill_the_desk(manager, tree, tmp_path)
    reviewer, lead, tom, ada = (
        beginning.let_in(manager, chromium, member) for member in (REVIEWER, LEAD, TOM, ADA)
    )
    score_everything(reviewer)
    flag(manager, tree)
    plan = coach(lead)
    thank(plan, ada)
    answer(tom)
    decide(plan, tom)


def fill_the_desk(manager: Page, tree: ServedTree, folder: Path) -> None:
    """From nothing to drawn work; each of the first steps is seen to be done."""
    assert beginning.steps_done(manager) == 0
    beginning.add_team(manager)
    beginning.add_person(manager, LEAD, "Team lead", TEAM)
    beginning.add_person(manager, REVIEWER, "Reviewer")
    agents = tree.qa("team", "import", write_team(folder), "--json").data
    assert (agents["accepted"], agents["rejected"]) == (3, 0)
    assert beginning.steps_done(manager) == 1
    beginning.publish_template(manager, "Chat", CHAT_CARD)
    beginning.publish_template(manager, "Phone", PHONE_CARD)
    assert beginning.steps_done(manager) == 2
    chats = str(IN_ALL)
    assert beginning.hand_in(manager, [write_chats(folder)]) == (chats, chats, "0")
    files = [write_manifest(folder), beginning.sound_file()]
    notice = "Notice at the beginning of the call"
    assert beginning.hand_in(manager, files, notice) == ("1", "1", "0")
    assert beginning.steps_done(manager) == 3
    past = tree.qa("evaluations", "import", write_history(folder), "--create", "--json").data
    assert (past["accepted"], past["rejected"], past["counting"]) == (60, 0, 60)
    assert past["created"]["reviewers"] == [PREDECESSOR]
    said = beginning.read_the_call(manager)
    spoken = [turn["text"] for turn in demo_calls()[CALL]["turns"]]
    assert said[1].split()[:4] == spoken[1].split()[:4]
    drawn = beginning.plan_and_draw(manager, "Calls", "Phone", due_days=3)
    assert drawn == ("1", "1")
    drawn = beginning.plan_and_draw(manager, "Chats", "Chat", due_days=7)
    assert drawn == (str(len(AGENTS) * NEW_EACH), str(len(AGENTS)))


def score_everything(reviewer: BrowserContext) -> None:
    """The call first, then the chats, without a mouse."""
    screen = scoring.begin(reviewer)
    call = scoring.score_call(screen)
    assert (call.agent, call.score) == (TOM.name, scoring.CALL_SCORE)
    assert call.quote in call.said
    chats = []
    for _ in AGENTS:
        screen.is_ready()
        chats.append(scoring.score_chat(screen))
    assert {chat.agent: chat.score for chat in chats} == {
        TOM.name: scoring.COOL_SCORE, ADA.name: "100.0", BEN.name: "100.0",
    }  # fmt: skip
    assert {chat.quote for chat in chats} == {GOOD[0][1]}
    expect(screen.page.get_by_role("heading", level=1)).to_have_text("My queue")
    scoring.wait_until_final(screen.page, 1 + len(AGENTS))


def flag(manager: Page, tree: ServedTree) -> None:
    """Trained on 60 past and 4 new reviews; among what nobody has read, the bad stands out."""
    feedback.record_notice(manager)
    card = feedback.train(manager)
    expect(card).to_contain_text("64 submitted evaluations")
    expect(card).to_contain_text("Under 80 %, or a critical fail")
    why = feedback.first_flag(manager)
    assert "Agent said what is not possible" in why
    assert "Unfortunately that is not possible." in why
    rows = {row["external_id"]: row for row in tree.qa("flag", "export").rows}
    assert len(rows) == IN_ALL + 1
    chance = {name: float(row["probability"]) for name, row in rows.items()}
    assert min(chance[name] for name in unseen(bad=True)) > max(
        chance[name] for name in unseen(bad=False)
    )
    assert {rows[name]["flagged"] for name in unseen(bad=False)} == {"no"}


def coach(lead: BrowserContext) -> Page:
    """The figures propose what Tom can work on: empathy, a quarter of the points in 21 reviews."""
    plan, proposed = feedback.make_the_proposed_plan(lead, TOM.name)
    assert proposed.startswith(feedback.EMPATHY)
    assert "25.0 % (" in proposed
    assert "n = 21)" in proposed
    focus = plan.get_by_role("region", name="Focus")
    expect(focus).to_contain_text("Start 25.0 %")
    expect(focus).to_contain_text(GOOD[0][1])
    return plan


def thank(lead: Page, ada: BrowserContext) -> None:
    """Ada had all points; the lead thanks her for how she began, and she reads it."""
    assert feedback.thank_for_a_moment(lead, ADA.name) == GOOD[0][1]
    page = ada.new_page()
    page.goto("/")
    expect(page.get_by_text(feedback.THANKS)).to_be_visible()
    page.goto("/recognition")
    expect(page.get_by_role("region", name="Kudos")).to_contain_text(GOOD[0][1])


def answer(tom: BrowserContext) -> None:
    """Tom has read one feedback, objects to the other, and signs his plan."""
    page = tom.new_page()
    feedback.acknowledge(page, scoring.CALL_SCORE)
    feedback.dispute(page, scoring.COOL_SCORE)
    page.goto("/coaching")
    page.get_by_role("rowheader").get_by_role("link").click()
    page.get_by_role("button", name="Sign").click()
    says(page, "Signed.")


def decide(lead: Page, tom: BrowserContext) -> None:
    """The lead accepts; the score is made anew and Tom finds it, with the old one beside it."""
    feedback.decide(lead)
    expect(lead.get_by_role("region", name="Score")).to_contain_text(scoring.WARM_SCORE)
    page = tom.new_page()
    feedback.open_feedback(page, scoring.WARM_SCORE)
    mine = page.get_by_role("region", name="Your score")
    expect(mine).to_contain_text(f"Raised from {scoring.COOL_SCORE}")
    expect(mine).to_contain_text("Your dispute was accepted")
    expect(page.get_by_role("region", name="Your dispute")).to_contain_text(feedback.RULING)
