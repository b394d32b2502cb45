"""An agent's score as if all reviewers had judged their work: beside the score, never in it.

    adjusted = score + how strict those were who gave it

Each reviewer's severity counts by their part of the reviews that the score rests on. The interval
joins those of the score and of the severities as if they were independent (the method of variance
estimates recovery: Zou and Donner 2008); severities add up to zero, so it is rather too wide.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import hypot

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scorecards.calibration.strictness import NotEstimable, Strictness
from scorecards.calibration.words import strict_in_words
from scorecards.reviewers.fitting import latest_fit
from scorecards.reviewers.keeping import read
from scorecards.reviewers.models import Basis
from scorecards.reviewers.span import DEFAULT
from scorecards.reviews.models import FINAL, Evaluation
from scorecards.sampling.estimation import Estimate, NotEnoughEvidence
from transcription.interactions.models import Interaction

Reviewers = Mapping[int, Strictness | NotEstimable]
Scores = Mapping[int, Estimate | NotEnoughEvidence]


@dataclass(frozen=True)
class AdjustedScore:
    """What stands beside a score of `n` reviews: value with 95 % interval, 0 to 100.

    `strict` is how many points fewer those who gave it give for the same work.
    """

    value: float
    low: float
    high: float
    strict: float
    n: int

    @property
    def words(self) -> str:
        """What lies between the score and this."""
        return strict_in_words(self.strict, self.n)


def adjust(score: Estimate, met: Mapping[int, int], reviewers: Reviewers) -> AdjustedScore | None:
    """The score with its reviewers' severity taken out; `met` counts their reviews in it.

    None where one of them has no known severity, or not all can be compared. Pure.
    """
    whole, groups = sum(met.values()), set()
    strict = low = high = 0.0
    for number, count in met.items():
        one = reviewers.get(number)
        if not isinstance(one, Strictness):
            return None
        groups.add(one.group)
        part = count / whole
        strict += part * one.points
        low = hypot(low, part * (one.points - one.low))
        high = hypot(high, part * (one.high - one.points))
    if len(groups) != 1:
        return None
    value = score.value + strict
    return AdjustedScore(
        _cut(value),
        _cut(value - hypot(score.value - score.low, low)),
        _cut(value + hypot(score.high - score.value, high)),
        strict,
        whole,
    )


def adjusted_scores(
    session: Session, scores: Scores, *, since: datetime, until: datetime
) -> dict[int, AdjustedScore]:
    """By agent: those scores (of interactions of that time) that can be adjusted.

    By the newest severities of twelve weeks, whatever the time of the scores: a reviewer's habit
    is known better from more of their work.
    """
    known = {number: one for number, one in scores.items() if isinstance(one, Estimate)}
    fit = latest_fit(session, Basis.SCORES, DEFAULT)
    if not known or fit is None or fit.why_not:
        return {}
    reviewers = read(fit.result).reviewers
    met = _met(session, known, since, until)
    found = {number: adjust(one, met[number], reviewers) for number, one in known.items()}
    return {number: one for number, one in found.items() if one is not None}


def _met(
    session: Session, agent_ids: Collection[int], since: datetime, until: datetime
) -> Mapping[int, Mapping[int, int]]:
    """How many of an agent's counting reviews each reviewer did."""
    rows = session.execute(
        select(Evaluation.agent_id, Evaluation.reviewer_id, func.count(Evaluation.id))
        .join(Interaction, Interaction.id == Evaluation.interaction_id)
        .where(
            Evaluation.agent_id.in_(agent_ids),
            Evaluation.counts.is_(True),
            Evaluation.state.in_(FINAL),
            Evaluation.percent.is_not(None),
            Interaction.started_at >= since,
            Interaction.started_at < until,
        )
        .group_by(Evaluation.agent_id, Evaluation.reviewer_id)
    )
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for agent_id, reviewer_id, count in rows:
        found[agent_id][reviewer_id] = count
    return found


def _cut(value: float) -> float:
    return min(100.0, max(0.0, value))
