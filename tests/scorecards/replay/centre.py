"""A scorecard with past evaluations, and drafts of its next version, for tests of replays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from scorecards.design.document import ScorecardDocument
from scorecards.design.drafting import edit, open_draft
from scorecards.design.editing import change_question
from scorecards.design.models import Version
from scorecards.reviews.models import Evaluation, Pool
from tests.factories.feedback import AT, Desk, make_desk, make_evaluation

GIVEN: tuple[dict[str, Any], ...] = (
    {"greeting": "yes", "identity": "yes", "solved": "solved"},  # 100
    {"greeting": "no", "identity": "yes", "solved": "solved"},  # 50/60
    {"greeting": "yes", "identity": "yes", "solved": "open"},  # 40/60
    {"greeting": "no", "identity": "no", "solved": "solved"},  # 0, failed
)


def make_past(session: Session) -> tuple[Desk, list[Evaluation]]:
    """Four evaluations of one scorecard, a day apart, the last of them targeted."""
    desk = make_desk(session)
    found = [
        make_evaluation(
            session,
            desk,
            answers=answers,
            pool=Pool.TARGETED if number == 3 else Pool.RANDOM,
            at=AT + timedelta(days=number),
        )
        for number, answers in enumerate(GIVEN)
    ]
    return desk, found


def make_next(
    session: Session, version: Version, change: Callable[[ScorecardDocument], ScorecardDocument]
) -> Version:
    """A draft of the scorecard's next version, changed so."""
    draft = open_draft(session, version.scorecard, at=AT)
    edit(
        session, draft, change, revision=draft.revision, subject="", label="test", by=None, at=AT
    )  # fmt: skip
    return draft


def heavier(document: ScorecardDocument) -> ScorecardDocument:
    """The greeting weighs 60 instead of 10: 100; 50/110; 90/110; 0."""
    return change_question(document, "greeting", {"weight": 60})
