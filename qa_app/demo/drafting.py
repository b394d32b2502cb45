"""Begins the next version of one of the demo's scorecards, and asks what it would have changed."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from qa_app.core.jobs.queue import URGENT, enqueue
from qa_app.demo.staffing import Staff
from scorecards.design.document import ScorecardDocument
from scorecards.design.drafting import Edit, edit, open_draft
from scorecards.design.editing import change_card, change_question
from scorecards.design.models import Version
from scorecards.replay.models import Replay
from scorecards.replay.running import Asked, ask

TITLE = "Complaint and service recovery"
CHANGES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("empathy", {"weight": 5}),
    ("resolution", {"weight": 60}),
    ("documentation", {"excluded": True}),
)
"""Question by question: less for the words, more for the remedy, the record kept out of it."""


def begin_next_version(
    session: Session, staff: Staff, cards: list[tuple[Version, ScorecardDocument]], at: datetime
) -> Replay:
    """A draft that differs in a few weights, and its replay, which a worker carries out."""
    version = next(version for version, document in cards if document.title == TITLE)
    draft = open_draft(session, version.scorecard, at=at)
    by = staff.manager.id
    for key, changes in CHANGES:
        _edit(session, draft, key, partial(change_question, key=key, changes=changes), by, at)
    _edit(session, draft, "pass mark", partial(change_card, changes={"pass_percent": 85}), by, at)
    replay = ask(session, draft, Asked(version.scorecard_id), by=by, at=at)
    subject = ("scorecard_replay", replay.id)
    enqueue(session, "replay.run", {"replay_id": replay.id}, subject=subject, priority=URGENT)
    return replay


def _edit(
    session: Session, draft: Version, part: str, change: Edit, by: int | None, at: datetime
) -> None:
    """One step of the draft's history."""
    edit(session, draft, change, revision=draft.revision, subject=part, label=part, by=by, at=at)
