"""Starts a review by own choice: pool manual, seen by the agent, never part of a score."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import Refused
from scorecards.reviews.models import Assignment, AssignmentState, Pool
from transcription.interactions.models import Interaction, InteractionState

DUE_IN = timedelta(days=7)


def start_manual(
    session: Session, interaction: Interaction, *, by: int, at: datetime
) -> Assignment:
    """The item under which `by` scores the interaction; an open one of theirs is taken up again.

    Refused where there is no text yet, for one's own work, and where they have scored it before.
    """
    if interaction.state is not InteractionState.READY:
        raise Refused(_("This interaction has no transcript yet, so there is nothing to score."))
    if interaction.agent_id == by:
        raise Refused(_("Nobody scores their own work."))
    known = session.scalar(
        select(Assignment).where(
            Assignment.interaction_id == interaction.id, Assignment.reviewer_id == by
        )
    )
    if known is not None:
        return _taken_up(known)
    assignment = Assignment(
        interaction_id=interaction.id,
        reviewer_id=by,
        pool=Pool.MANUAL,
        due_at=at + DUE_IN,
        state=AssignmentState.OPEN,
        is_second=False,
        created_at=at,
    )
    session.add(assignment)
    session.flush()
    record(session, "assignment.start", ("assignment", assignment.id), by=by, at=at)
    return assignment


def _taken_up(known: Assignment) -> Assignment:
    if known.state is AssignmentState.OPEN:
        return known
    if known.state is AssignmentState.DONE:
        raise Refused(_("You have scored this interaction already."))
    raise Refused(_("You skipped this interaction, or it was taken out of your queue."))
