"""Submits an evaluation: pending while it can be taken back, then final by finalising.py."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import Conflict, Refused
from qa_app.core.jobs.queue import enqueue
from scorecards.design.answers import Facts
from scorecards.design.document import ScorecardDocument
from scorecards.design.scoring import missing_required, required_comments
from scorecards.reviews.draft import Draft, Sent
from scorecards.reviews.drafting import DraftConflict, draft_of, evaluation_of, save_over
from scorecards.reviews.finalising import TASK, finalise
from scorecards.reviews.models import Assignment, Evaluation, EvaluationState
from scorecards.reviews.results import document_of, facts_of
from scorecards.reviews.suggestion_records import settle


class NotReady(Refused):
    """Something that blocks submission is missing; `missing` names the questions."""

    def __init__(self, message: str, missing: tuple[str, ...]) -> None:
        super().__init__(message)
        self.missing = missing


def submit(
    session: Session,
    assignment: Assignment,
    sent: Sent,
    *,
    by: int,
    at: datetime,
    undo_seconds: int,
) -> Evaluation:
    """Save what was sent and submit it: PENDING for `undo_seconds`, or final at once for 0.

    The caller holds the assignment's row locked. Sending the same again changes nothing and
    answers alike. NotReady names what is missing, DraftConflict that another save was faster.
    """
    found = evaluation_of(session, assignment)
    if found is not None and found.state is not EvaluationState.DRAFT:
        if draft_of(found) == sent.draft.tidy():
            return found
        raise Conflict(
            _(
                "This evaluation was submitted in another window, with other answers. "
                "What stands there was kept; take it back to change it."
            )
        )
    if found is not None and found.revision != sent.revision:
        # An old submission that arrives late must not undo a taking back.
        raise DraftConflict(draft_of(found), found.revision, own=found.reviewer_id == by)
    evaluation = save_over(session, found, assignment, sent, by=by, at=at)
    check_ready(
        document_of(evaluation.version), facts_of(evaluation.interaction), sent.draft.tidy()
    )
    settle(session, evaluation, sent.draft.tidy())
    evaluation.state = EvaluationState.PENDING
    evaluation.pending_until = at + timedelta(seconds=undo_seconds)
    evaluation.revision += 1
    record(session, "evaluation.submit", ("evaluation", evaluation.id), by=by, at=at)
    if undo_seconds:
        subject = ("evaluation", evaluation.id)
        enqueue(session, TASK, {}, delay_s=undo_seconds, subject=subject)
    else:
        session.flush()
        finalise(session, evaluation, at=at)
    return evaluation


def take_back(session: Session, evaluation: Evaluation, *, by: int, at: datetime) -> Evaluation:
    """Turn a pending evaluation into a draft again; Conflict when its time is over."""
    if evaluation.state is EvaluationState.DRAFT:
        return evaluation
    until = evaluation.pending_until
    if evaluation.state is not EvaluationState.PENDING or until is None or at > until:
        raise Conflict(
            _(
                "This submission has become final. A QA manager or the team's lead can have it "
                "restated, with a reason."
            )
        )
    evaluation.state = EvaluationState.DRAFT
    evaluation.pending_until = None
    evaluation.revision += 1
    record(session, "evaluation.take_back", ("evaluation", evaluation.id), by=by, at=at)
    session.flush()
    return evaluation


def check_ready(document: ScorecardDocument, facts: Facts, draft: Draft) -> None:
    """NotReady where a required answer, or a comment that an answer asks for, is missing."""
    missing = missing_required(document, draft.values, facts)
    if missing:
        words = ngettext(
            "%(num)s required answer is still missing.",
            "%(num)s required answers are still missing.",
            len(missing),
        )
        raise NotReady(words, missing)
    asked = required_comments(document, draft.values, facts)
    silent = tuple(key for key in asked if key not in draft.comments)
    if silent:
        words = ngettext(
            "%(num)s answer still needs a comment.",
            "%(num)s answers still need a comment.",
            len(silent),
        )
        raise NotReady(words, silent)
