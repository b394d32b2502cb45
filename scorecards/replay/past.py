"""Reads the past evaluations that a replay takes: of one scorecard, period and pool."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from scorecards.design.models import Scorecard, Version
from scorecards.replay.models import Replay
from scorecards.reviews.models import FINAL, Evaluation
from transcription.interactions.models import Interaction

CHUNK = 250


def evaluations_of(replay: Replay, zone: str) -> Select[Evaluation]:
    """The final evaluations that were asked for, by id; days begin and end in `zone`."""
    query = (
        select(Evaluation)
        .join(Version, Evaluation.version_id == Version.id)
        .where(Version.scorecard_id == replay.of_id, Evaluation.state.in_(FINAL))
    )
    if replay.since is not None:
        query = query.where(Evaluation.submitted_at >= _start(replay.since, zone))
    if replay.until is not None:
        after = replay.until + timedelta(days=1)
        query = query.where(Evaluation.submitted_at < _start(after, zone))
    if replay.pool is not None:
        query = query.where(Evaluation.pool == replay.pool)
    return query


def counted(session: Session, replay: Replay) -> dict[int, int]:
    """How many evaluations a replay finds, by the id of the version they were scored with."""
    rows = evaluations_of(replay, zone_of(session)).subquery()
    query = select(rows.c.version_id, func.count().label("n")).group_by(rows.c.version_id)
    return {row.version_id: row.n for row in session.execute(query)}


def chunk_after(session: Session, replay: Replay, last: int) -> Sequence[Evaluation]:
    """The next evaluations after an id, with their answers and facts; empty at the end."""
    query = (
        evaluations_of(replay, zone_of(session))
        .where(Evaluation.id > last)
        .order_by(Evaluation.id)
        .limit(CHUNK)
        .options(
            selectinload(Evaluation.answers),
            joinedload(Evaluation.interaction).joinedload(Interaction.team),
        )
    )
    return session.scalars(query).unique().all()


def scorecards_with_evaluations(session: Session) -> Sequence[Scorecard]:
    """Scorecards of which there are final evaluations with answers to replay, by title."""
    used = select(Version.scorecard_id).where(
        Version.id.in_(select(Evaluation.version_id).where(Evaluation.state.in_(FINAL)))
    )
    query = select(Scorecard).where(Scorecard.id.in_(used), Scorecard.imported.is_(False))
    return session.scalars(query.order_by(Scorecard.title)).all()


def versions_of(session: Session, ids: Iterable[int]) -> dict[int, Version]:
    """Versions by id."""
    query = select(Version).where(Version.id.in_(list(ids)))
    return {version.id: version for version in session.scalars(query)}


def zone_of(session: Session) -> str:
    """The centre's time zone, in which days are counted."""
    return str(session.info["settings"].time_zone)


def _start(day: date, zone: str) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)
