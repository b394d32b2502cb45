"""The designer in a real browser: from a template to a published version, mostly by keyboard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from scorecards.design.drafting import edit
from scorecards.design.editing import change_question
from scorecards.design.models import Version, VersionState
from tests.browser.checks import faults_of
from tests.browser.chromium import Chromium, Watch
from tests.browser.pages.sign_in import give_password, sign_in
from tests.browser.serving import ServedDesk
from tests.factories.people import make_user
from tests.factories.scorecards import AT, make_draft, make_published


@pytest.fixture
def manager(session: Session) -> str:
    """The address of a QA manager of this test."""
    return give_password(session, make_user(session, Role.QA_MANAGER))


@pytest.fixture
def page(chromium: Chromium, desk: ServedDesk, manager: str) -> Page:
    return sign_in(chromium.context(desk.address), manager).new_page()


@dataclass(frozen=True)
class Stored:
    """What the database holds of a version."""

    document: dict[str, Any]
    state: VersionState


def stored(desk: ServedDesk, version_id: int) -> Stored:
    """The version as it stands now."""

    def look(session: Session) -> Stored:
        version = session.get_one(Version, version_id)
        return Stored(version.document, version.state)

    return desk.read(look)


def draft(session: Session, **others: Any) -> int:
    """The id of a new draft that the server can see."""
    version = make_draft(session, **others)
    session.commit()
    return version.id


def number_in(page: Page) -> int:
    """The id at the end of the page's address."""
    return int(page.url.rsplit("/", 1)[1])


def at_revision(page: Page, revision: int) -> None:
    expect(page.locator("#state")).to_have_attribute("data-revision", str(revision))


def texts(version: Stored) -> list[str]:
    return [
        question["text"]
        for section in version.document["sections"]
        for question in section["questions"]
    ]


def test_from_template_to_published_by_keyboard(page: Page, desk: ServedDesk) -> None:
    page.goto("/scorecards/new")
    page.fill("[name=title]", "Our chats")
    page.get_by_role("radio", name="Chat", exact=False).check()
    page.get_by_role("button", name="Make the draft").click()
    page.wait_for_url("**/scorecards/drafts/*")

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
    page.wait_for_url("**/scorecards/versions/*")
    expect(page.locator(".flash")).to_contain_text("is published")
    published = stored(desk, number_in(page))
    assert published.state is VersionState.PUBLISHED
    assert texts(published)[0] == "Did the agent name the next step?"
    first = published.document["sections"][0]["questions"]
    assert (first[0]["key"], first[1]["weight"]) == ("did_the_agent_name", 30)


def test_a_weight_that_is_none_stays_as_typed_and_nothing_is_called_ready(
    page: Page, desk: ServedDesk, session: Session, watch: Watch
) -> None:
    watch.allow("status of 422")
    version = draft(session)
    page.goto(f"/scorecards/drafts/{version}")
    ready, field = page.get_by_text("Ready to publish"), page.locator("#w-solved")
    expect(ready).to_be_visible()
    before = stored(desk, version).document
    field.click()
    page.keyboard.type("-")
    expect(ready).to_be_hidden()  # as soon as something is typed
    field.fill("-5")
    field.press("Tab")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value("-5")
    expect(field).to_have_accessible_description(
        "Error: “-5” is below 0. Write 0 or more; 0 does not count."
    )
    expect(page.locator("#state .saved")).to_contain_text("mend the weight of question 3")
    expect(ready).to_be_hidden()
    assert faults_of(page) == []
    # Another edit is saved, and the weight still stands there with its mark.
    page.fill("#f-text", "Was there a greeting?")
    at_revision(page, 1)
    expect(field).to_have_value("-5")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#state .saved")).to_contain_text("Not saved")
    expect(ready).to_be_hidden()
    field.fill("5")
    field.press("Tab")
    at_revision(page, 2)
    expect(ready).to_be_visible()
    expect(page.locator("#outline .d-wrong")).to_have_count(0)
    after = stored(desk, version).document
    assert after["sections"][1]["questions"][0]["weight"] == 5
    assert before["sections"][1] != after["sections"][1]


def test_leaving_a_question_saves_it_first_and_undo_brings_it_back(
    page: Page, desk: ServedDesk, session: Session
) -> None:
    version = draft(session)
    page.goto(f"/scorecards/drafts/{version}")
    page.fill("#f-text", "Was there a greeting?")
    page.get_by_role("link", name="Was the request solved?").click()
    expect(page.locator("#editor")).to_have_attribute("data-at", "question:solved")
    assert texts(stored(desk, version))[0] == "Was there a greeting?"
    page.get_by_role("button", name="Remove: Was the request solved?").click()
    expect(page.locator("#undo")).to_contain_text("removing “Was the request solved?”")
    page.keyboard.press("u")
    expect(page.locator("#state .saved")).to_contain_text("Taken back")
    assert len(texts(stored(desk, version))) == 3
    page.keyboard.press("u")
    expect(page.locator("#undo")).to_have_attribute("aria-disabled", "true")
    assert texts(stored(desk, version))[0] == "Did the agent greet the customer?"


