"""Takes an unfinished draft out of an item that goes to somebody else, and puts it back."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from qa_app.core.errors import Conflict, Refused
from scorecards.reviews.draft import Draft, Sent
from scorecards.reviews.drafting import draft_of, evaluation_of, save
from scorecards.reviews.models import Assignment, EvaluationState
from scorecards.reviews.models_acts import Handover


def take_out(session: Session, row: Assignment, one: Handover) -> None:
    """Move the item's draft, where there is one, into the handover; it is no evaluation then."""
    evaluation = evaluation_of(session, row)
    if evaluation is None:
        return
    if evaluation.state is not EvaluationState.DRAFT:
        raise Conflict(_("A review that was submitted stays with its reviewer."))
    one.version_id = evaluation.version_id
    one.draft = draft_of(evaluation).model_dump(mode="json")
    one.active_seconds = evaluation.active_seconds
    session.delete(evaluation)
    session.flush()


def put_back(session: Session, row: Assignment, one: Handover, *, at: datetime) -> bool:
    """Make the kept draft the item's again; False where it no longer fits and stays kept.

    It no longer fits where another version of the scorecard was published in between.
    """
    if one.draft is None or one.version_id is None:
        return False
    sent = Sent(version_id=one.version_id, revision=0, draft=Draft.model_validate(one.draft))
    try:
        with session.begin_nested():
            evaluation = save(session, row, sent, by=one.from_id, at=at)
    except (Conflict, Refused):
        return False
    evaluation.active_seconds = one.active_seconds
    one.draft = None
    session.flush()
    return True
