"""What pages call a question that several scorecards ask under the same key."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coaching.focus.evidence import question_texts
from scorecards.design.models import Version
from scorecards.reviews.models import FINAL, Evaluation
from transcription.interactions.models import Interaction


def question_names(
    session: Session,
    *,
    agent_ids: Collection[int] | None = None,
    team_ids: Collection[int] | None = None,
    since: datetime,
    until: datetime,
    scorecard_id: int | None = None,
) -> Mapping[str, str]:
    """Key → the words of the scorecard that was used most for these people in the period."""
    query = (
        select(Version.scorecard_id, func.count(Evaluation.id).label("used"))
        .join(Evaluation, Evaluation.version_id == Version.id)
        .join(Interaction, Evaluation.interaction_id == Interaction.id)
        .where(
            Evaluation.counts.is_(True),
            Evaluation.state.in_(FINAL),
            Interaction.started_at >= since,
            Interaction.started_at < until,
        )
        .group_by(Version.scorecard_id)
        .order_by(func.count(Evaluation.id).desc(), Version.scorecard_id)
    )
    if agent_ids is not None:
        query = query.where(Evaluation.agent_id.in_(agent_ids))
    if team_ids is not None:
        query = query.where(Evaluation.team_id.in_(team_ids))
    if scorecard_id is not None:
        query = query.where(Version.scorecard_id == scorecard_id)
    cards = [row.scorecard_id for row in session.execute(query)]
    names: dict[str, str] = {}
    texts = question_texts(session, cards)
    for card in cards:
        for (owner, key), text in texts.items():
            if owner == card:
                names.setdefault(key, text)
    return names