def test_a_question_is_dragged_into_another_section(
    page: Page, desk: ServedDesk, session: Session
) -> None:
    version = draft(session)
    page.goto(f"/scorecards/drafts/{version}")
    grip = page.locator("[data-grip]").first.bounding_box()
    target = page.locator("#outline li").last.bounding_box()
    assert grip
    assert target
    page.mouse.move(grip["x"] + 4, grip["y"] + 8)
    page.mouse.down()
    page.mouse.move(target["x"] + 80, target["y"] + target["height"] - 3, steps=4)
    page.mouse.up()
    at_revision(page, 1)
    keys = [
        [it["key"] for it in part["questions"]]
        for part in stored(desk, version).document["sections"]
    ]
    assert keys == [["identity"], ["solved", "greeting"]]


def test_somebody_elses_change_is_told_and_nothing_is_lost(
    page: Page, desk: ServedDesk, session: Session, watch: Watch
) -> None:
    watch.allow("status of 409")
    version = draft(session)
    page.goto(f"/scorecards/drafts/{version}")
    theirs = session.get_one(Version, version)
    edit(
        session, theirs, lambda it: change_question(it, "greeting", {"text": "Theirs?"}),
        revision=0, subject="", label="theirs", by=None, at=AT,
    )  # fmt: skip
    session.commit()
    page.fill("#f-text", "Mine?")
    expect(page.locator("#state")).to_have_attribute("data-state", "conflict")
    expect(page.locator("#f-text")).to_have_value("Mine?")
    page.get_by_role("button", name="Save mine over it").click()
    at_revision(page, 2)
    assert texts(stored(desk, version))[0] == "Mine?"


def test_it_works_without_scripts(
    chromium: Chromium, desk: ServedDesk, session: Session, manager: str
) -> None:
    version = draft(session)
    context = sign_in(chromium.context(desk.address, java_script_enabled=False), manager)
    page = context.new_page()
    page.goto(f"/scorecards/drafts/{version}")
    page.get_by_role("button", name="Add a question").first.click()
    page.fill("#f-text", "Was it polite?")
    page.get_by_role("button", name="Save").last.click()
    page.get_by_role("button", name="Move up").click()
    page.get_by_role("button", name="Undo").click()
    assert texts(stored(desk, version))[:3] == [
        "Did the agent greet the customer?",
        "Was the customer verified before account data was named?",
        "Was it polite?",
    ]


def test_tried_answers_change_the_score(page: Page, session: Session) -> None:
    version = make_published(session)
    session.commit()
    page.goto(f"/scorecards/versions/{version.id}")
    page.get_by_role("radio", name="Yes").first.check(force=True)
    expect(page.locator("#trial-score")).to_contain_text("100.0")
    page.get_by_role("radio", name="No").nth(1).check(force=True)
    expect(page.locator("#trial-score")).to_contain_text("Failed by a critical question")


def test_a_hundred_questions_answer_quickly(page: Page, session: Session) -> None:
    sections = [
        {"key": f"s{n}", "title": f"Section {n}", "questions": [
            {"key": f"q{n}", "text": f"Was {n} so?", "guidance": "Yes.", "type": "yes_no"}]}
        for n in range(100)
    ]  # fmt: skip
    page.goto(f"/scorecards/drafts/{draft(session, sections=sections)}")
    begun = page.evaluate("performance.now()")
    for number in range(1, 6):
        page.keyboard.press("j")
        expect(page.locator("#editor")).to_have_attribute("data-at", f"question:q{number}")
    assert page.evaluate("performance.now()") - begun < 5000  # a loaded machine, five questions


def pages_of(session: Session) -> list[str]:
    """The designer's pages, with a draft full of mistakes and a published card."""
    faulty = draft(session, sections=[
        {"key": "s", "title": "Section", "questions": [
            {"key": "q", "text": "", "type": "choice", "critical": "section"},
            {"key": "n", "text": "How long?", "type": "number",
             "ranges": [{"from": 0, "to": 9, "score": 1}],
             "condition": {"question": "q", "in": []}},
            {"key": "t", "text": "Why?", "type": "scale", "scale": {"min": 1, "max": 5}},
        ]}])  # fmt: skip
    used = make_published(session).id
    session.commit()
    at = f"/scorecards/drafts/{faulty}"
    return [
        "/scorecards", "/scorecards/new", "/scorecards/which", f"{at}?at=card",
        f"{at}?at=section:s", f"{at}?at=question:q", f"{at}?at=question:n", f"{at}?at=question:t",
        f"{at}/publish", f"/scorecards/versions/{used}", f"/scorecards/versions/{faulty}",
        f"/scorecards/versions/{used}?a.identity=no", f"/scorecards/versions/{used}/compare",
        f"/scorecards/versions/{used}/copy",
    ]  # fmt: skip


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1440, 360])
def test_every_page_is_accessible_and_fits(
    chromium: Chromium, desk: ServedDesk, session: Session, manager: str, width: int, dark: bool
) -> None:
    paths = pages_of(session)
    context = sign_in(chromium.context(desk.address, width=width, dark=dark), manager)
    page = context.new_page()
    found = {}
    for path in paths:
        page.goto(path)
        found[path] = faults_of(page)
    assert found == {path: [] for path in paths}
