"""Reads what the model in use says of a period's interactions, for the part of a draw by risk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from scorecards.flagging.models import RiskFlag
from scorecards.flagging.notice import latest_notice
from scorecards.flagging.queries import model_in_use
from scorecards.flagging.switch import is_on
from scorecards.sampling.frame import Key
from scorecards.sampling.periods import Period
from transcription.interactions.models import Interaction

NoRisk = Literal["no_notice", "off", "no_model", "not_scored"]


@dataclass(frozen=True, slots=True)
class Risks:
    """Probabilities of low quality by interaction, and the number of the version that gave them.

    `missing` says why there are none: the workers have not been told, flagging is switched off,
    no version is trained, or the one in use has scored nothing of the period.
    """

    model: int | None
    by_key: Mapping[Key, float]
    missing: NoRisk | None = None


def risks_of(session: Session, period: Period) -> Risks:
    """What the version in use says of the period's interactions, or why it says nothing."""
    if latest_notice(session) is None:
        return Risks(None, {}, "no_notice")
    if not is_on(session):
        return Risks(None, {}, "off")
    model = model_in_use(session)
    if model is None:
        return Risks(None, {}, "no_model")
    rows = session.execute(
        select(Interaction.source, Interaction.external_id, RiskFlag.probability)
        .join(RiskFlag, RiskFlag.interaction_id == Interaction.id)
        .where(
            RiskFlag.model_id == model.id,
            Interaction.started_at >= period.start,
            Interaction.started_at < period.end,
        )
    )
    found = {(source, name): risk for source, name, risk in rows}
    return Risks(model.number, found) if found else Risks(None, {}, "not_scored")
