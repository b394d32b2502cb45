"""Tells an agent's draw: how many of how many interactions of a period were drawn at random."""

from __future__ import annotations

from sqlalchemy.orm import Session

from scorecards.reviews.feedback import DrawFacts
from scorecards.reviews.models import Evaluation
from scorecards.sampling.models import Draw


def draw_facts(session: Session, evaluation: Evaluation) -> DrawFacts | None:
    """The random part of the evaluation's draw for its agent; None where it has no draw."""
    draw = session.get(Draw, evaluation.draw_id) if evaluation.draw_id else None
    if draw is None:
        return None
    for row in draw.agents:
        if row["agent_id"] == evaluation.agent_id:
            return DrawFacts(row["random"], row["frame_size"], draw.period_start, draw.period_end)
    return None
