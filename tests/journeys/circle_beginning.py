"""The first part of the circle: a manager founds the centre, brings everything in and draws."""

from __future__ import annotations

import re
import time
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chromium import Chromium
from tests.browser.pages.common import figure, says
from tests.browser.pages.sign_in import welcome
from tests.journeys.circle_material import CALL, CALLS, MANAGER, REVIEWER, TEAM, Member
from tests.journeys.serving import ServedTree

READ_S, TRANSCRIBED_S = 120, 600
ADD = re.compile("^(Add|Save)$")


def found_the_centre(tree: ServedTree, chromium: Chromium) -> Page:
    """The link that the console printed makes the first manager."""
    link = tree.printed(r"(http\S+/welcome/\S+)")
    context = chromium.context(tree.address)
    return welcome(context, link, {"Your name": MANAGER.name, "E-mail": MANAGER.email})


def steps_done(page: Page) -> int:
    """How many of the five first steps the manager's home shows as done."""
    page.goto("/")
    steps = page.get_by_role("region", name="Getting started")
    expect(steps.get_by_role("listitem")).to_have_count(5)
    return steps.get_by_text("Done:").count()


def add_team(page: Page) -> None:
    """The centre's team."""
    page.goto("/people")
    page.get_by_role("link", name="Add a team").first.click()
    page.get_by_label("Name of the team").fill(TEAM)
    page.get_by_role("button", name=ADD).click()
    says(page, f"Team {TEAM} is added.")


def add_person(page: Page, member: Member, role: str, team: str = "No team") -> None:
    """One person with a role."""
    page.goto("/people")
    page.get_by_role("link", name="Add a person").first.click()
    page.get_by_role("textbox", name="Name", exact=True).fill(member.name)
    page.get_by_label("E-mail").fill(member.email)
    page.get_by_label("Team", exact=True).select_option(label=team)
    page.get_by_role("checkbox", name=role, exact=True).check()
    page.get_by_role("button", name=ADD).click()
    says(page, f"{member.name} is added.")


def let_in(page: Page, chromium: Chromium, member: Member) -> BrowserContext:
    """The manager makes a one-time link; the member signs in with it, in their own browser."""
    page.goto(f"/people?q={member.email}")
    page.get_by_role("link", name=member.name).click()
    page.get_by_role("button", name="Make a one-time link").click()
    link = page.get_by_label("Address").input_value()
    context = chromium.context(link.split("/welcome/")[0])
    welcome(context, link).close()
    return context


def publish_template(page: Page, name: str, title: str) -> None:
    """Take a shipped template over as it is, and publish it."""
    page.goto("/scorecards/new")
    page.get_by_role("textbox", name="Title").fill(title)
    page.get_by_role("radio", name=name).check()
    page.get_by_role("button", name="Make the draft").click()
    page.get_by_role("link", name="Publish…").click()
    page.get_by_role("button", name="Publish").click()
    says(page, "is published")


def hand_in(page: Page, files: list[Path], basis: str | None = None) -> tuple[str, str, str]:
    """Upload files and wait until they are read: (rows, taken, refused)."""
    page.goto("/import")
    page.get_by_label("Files", exact=True).set_input_files(files)
    if basis:
        page.get_by_label("Basis of the recordings").select_option(label=basis)
    page.get_by_role("button", name="Import at once").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Done", timeout=READ_S * 1000)
    rows, taken, refused = (figure(page, name) for name in ("Rows", "Taken", "Refused"))
    return rows.inner_text(), taken.inner_text(), refused.inner_text()


def sound_file() -> Path:
    """The recording of the call."""
    return CALLS / f"{CALL}.opus"


def read_the_call(page: Page) -> list[str]:
    """Wait until a worker has made the text of the only call; its turns as the page shows them."""
    page.goto("/interactions?channel=phone")
    page.get_by_role("region", name="Interactions").get_by_role("link").first.click()
    end = time.monotonic() + TRANSCRIBED_S
    turns = page.get_by_role("region", name="Turns").locator("[id^=turn-] > p")
    while not turns.count() and time.monotonic() < end:
        page.wait_for_timeout(1000)
        page.reload()
    return turns.all_inner_texts()


def plan_and_draw(page: Page, title: str, channel: str, due_days: int) -> tuple[str, str]:
    """A plan of one review an agent and week, drawn for last week: (could be drawn, drawn)."""
    page.goto("/sampling/plans/new")
    page.get_by_label("Title").fill(title)
    channels = page.get_by_role("group", name="Channels")
    channels.get_by_role("checkbox", name=channel, exact=True).check()
    page.get_by_role("spinbutton", name="How many").fill("1")
    page.get_by_label("Hidden second reviews").fill("0")
    page.get_by_label("Due after, in days").fill(str(due_days))
    page.get_by_role("textbox", name="Reviewers").fill(REVIEWER.email)
    page.get_by_role("button", name="Save").click()
    page.get_by_label("Seed").fill("4711")
    page.get_by_role("button", name="Show what would be drawn").click()
    page.get_by_role("button", name="Draw now").click()
    says(page, "The work lies in the reviewers' queues.")
    return figure(page, "Could be drawn").inner_text(), figure(page, "At random").inner_text()
