"""The last draws as the programme page shows them: frame, what was left out, what is done."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, selectinload

from scorecards.reviews.models import Assignment, AssignmentState
from scorecards.sampling.models import Draw, DrawItem, Part

MOST = 5


@dataclass(frozen=True)
class DrawRow:
    """A draw with what it took and what became of its reviews; second reviews are among them."""

    draw: Draw
    random: int
    risk: int
    done: int
    open: int
    skipped: int

    @property
    def left_out(self) -> int:
        """How many of the period were not in the frame."""
        return sum(self.draw.left_out.values())

    @property
    def last_moment(self) -> datetime:
        """The period ends before midnight of the day after, which a page should not name."""
        return self.draw.period_end - timedelta(seconds=1)

    @property
    def reviews(self) -> int:
        """Reviews that are done or still to do."""
        return self.done + self.open


def last_draws(session: Session, most: int = MOST) -> Sequence[DrawRow]:
    """The newest standing draws, newest first."""
    draws = session.scalars(
        select(Draw)
        .options(selectinload(Draw.plan))
        .where(Draw.undone_at.is_(None))
        .order_by(Draw.drawn_at.desc(), Draw.id.desc())
        .limit(most)
    ).all()
    ids = [draw.id for draw in draws]
    parts, work = _parts(session, ids), _work(session, ids)
    return [
        DrawRow(draw, *parts.get(draw.id, (0, 0)), *work.get(draw.id, (0, 0, 0))) for draw in draws
    ]


def _parts(session: Session, ids: Collection[int]) -> Mapping[int, tuple[int, int]]:
    rows = session.execute(
        select(
            DrawItem.draw_id,
            func.count(case((DrawItem.part == Part.RANDOM, 1))),
            func.count(case((DrawItem.part == Part.RISK, 1))),
        )
        .where(DrawItem.draw_id.in_(ids))
        .group_by(DrawItem.draw_id)
    )
    return {draw: (random, risk) for draw, random, risk in rows}


def _work(session: Session, ids: Collection[int]) -> Mapping[int, tuple[int, int, int]]:
    states = (AssignmentState.DONE, AssignmentState.OPEN, AssignmentState.SKIPPED)
    counts = [func.count(case((Assignment.state == state, 1))) for state in states]
    rows = session.execute(
        select(Assignment.draw_id, *counts)
        .where(Assignment.draw_id.in_(ids))
        .group_by(Assignment.draw_id)
    )
    return {row[0]: (row[1], row[2], row[3]) for row in rows if row[0] is not None}
