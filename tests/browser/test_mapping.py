"""An unknown table from upload to stored interactions in a real browser, with keys alone too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from qa_app.processes.foreground import work_until_idle
from tests.browser.checks import faults_of
from tests.browser.chromium import Chromium
from tests.browser.pages.sign_in import give_password, sign_in
from tests.browser.serving import ServedDesk
from tests.factories.people import make_user
from transcription.interactions.models import Interaction

EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "examples" / "helpdesk-export.csv"


@pytest.fixture
def page(desk: ServedDesk, session: Session, chromium: Chromium) -> Page:
    manager = make_user(session, Role.QA_MANAGER)
    context: BrowserContext = chromium.context(desk.address)
    return sign_in(context, give_password(session, manager)).new_page()


def press(page: Page, role: Any, name: str) -> None:
    """Enter on a button or a link, as somebody without a mouse does it."""
    page.get_by_role(role, name=name, exact=True).focus()
    page.keyboard.press("Enter")


def upload(page: Page, file: Path) -> None:
    page.goto("/import")
    page.set_input_files("#files", file)
    press(page, "button", "Look at it first")
    expect(page.get_by_text("Nothing of this is stored yet.")).to_be_visible(timeout=30_000)


def stored(desk: ServedDesk, session: Session, source: str) -> list[tuple[str, str, int | None]]:
    with desk.app.app_context():
        work_until_idle(desk.app, wait=False)
    session.expire_all()
    query = select(Interaction).where(Interaction.source == source)
    rows = session.scalars(query.order_by(Interaction.external_id).limit(2))
    found = [(row.external_id, row.channel.value, row.csat) for row in rows]
    session.rollback()  # else the server waits for this transaction
    return found


def test_an_unknown_table_is_mapped_with_the_keyboard_and_imported(
    page: Page, desk: ServedDesk, session: Session
) -> None:
    upload(page, EXAMPLE)
    assert faults_of(page) == []
    press(page, "link", "Map its columns")
    expect(page.get_by_text("Of the first rows 14 would be taken.")).to_be_visible()
    assert faults_of(page) == []
    passed_on = page.get_by_label("Passed on", exact=True)
    passed_on.focus()
    page.keyboard.type("Escalated")
    expect(passed_on).to_have_value("escalated")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Medium, as Channel")).to_have_count(0)  # a group, not a control
    expect(page.locator("#depends")).to_contain_text("Passed on, as Escalated")
    page.get_by_label("Voice").focus()
    page.keyboard.type("sms")
    page.keyboard.press("Tab")
    expect(page.locator("#depends .look-rows tbody tr").first).to_contain_text("sms")
    page.get_by_label("Voice").select_option("phone")
    expect(page.locator("#depends .look-rows tbody tr").first).to_contain_text("phone")
    page.get_by_label("Where these files come from").fill("helpdesk")
    page.keyboard.press("Enter")
    expect(page.locator("#flashes")).to_contain_text("version 1", timeout=30_000)
    assert faults_of(page) == []
    expect(page.locator("main")).to_contain_text("claim about what an agent feels")
    press(page, "button", "Import")
    expect(page.get_by_role("heading", name="What became of the rows")).to_be_visible(
        timeout=30_000
    )
    assert stored(desk, session, "helpdesk") == [("HD-2400", "phone", 4), ("HD-2401", "chat", 4)]
    expect(page.get_by_role("heading", level=1)).to_contain_text("Done", timeout=30_000)
    upload(page, EXAMPLE)
    expect(page.locator("main")).to_contain_text("14 are here already and are skipped")


def test_another_kind_of_row_offers_other_fields(page: Page, tmp_path: Path) -> None:
    wide = tmp_path / "wide.csv"
    header = ",".join(["Id", "Sent", "Who", "Words", *(f"Extra {n}" for n in range(56))])
    rows = "\n".join(f"{n},2026-05-04 09:{n:02d},agent,Hello {n}" for n in range(30))
    wide.write_text(f"{header}\n{rows}\n")
    upload(page, wide)
    page.get_by_role("link", name="Map its columns").click()
    page.get_by_label("One row of this table is").select_option("message")
    expect(page.get_by_label("One row of this table is")).to_be_focused()
    page.get_by_label("Words", exact=True).select_option("text")
    expect(page.locator("#depends")).to_contain_text("Not yet: something is missing.")
    assert faults_of(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert faults_of(page) == []
