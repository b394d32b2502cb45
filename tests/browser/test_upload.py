"""Files sent in pieces in a real browser: several, dropped, paused, over a broken connection."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from tests.browser.checks import faults_of
from tests.browser.chromium import Chromium, Watch
from tests.browser.pages.sign_in import give_password, sign_in
from tests.browser.serving import ServedDesk
from tests.factories.people import make_user
from tests.transcription.intake.examples import interaction, jsonl
from transcription.intake.models import Batch, BatchFile, PartialUpload

DROP = """([name, text]) => {
  const data = new DataTransfer();
  data.items.add(new File([text], name));
  document.querySelector(".drop").dispatchEvent(
    new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def context(chromium: Chromium, desk: ServedDesk, session: Session) -> BrowserContext:
    email = give_password(session, make_user(session, Role.QA_MANAGER))
    session.commit()
    return sign_in(chromium.context(desk.address), email)


@pytest.fixture
def page(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto("/import")
    return page


def test_files_arrive_over_a_connection_that_breaks(
    page: Page, session: Session, watch: Watch, tmp_path: Path
) -> None:
    large = tmp_path / "large.jsonl"
    large.write_bytes(jsonl(interaction(external_id="large")) + b" " * (9 << 20))
    broken = []

    def break_once(route: Route) -> None:
        if route.request.method == "PATCH" and len(broken) < 2:
            broken.append(route.request.headers["upload-offset"])
            route.abort("connectionreset")
        else:
            route.continue_()

    watch.allow("ERR_CONNECTION_RESET")
    page.route("**/import/pieces/*", break_once)
    page.locator('input[type="file"]').set_input_files(large)
    row = page.locator("[data-uploads] li").first
    expect(row).to_contain_text("connection lost, goes on by itself")
    page.evaluate(DROP, ["small.jsonl", jsonl(interaction(external_id="small")).decode()])
    expect(page.locator("[data-uploads] li")).to_have_count(2)
    expect(row).to_contain_text("sent", timeout=20_000)
    expect(page.locator("[data-uploads] li").nth(1)).to_contain_text("sent")
    expect(page.locator("[data-uploads-total]")).to_have_text("2 files, 100 % sent")
    assert broken == ["0", "0"]
    assert faults_of(page) == []
    page.get_by_role("button", name="Import at once").click()
    expect(page.locator("h1")).to_contain_text("2 files")
    session.expire_all()
    batch = session.scalars(select(Batch).order_by(Batch.id.desc()).limit(1)).one()
    files = session.scalars(select(BatchFile).where(BatchFile.batch_id == batch.id)).all()
    assert sorted((each.name, each.size_bytes > 9 << 20) for each in files) == [
        ("large.jsonl", True), ("small.jsonl", False)
    ]  # fmt: skip


def test_a_file_is_paused_gone_on_with_and_taken_out(
    page: Page, session: Session, tmp_path: Path
) -> None:
    held: list[Route] = []
    page.route("**/import/pieces/*", lambda route: held.append(route))
    path = tmp_path / "one.jsonl"
    path.write_bytes(jsonl(interaction(external_id="one")))
    page.locator('input[type="file"]').set_input_files(path)
    row = page.locator("[data-uploads] li")
    page.get_by_role("button", name="Pause: one.jsonl").click()
    expect(row).to_contain_text("paused at 0 %")
    # Whoever imports now waits for what is paused, and is told so.
    page.get_by_role("button", name="Import at once").click()
    expect(page.locator("[data-uploads-total]")).to_contain_text("being sent")
    page.unroute("**/import/pieces/*")
    page.get_by_role("button", name="Take out one.jsonl").click()
    expect(row).to_have_count(0)
    session.expire_all()
    page.wait_for_timeout(300)
    assert session.scalars(select(PartialUpload)).all() == []


def test_who_asks_to_look_first_before_all_is_sent_looks_first(page: Page, tmp_path: Path) -> None:
    def late(route: Route) -> None:
        page.wait_for_timeout(1500)
        route.continue_()

    page.route("**/import/pieces/*", late)
    path = tmp_path / "early.jsonl"
    path.write_bytes(jsonl(interaction(external_id="early")))
    page.locator('input[type="file"]').set_input_files(path)
    page.get_by_role("button", name="Look at it first").click()
    page.wait_for_url("**/import/look/*")
