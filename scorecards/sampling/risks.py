"""Reads what the model in use says of a period's interactions, for the part of a draw by risk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from scorecards.flagging.models import RiskFlag
from scorecards.flagging.queries import model_in_use
from scorecards.flagging.switch import is_on
from scorecards.sampling.frame import Key
from scorecards.sampling.periods import Period
from transcription.interactions.models import Interaction


@dataclass(frozen=True, slots=True)
class Risks:
    """Probabilities of low quality by interaction, and the number of the model that gave them."""

    model: int
    by_key: Mapping[Key, float]


def risks_of(session: Session, period: Period) -> Risks | None:
    """What the model in use says of the period; None without a model or with flagging off."""
    model = model_in_use(session) if is_on(session) else None
    if model is None:
        return None
    rows = session.execute(
        select(Interaction.source, Interaction.external_id, RiskFlag.probability)
        .join(RiskFlag, RiskFlag.interaction_id == Interaction.id)
        .where(
            RiskFlag.model_id == model.id,
            Interaction.started_at >= period.start,
            Interaction.started_at < period.end,
        )
    )
    return Risks(model.number, {(source, name): risk for source, name, risk in rows})
