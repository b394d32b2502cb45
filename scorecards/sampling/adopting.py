"""Makes a review that was chosen otherwise a random one, when chance picks the same interaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from qa_app.core.audit import record
from scorecards.reviews.models import FINAL, Assignment, Evaluation, Pool

ADOPTED = (Pool.TARGETED, Pool.MANUAL)


@dataclass(frozen=True, slots=True)
class Chance:
    """How an interaction came into the random part of a draw."""

    draw_id: int
    stratum: str
    inclusion_probability: float


def adopt(
    session: Session, assignment: Assignment, chance: Chance, *, by: int | None, at: datetime
) -> bool:
    """Move the assignment and its evaluation into the random pool; returns whether it did.

    To pass over what risk or a person chose before would leave out the riskiest and bend the
    sample. What is random or calibration already stays as it is: an interaction counts once.
    """
    if assignment.pool not in ADOPTED:
        return False
    before = {"pool": assignment.pool.value, "draw": assignment.draw_id}
    _give(assignment, chance)
    rows = session.scalars(select(Evaluation).where(Evaluation.assignment_id == assignment.id))
    for evaluation in rows.all():
        _give(evaluation, chance)
        evaluation.counts = evaluation.state in FINAL and not _counted(session, evaluation)
    session.flush()
    after = {"pool": Pool.RANDOM.value, "draw": chance.draw_id}
    subject = ("assignment", assignment.id)
    record(session, "sampling.adopt", subject, by=by, at=at, before=before, after=after)
    return True


def _give(row: Assignment | Evaluation, chance: Chance) -> None:
    row.pool, row.draw_id = Pool.RANDOM, chance.draw_id
    row.stratum, row.inclusion_probability = chance.stratum, chance.inclusion_probability


def _counted(session: Session, evaluation: Evaluation) -> bool:
    other = aliased(Evaluation)
    return bool(
        session.scalar(
            select(
                exists().where(
                    other.interaction_id == evaluation.interaction_id,
                    other.id != evaluation.id,
                    other.counts.is_(True),
                )
            )
        )
    )
