"""Lets a reviewer pass an item on with a reason, which counts as non-response in the sample."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import Conflict, Refused
from qa_app.core.events import emit
from qa_app.core.text import clean
from scorecards.reviews.drafting import evaluation_of
from scorecards.reviews.models import Assignment, AssignmentState, EvaluationState

REASONS = ("unreadable", "language", "partial", "population", "other")
NEEDS_NOTE = "other"


def skip(
    session: Session, assignment: Assignment, *, reason: str, note: str, by: int, at: datetime
) -> Assignment:
    """Close an open item without a score; a draft stays with it and counts nowhere.

    Refused for an unknown reason and for `other` without a note; Conflict when it is not open.
    """
    note = clean(note).strip()
    if reason not in REASONS:
        raise Refused(_("Choose why you skip this interaction."), field="reason")
    if reason == NEEDS_NOTE and not note:
        raise Refused(_("Say in a few words why you skip it."), field="note")
    evaluation = evaluation_of(session, assignment)
    drafted = evaluation is None or evaluation.state is EvaluationState.DRAFT
    if assignment.state is not AssignmentState.OPEN or not drafted:
        raise Conflict(_("This interaction is no longer open, so it cannot be skipped."))
    assignment.state, assignment.closed_at = AssignmentState.SKIPPED, at
    assignment.skip_reason = f"{reason}: {note}" if note else reason
    after = {"reason": reason}
    record(session, "assignment.skip", ("assignment", assignment.id), by=by, at=at, after=after)
    session.flush()
    emit(session, "assignment.skipped", assignment_id=assignment.id)
    return assignment
