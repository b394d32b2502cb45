"""What a review must know of second opinions: which items are one, and that one became final."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.jobs.queue import enqueue
from scorecards.reviews.models import Assignment, Evaluation
from scorecards.reviews.models_acts import SecondOpinion

TELL = "opinions.tell"


def asked_for(session: Session, assignments: Sequence[Assignment]) -> set[int]:
    """Ids of those items that a colleague asked a second opinion for, whoever it was."""
    ids = [each.id for each in assignments if each.is_second]
    if not ids:
        return set()
    query = select(SecondOpinion.second_id).where(
        SecondOpinion.second_id.in_(ids), SecondOpinion.withdrawn_at.is_(None)
    )
    return {number for number in session.scalars(query) if number is not None}


def note_final(session: Session, evaluation: Evaluation, *, at: datetime) -> None:
    """Note that one of two reviews became final; whoever asked is told by a job once both are."""
    rows = session.scalars(
        select(SecondOpinion).where(
            SecondOpinion.interaction_id == evaluation.interaction_id,
            SecondOpinion.withdrawn_at.is_(None),
        )
    ).all()
    for opinion in rows:
        if opinion.second_id == evaluation.assignment_id:
            opinion.answered_at = at
        elif opinion.first_id != evaluation.assignment_id:
            continue
        subject = ("second_opinion", opinion.id)
        enqueue(session, TELL, {"opinion_id": opinion.id}, subject=subject)
