"""What agents may know of a flag: always that risk chose it, more only where settings say so."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from scorecards.flagging.export import reason_in_words
from scorecards.flagging.models import RiskFlag
from scorecards.flagging.switch import is_on
from scorecards.reviews.feedback import RiskSaid
from scorecards.reviews.models import Evaluation, Pool


def risk_for_agent(session: Session, evaluation: Evaluation) -> RiskSaid | None:
    """Chance and reasons of the flag for which a draw chose it, if agents may know them.

    None without the setting QA_FLAG_REASONS_TO_AGENTS, while flagging is off, and for what no
    model chose. Of several versions the last one that spoke before the review began is told.
    """
    chosen = evaluation.pool is Pool.TARGETED and evaluation.draw_id is not None
    if not chosen or not session.info["settings"].flag_reasons_to_agents or not is_on(session):
        return None
    flag = session.scalar(
        select(RiskFlag)
        .where(
            RiskFlag.interaction_id == evaluation.interaction_id,
            RiskFlag.scored_at <= evaluation.started_at,
        )
        .order_by(RiskFlag.scored_at.desc(), RiskFlag.id.desc())
        .limit(1)
    )
    if flag is None:
        return None
    return RiskSaid(flag.probability, tuple(reason_in_words(each) for each in flag.reasons))
