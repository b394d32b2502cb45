"""An item that is taken away while it is open: the reviewer reads why and carries the text off."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import BrowserContext, expect
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.permissions import Role
from qa_app.people.models import User
from scorecards.handover.moving import locked_rows, move
from scorecards.reviews.models import Assignment, Evaluation
from tests.browser.checks import faults_of
from tests.browser.chromium import Watch
from tests.browser.pages.scoring import ScoringScreen
from tests.browser.queues import Queue
from tests.factories.people import make_user


def take_away(session: Session, item: int) -> tuple[User, User]:
    """A manager gives the item to another reviewer; (manager, who gets it)."""
    manager, taker = make_user(session, Role.QA_MANAGER), make_user(session, Role.REVIEWER)
    move(session, locked_rows(session, [item]), {taker.id: 1.0}, by=manager.id, at=clock.now())
    session.commit()
    return manager, taker


def write(screen: ScoringScreen, text: str) -> None:
    screen.page.locator("textarea[name=comment]").fill(text)


def test_given_to_somebody_else_while_open(
    context: BrowserContext,
    queue: Queue,
    session: Session,
    watch: Watch,
    tmp_path: Path,
) -> None:
    watch.allow("status of 409")
    screen = queue.open(context)
    screen.press("1")
    screen.saved()
    manager, taker = take_away(session, queue.items[0])
    write(screen, "Written after it was gone.")
    dialog = screen.page.locator("#stranded")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text(manager.name)
    expect(screen.page.locator("#stranded-text")).to_have_value(
        # The answer in the words of its option, and what was written last.
        re.compile(r"Greeting[\s\S]*Written after it was gone")
    )
    assert faults_of(screen.page) == []
    with screen.page.expect_download() as download:
        dialog.get_by_role("button", name="Text file").click()
    download.value.save_as(tmp_path / "draft.txt")
    assert "Written after it was gone." in (tmp_path / "draft.txt").read_text()
    dialog.get_by_role("link", name="See what happened").click()
    expect(screen.page.get_by_role("heading", level=1)).to_have_text(
        "This interaction is no longer in your queue"
    )
    assert faults_of(screen.page) == []

    def counted(found: Session) -> tuple[int, int]:
        row = found.get_one(Assignment, queue.items[0])
        return row.reviewer_id, found.query(Evaluation).filter_by(assignment_id=row.id).count()

    assert queue.desk.read(counted) == (taker.id, 0)


KEEP = """([item, draft]) => sessionStorage.setItem(
  `qa.draft.${item}`, JSON.stringify({ revision: 0, focus: null, draft }))"""


def test_what_was_entered_under_another_version_is_saved_as_far_as_it_fits(
    context: BrowserContext,
    queue: Queue,
) -> None:
    """Kept from a scorecard that asked one question more, and had another option."""
    screen = queue.open(context)
    cited = {"question": "gone", "turn": 1, "start": 0, "end": 2}
    draft = {
        "answers": {"greeting": "complete", "identity": "perhaps", "gone": "yes"},
        "comments": {"gone": "Words on what is gone.", "identity": "Asked twice."},
        "causes": {},
        "evidence": [cited],
        "comment": "On the whole good.",
    }
    screen.page.evaluate(KEEP, [queue.items[0], draft])
    screen.page.reload()
    screen.is_ready()
    screen.saved()
    stored = queue.stored()[1]
    assert (stored.answers, stored.comments) == (
        {"greeting": "complete"},
        {"identity": "Asked twice."},
    )
    assert stored.comment == "On the whole good.\n\nWords on what is gone."
    expect(screen.page.get_by_text("Answers that no longer fit it: 2")).to_be_visible()
