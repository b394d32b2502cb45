"""Draws reviews to be graded: so many of each reviewer, by chance, the same for the same seed."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from qa_app.core.audit import record
from qa_app.core.errors import Refused
from scorecards.reviewers.grading import start_grading
from scorecards.reviewers.models import Grading
from scorecards.reviews.models import FINAL, Assignment, AssignmentState, Evaluation

MOST_EACH = 20


def pick(reviews: Iterable[tuple[int, int]], each: int, seed: int) -> list[int]:
    """Of (review, reviewer) pairs, `each` reviews of every reviewer, or all where there are fewer.

    A simple random sample within each reviewer: those whose SHA-256 of seed and number is lowest.
    Pure; sorted by number.
    """
    by_reviewer: dict[int, list[int]] = defaultdict(list)
    for review, reviewer in reviews:
        by_reviewer[reviewer].append(review)
    chosen = []
    for mine in by_reviewer.values():
        chosen += sorted(mine, key=lambda number: (_lot(seed, number), number))[:each]
    return sorted(chosen)


def draw_gradings(
    session: Session,
    *,
    each: int,
    since: datetime,
    until: datetime,
    seed: int,
    by: int,
    at: datetime,
) -> list[Grading]:
    """Put `each` reviews of every other reviewer, submitted in that time, on `by`'s list.

    What is graded or on a list already is not drawn, nor what `by` still has to score. Refused for
    fewer than 1 or more than 20 each, and where there is nothing to draw from.
    """
    if not 1 <= each <= MOST_EACH:
        raise Refused(_("Draw from 1 to %(most_each)s of each.", most_each=MOST_EACH), field="each")
    graded = exists().where(Grading.evaluation_id == Evaluation.id)
    own_work = exists().where(
        Assignment.interaction_id == Evaluation.interaction_id,
        Assignment.reviewer_id == by,
        Assignment.state == AssignmentState.OPEN,
    )
    rows = session.execute(
        select(Evaluation.id, Evaluation.reviewer_id).where(
            Evaluation.state.in_(FINAL),
            Evaluation.imported.is_(False),
            Evaluation.reviewer_id != by,
            Evaluation.submitted_at >= since,
            Evaluation.submitted_at < until,
            ~graded,
            ~own_work,
        )
    ).all()
    chosen = pick([(number, reviewer) for number, reviewer in rows], each, seed)
    if not chosen:
        raise Refused(_("There is no review of that time that is not graded yet."))
    found = [
        start_grading(session, session.get_one(Evaluation, number), by=by, at=at, seed=seed)
        for number in chosen
    ]
    after = {
        "each": each,
        "from": since.isoformat(),
        "to": until.isoformat(),
        "seed": seed,
        "frame": len(rows),
        "drawn": len(found),
    }
    record(session, "grading.draw", ("grading", None), by=by, at=at, after=after)
    return found


def _lot(seed: int, number: int) -> bytes:
    return hashlib.sha256(f"{seed}\0{number}".encode()).digest()
