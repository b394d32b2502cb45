"""The last part of the circle: the model flags, the lead coaches and thanks, the agent answers."""

from __future__ import annotations

import time

from playwright.sync_api import BrowserContext, Locator, Page, expect

from qa_app.core import clock
from tests.browser.pages.common import says
from tests.journeys.circle_material import LEAD

TRAINED_S = 300
EMPATHY = "How well did the agent respond to the customer's situation in words?"
IN_OWN_WORDS = "Names the customer's situation in own words"
THANKS = "You asked at once how you can help."
OBJECTION = "I arranged a replacement in my first sentence."
RULING = "It is named in own words, so 4."


def record_notice(page: Page) -> None:
    """Nothing is trained before the workers were told."""
    page.goto("/flagging")
    expect(page.get_by_role("heading", name="First tell the workers")).to_be_visible()
    page.get_by_label("Given by").fill(LEAD.name)
    page.get_by_label("Given on").fill(clock.now().date().isoformat())
    page.get_by_label("What the workers were told").fill("A model orders what reviewers look at.")
    page.get_by_role("button", name="Record the notice").click()
    expect(page.get_by_role("heading", name="Ready to be trained")).to_be_visible()


def train(page: Page) -> Locator:
    """Train a version and wait for its card: the panel that says what it was made from."""
    page.get_by_role("button", name="Train a version").click()
    card = page.get_by_role("heading", name="Flagging model, version 1")
    expect(card).to_be_visible(timeout=TRAINED_S * 1000)
    return page.get_by_role("region", name="Data and split")


def first_flag(page: Page) -> str:
    """What is said of the first flagged message of the portal, once all have been looked at."""
    end = time.monotonic() + TRAINED_S
    found = page.get_by_role("region", name="Interactions").get_by_role("link")
    while time.monotonic() < end:
        page.goto("/interactions?flagged=yes&channel=portal")
        if found.count():
            break
        page.wait_for_timeout(1000)
    found.first.click()
    page.get_by_role("link", name="Flagged: worth a look").click()
    return page.get_by_role("region", name="Flagged: worth a look").inner_text()


def make_the_proposed_plan(context: BrowserContext, agent: str) -> tuple[Page, str]:
    """The lead opens what the figures propose: the plan's page, and the first focus in words."""
    page = context.new_page()
    page.goto("/coaching")
    page.get_by_role("link", name="New plan").first.click()
    page.get_by_role("link", name=agent).click()
    focus = page.get_by_role("region", name="Proposed focus").get_by_role("listitem").first
    proposed = focus.inner_text()
    page.get_by_role("button", name="Make the plan").click()
    expect(page.get_by_text("does not see it yet")).to_be_visible()
    page.get_by_role("button", name="Open the plan").click()
    says(page, "The plan is open")
    return page, proposed


def thank_for_a_moment(page: Page, agent: str) -> str:
    """From the lead's home: thank for the first thing that an agent said; their words."""
    page.goto("/")
    todo = page.get_by_role("listitem").filter(has_text=agent)
    todo.get_by_role("link", name="Send kudos").first.click()
    moment = page.get_by_role("group", name="For which moment?").locator("label").nth(1)
    moment.click()
    words = moment.inner_text()
    page.get_by_label("What do you thank for?").fill(THANKS)
    page.get_by_role("button", name="Send").click()
    says(page, "will read it.")
    return words


def open_feedback(page: Page, score: str) -> None:
    """The agent opens the feedback with that score from the list of all feedback."""
    page.goto("/feedback")
    page.get_by_role("link", name=score).click()
    expect(page.get_by_role("region", name="Your score")).to_contain_text(score)


def acknowledge(page: Page, score: str) -> None:
    """The agent has read a feedback."""
    open_feedback(page, score)
    page.get_by_role("button", name="Acknowledge").first.click()
    expect(page.get_by_role("region", name="Your score")).to_contain_text("Acknowledged")


def dispute(page: Page, score: str) -> None:
    """The agent objects to one answer and proposes another."""
    open_feedback(page, score)
    page.get_by_role("link", name="Dispute").first.click()
    answer = page.locator("details", has_text=EMPATHY)
    answer.locator("summary").click()
    answer.get_by_role("checkbox", name="Dispute this answer").check()
    answer.get_by_label("What kind of objection is it?").select_option(index=1)
    answer.get_by_label("What should be looked at again?").fill(OBJECTION)
    answer.get_by_label("The answer that you propose").select_option(label=IN_OWN_WORDS)
    page.get_by_role("button", name="Send the dispute").click()
    expect(page.get_by_text("Your dispute is being decided")).to_be_visible()


def decide(page: Page) -> None:
    """The lead accepts the only open dispute as proposed."""
    page.goto("/")
    page.get_by_role("link", name="Decide").first.click()
    expect(page.get_by_text(OBJECTION)).to_be_visible()
    page.get_by_role("radio", name="Accept", exact=True).check(force=True)
    page.get_by_label("Why; the agent reads it").fill(RULING)
    page.get_by_role("button", name="Decide").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Accepted")
