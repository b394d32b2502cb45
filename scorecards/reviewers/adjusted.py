"""An agent's level as if all reviewers had judged all their work: beside the score, never in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from scorecards.calibration.strictness import Adjusted
from scorecards.calibration.words import adjusted_in_words
from scorecards.reviewers.fitting import latest_fit
from scorecards.reviewers.keeping import read
from scorecards.reviewers.models import Basis


@dataclass(frozen=True)
class AdjustedScore:
    """What stands beside a score: level with 95 % interval, from how many reviews, up to when."""

    value: float
    low: float
    high: float
    n: int
    until: datetime
    words: str


def adjusted_scores(session: Session, weeks: int) -> dict[int, AdjustedScore]:
    """Of each agent whose reviewers can be compared, by id, from the newest fit of that period."""
    fit = latest_fit(session, Basis.SCORES, weeks)
    if fit is None or fit.why_not:
        return {}
    return {
        agent_id: AdjustedScore(
            one.adjusted.value,
            one.adjusted.low,
            one.adjusted.high,
            one.evaluations,
            fit.until,
            adjusted_in_words(one),
        )
        for agent_id, one in read(fit.result).agents.items()
        if isinstance(one, Adjusted)
    }
