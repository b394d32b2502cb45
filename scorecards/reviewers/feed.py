"""Reads the random reviews that the model of severity is fitted to, as rows of plain data.

What counts in scores, and the hidden second reviews of it; each as it stands now, so that an
overturned dispute is in it. Nothing chosen by risk or by hand: those were not chosen blindly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from scorecards.calibration.rows import Score
from scorecards.design.models import Version
from scorecards.reviewers.models import Basis
from scorecards.reviewers.pairs import AT_ONCE
from scorecards.reviews.models import FINAL, Answer, Assignment, Evaluation, Pool
from scorecards.reviews.models_acts import is_asked_for
from transcription.interactions.models import Interaction

MOST = {Basis.SCORES: 40_000, Basis.ANSWERS: 3_000}
"""So many evaluations are fitted, the newest ones: an answer is a row of its own."""


@dataclass(frozen=True, slots=True)
class Feed:
    """The rows with how many evaluations they are of, and how many were left out."""

    rows: tuple[Score, ...]
    evaluations: int
    left_out: int


@dataclass(frozen=True, slots=True)
class _Review:
    id: int
    interaction_id: int
    agent_id: int
    reviewer_id: int
    scorecard_id: int
    percent: float | None


def feed_of(session: Session, basis: Basis, *, since: datetime, until: datetime) -> Feed:
    """The reviews of interactions that began from `since` to before `until`."""
    reviews = _distinct(session.execute(_random(since, until)))
    taken = reviews[: MOST[basis]]
    rows = _scores(taken) if basis is Basis.SCORES else _answers(session, taken)
    return Feed(tuple(rows), len(taken), len(reviews) - len(taken))


def in_measure() -> Any:
    """On Evaluation joined to its Assignment: random and counting, or the hidden second of one."""
    hidden = and_(Assignment.is_second.is_(True), ~is_asked_for(Assignment.id))
    second = and_(Evaluation.pool == Pool.CALIBRATION, hidden)
    return and_(Evaluation.state.in_(FINAL), or_(Evaluation.counts.is_(True), second))


def _random(since: datetime, until: datetime) -> Select[*tuple[Any, ...]]:
    query: Select[*tuple[Any, ...]] = (
        select(
            Evaluation.id,
            Evaluation.interaction_id,
            Evaluation.agent_id,
            Evaluation.reviewer_id,
            Version.scorecard_id,
            Evaluation.percent,
        )
        .join(Version, Version.id == Evaluation.version_id)
        .join(Interaction, Interaction.id == Evaluation.interaction_id)
        .outerjoin(Assignment, Assignment.id == Evaluation.assignment_id)
        .where(in_measure(), Interaction.started_at >= since, Interaction.started_at < until)
        .order_by(Evaluation.submitted_at.desc(), Evaluation.id.desc())
    )
    return query


def _distinct(rows: Any) -> list[_Review]:
    """One review of a person and interaction, the newest; an interaction keeps one agent."""
    seen: set[tuple[int, int]] = set()
    agents: dict[int, int] = {}
    found = []
    for number, interaction, agent, reviewer, card, percent in rows:
        known = agents.setdefault(interaction, agent)
        if (interaction, reviewer) in seen or known != agent:
            continue
        seen.add((interaction, reviewer))
        figure = None if percent is None else float(percent)
        found.append(_Review(number, interaction, agent, reviewer, card, figure))
    return found


def _scores(reviews: Sequence[_Review]) -> list[Score]:
    return [
        _row(review, str(review.scorecard_id), review.percent)
        for review in reviews
        if review.percent is not None
    ]


def _answers(session: Session, reviews: Sequence[_Review]) -> list[Score]:
    by_id = {review.id: review for review in reviews}
    ids = sorted(by_id)
    rows = []
    for start in range(0, len(ids), AT_ONCE):
        query = select(Answer.evaluation_id, Answer.question_key, Answer.fraction).where(
            Answer.evaluation_id.in_(ids[start : start + AT_ONCE]), Answer.fraction.is_not(None)
        )
        for number, key, fraction in session.execute(query):
            review = by_id[number]
            points = max(0.0, float(fraction or 0) * 100)
            rows.append(_row(review, f"{review.scorecard_id}.{key}", points))
    return rows


def _row(review: _Review, question: str, points: float) -> Score:
    return Score(
        str(review.interaction_id),
        str(review.agent_id),
        str(review.reviewer_id),
        question,
        points,
    )
