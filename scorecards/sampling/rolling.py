"""An agent's score over a moving window, for a trend where single weeks have too few reviews."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.people.models import User
from scorecards.sampling.counting import Counted, counted_of
from scorecards.sampling.estimation import Estimate, NotEnoughEvidence, mean, spread_of


@dataclass(frozen=True, slots=True)
class RollingPoint:
    """The score of the window that ends at `until`."""

    until: datetime
    score: Estimate | NotEnoughEvidence


def agent_rolling(
    session: Session, agent_id: int, *, until: datetime, points: int, window: timedelta
) -> tuple[RollingPoint, ...]:
    """`points` windows that end a week apart, the last at `until`, oldest first.

    Each is what `scores.agent_score` gives for its window: steadied by the team's usual spread.
    Neighbouring points share most of their reviews, so they must not be read as independent.
    """
    ends = [until - timedelta(weeks=back) for back in range(points - 1, -1, -1)]
    since = ends[0] - window
    own = counted_of(session, agent_ids=[agent_id], since=since, until=until)
    team_id = session.scalar(select(User.team_id).where(User.id == agent_id))
    team: Sequence[Counted] = ()
    if team_id is not None:
        team = counted_of(session, team_ids=[team_id], since=since, until=until)
    return rolling(own, team, ends=ends, window=window)


def rolling(
    own: Sequence[Counted],
    team: Sequence[Counted],
    *,
    ends: Sequence[datetime],
    window: timedelta,
) -> tuple[RollingPoint, ...]:
    """The score in each window from `end - window` to just before `end`."""
    return tuple(_point(own, team, end, window) for end in ends)


def _point(
    own: Sequence[Counted], team: Sequence[Counted], end: datetime, window: timedelta
) -> RollingPoint:
    mine, everybody = (
        [row.scored for row in rows if end - window <= row.started_at < end] for rows in (own, team)
    )
    several = len({one.agent for one in everybody}) > 1
    return RollingPoint(end, mean(mine, spread=spread_of(everybody) if several else None))
