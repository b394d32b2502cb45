"""Reads of badges."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from qa_app.people.models import User
from recognition.badges.models import Badge


def recent_badges(
    session: Session, teams: frozenset[int] | None, *, own: int, limit: int = 12
) -> Sequence[Badge]:
    """The newest badges of these teams (None: of all) and one's own."""
    query = (
        select(Badge)
        .join(User, Badge.agent_id == User.id)
        .options(selectinload(Badge.agent))
        .where(Badge.withdrawn_at.is_(None))
    )
    if teams is not None:
        query = query.where(or_(Badge.agent_id == own, User.team_id.in_(teams)))
    return session.scalars(
        query.order_by(Badge.given_at.desc(), Badge.id.desc()).limit(limit)
    ).all()
