"""Compares the last eight weeks with training and keeps the result on the version's card."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.locks import looking
from scorecards.flagging.card_reading import reference_from
from scorecards.flagging.conversations import conversations
from scorecards.flagging.models import FlagModel, RiskFlag
from transcription.interactions.models import Interaction

if TYPE_CHECKING:
    from scorecards.flagging.drift import Drift

WEEKS = 8
# Fewer in a week say nothing about it, more say nothing new.
LEAST, MOST = 50, 400
WEEK = timedelta(days=7)


def watch_drift(
    session: Session, version: FlagModel, *, at: datetime, pause: Callable[[], None]
) -> list[dict[str, Any]]:
    """Store and give [{"name", "psi", "chance", "state", "weeks": [eight figures or null]}].

    `psi`, `chance` and `state` are of the last week with enough interactions; an input is left
    out where no week has enough. `pause` ends the transaction before, so that none is held while
    counting.
    """
    pause()
    with looking(session):
        weeks = [_week(session, version, at - WEEK * back) for back in range(WEEKS, 0, -1)]
    found: list[dict[str, Any]] = []
    for name in dict.fromkeys(name for week in weeks for name in week):
        seen = [week.get(name) for week in weeks]
        last = [one for one in seen if one is not None][-1]
        values = [None if one is None else one.psi for one in seen]
        found.append(
            {
                "name": name,
                "psi": last.psi,
                "chance": last.chance,
                "state": last.state,
                "weeks": values,
            }
        )
    found.sort(key=lambda row: -row["psi"])
    version.card = {**version.card, "drift": {"until": at.isoformat(), "inputs": found}}
    session.flush()
    return found


def _week(session: Session, version: FlagModel, since: datetime) -> dict[str, Drift]:
    """Drift by input of what came in this week, empty where too little did."""
    # Imported here because scikit-learn takes a second, which every page would pay.
    from scorecards.flagging.drift import drift
    from scorecards.flagging.reading import read

    rows = session.execute(
        select(RiskFlag.interaction_id, RiskFlag.probability)
        .join(Interaction, RiskFlag.interaction_id == Interaction.id)
        .where(
            RiskFlag.model_id == version.id,
            Interaction.started_at >= since,
            Interaction.started_at < since + WEEK,
        )
        .order_by(Interaction.id)
    ).all()
    if len(rows) < LEAST:
        return {}
    # Every k-th of the week, so that a busy Monday does not stand for all of it.
    chances = {row.interaction_id: row.probability for row in rows[:: -(-len(rows) // MOST)]}
    readings = [read(one) for one in conversations(session, list(chances))]
    told = [chances[int(r.conversation.id)] for r in readings]
    return {one.name: one for one in drift(reference_from(version.card), readings, told)}
