"""The coverage funnel: how many of the interactions of a period got how far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from coaching.plans.models import PlanEvidence
from qa_app.dashboards.periods import Period
from scorecards.reviews.models import FINAL, SEEN_BY_AGENT, Evaluation, EvaluationState
from scorecards.sampling.models import Draw, DrawItem, Part
from transcription.interactions.models import Interaction, InteractionState

STAGES = ("received", "readable", "drawn", "scored", "released", "acknowledged", "coached")


@dataclass(frozen=True)
class Stage:
    """A step of the funnel with its count, each interaction once."""

    key: str
    count: int


def funnel(session: Session, period: Period) -> tuple[Stage, ...]:
    """Interactions that began in the period, by how far they got; drawn = by chance or by risk."""
    within = (Interaction.started_at >= period.since, Interaction.started_at < period.until)
    received = session.execute(
        select(
            func.count(Interaction.id),
            func.count(case((Interaction.state == InteractionState.READY, 1))),
        ).where(*within)
    ).one()
    reviewed = session.execute(
        select(
            _once(Evaluation.state.in_(FINAL)),
            _once(Evaluation.state.in_(SEEN_BY_AGENT)),
            _once(Evaluation.state == EvaluationState.ACKNOWLEDGED),
        )
        .join(Interaction, Evaluation.interaction_id == Interaction.id)
        .where(*within)
    ).one()
    counts = (*received, _drawn(session, within), *reviewed, _coached(session, within))
    return tuple(Stage(key, count) for key, count in zip(STAGES, counts, strict=True))


def _once(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, Evaluation.interaction_id)).distinct())


def _drawn(session: Session, within: Sequence[ColumnElement[bool]]) -> int:
    query: Select[int] = (
        select(func.count(DrawItem.interaction_id.distinct()))
        .join(Interaction, DrawItem.interaction_id == Interaction.id)
        .join(Draw, DrawItem.draw_id == Draw.id)
        .where(*within, DrawItem.part != Part.RESERVE, Draw.undone_at.is_(None))
    )
    return session.scalar(query) or 0


def _coached(session: Session, within: Sequence[ColumnElement[bool]]) -> int:
    query: Select[int] = (
        select(func.count(Evaluation.interaction_id.distinct()))
        .join(PlanEvidence, PlanEvidence.evaluation_id == Evaluation.id)
        .join(Interaction, Evaluation.interaction_id == Interaction.id)
        .where(*within)
    )
    return session.scalar(query) or 0
