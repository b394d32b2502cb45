"""A reviewer with items to score, on the desk of a browser test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from playwright.sync_api import BrowserContext
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.permissions import Role
from qa_app.people.models import User
from scorecards.design.models import Scorecard
from scorecards.reviews.draft import Draft
from scorecards.reviews.drafting import draft_of
from scorecards.reviews.models import Evaluation, EvaluationState
from tests.browser.pages.scoring import ScoringScreen
from tests.browser.pages.sign_in import give_password
from tests.browser.serving import ServedDesk
from tests.factories.people import make_team, make_user
from tests.factories.queue import Talk, make_assignment, make_text, publish_shipped


@dataclass(frozen=True)
class Queue:
    """A reviewer of one test with their items, in the order in which they are due."""

    desk: ServedDesk
    reviewer_id: int
    email: str
    items: list[int]

    def path(self, place: int) -> str:
        """The path of one item."""
        return f"/review/{self.items[place]}"

    def open(self, context: BrowserContext, place: int = 0) -> ScoringScreen:
        """One item in a new tab, ready for keys."""
        return ScoringScreen.open(context, self.path(place))

    def stored(self, place: int = 0) -> tuple[EvaluationState, Draft, list[str]]:
        """State, draft and quotes of an item as they are in the database now."""

        def look(session: Session) -> tuple[EvaluationState, Draft, list[str]]:
            query = select(Evaluation).where(Evaluation.assignment_id == self.items[place])
            found = session.scalars(query).one()
            return found.state, draft_of(found), [row.quote for row in found.evidence]

        return self.desk.read(look)


def make_queue(
    desk: ServedDesk,
    session: Session,
    talks: Sequence[tuple[Talk, dict[str, Any]]],
    *,
    agent: User | None = None,
) -> Queue:
    """A new reviewer with one item for each talk; the keywords of each go to `make_text`."""
    publish_once(session)
    agent = agent or make_user(session, Role.AGENT, make_team(session))
    reviewer = make_user(session, Role.REVIEWER)
    due = clock.now()
    items = [
        make_assignment(session, make_text(session, agent, talk, **others), reviewer,
                        due_at=due + timedelta(hours=hours + 1)).id
        for hours, (talk, others) in enumerate(talks)
    ]  # fmt: skip
    return Queue(desk, reviewer.id, give_password(session, reviewer), items)


def publish_once(session: Session) -> None:
    """The shipped scorecards; the desk of a module has them from its first test on."""
    if session.scalar(select(Scorecard.id).limit(1)) is None:
        for name in ("chat", "email", "phone"):
            publish_shipped(session, name)
