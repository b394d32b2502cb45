"""The adjusted score: a worked example, when there is none, and how often it holds the truth."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from sqlalchemy.orm import Session

from qa_app.core import clock
from scorecards.calibration.rows import Score
from scorecards.calibration.severity import severity
from scorecards.calibration.strictness import NotEstimable, Severity, Strictness
from scorecards.reviewers.adjusted import AdjustedScore, adjust, adjusted_scores
from scorecards.reviewers.fitting import fit_all, keep
from scorecards.sampling.estimation import Estimate, mean
from scorecards.sampling.scores import team_table
from scorecards.sampling.weighing import Scored
from tests.factories.reviewers import make_centre

SCORE = Estimate(80.0, 74.0, 84.0, 10, 100.0, 2.5, 9.0)
REVIEWERS = {
    1: Strictness(4.0, 1.0, 7.0, 40, 0),
    2: Strictness(-2.0, -4.0, 0.5, 40, 0),
    3: NotEstimable("too_few_reviews", 4, 10),
    4: Strictness(0.0, -1.0, 1.0, 40, 1),
}


def test_severity_counts_by_the_part_of_the_reviews() -> None:
    """Half strict by 4, half mild by 2: 1 point; arms √(6² + 1.5² + 1²), √(4² + 1.5² + 1.25²)."""
    found = adjust(SCORE, {1: 5, 2: 5}, REVIEWERS)
    assert found is not None
    assert (found.value, found.strict, found.n) == (81.0, 1.0, 10)
    assert found.low == pytest.approx(81 - (36 + 2.25 + 1) ** 0.5)
    assert found.high == pytest.approx(81 + (16 + 2.25 + 1.5625) ** 0.5)
    assert found.words == (
        "The reviewers of these 10 reviews were on the whole 1.0 points stricter than the rest;"
        " this is added."
    )


def test_there_is_none_where_a_reviewer_is_not_known_or_not_comparable() -> None:
    assert adjust(SCORE, {1: 5, 3: 5}, REVIEWERS) is None
    assert adjust(SCORE, {1: 5, 9: 5}, REVIEWERS) is None
    assert adjust(SCORE, {1: 5, 4: 5}, REVIEWERS) is None
    assert adjust(SCORE, {}, REVIEWERS) is None


def test_it_stays_between_0_and_100() -> None:
    top = Estimate(99.0, 96.0, 100.0, 10, 100.0, 1.0, 9.0)
    found = adjust(top, {1: 1}, REVIEWERS)
    assert found is not None
    assert (found.value, found.high) == (100.0, 100.0)


def test_its_interval_holds_the_truth() -> None:
    """60 centres in which each agent is reviewed mostly by one reviewer: the raw score misses."""
    raw = held = whole = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        lenient = rng.normal(0, 5, 5)
        lenient -= lenient.mean()
        level = 70 + rng.normal(0, 5, 10)
        rows, given = [], {agent: [] for agent in range(10)}
        for number in range(200):
            agent = number % 10
            mostly = agent % 5 if rng.random() < 0.8 else int(rng.integers(5))
            points = float(level[agent] + lenient[mostly] + rng.normal(0, 8))
            rows.append(Score(f"c{number}", f"{agent}", f"{mostly}", "card", points))
            given[agent].append((mostly, points))
        fitted = severity(rows)
        assert isinstance(fitted, Severity)
        reviewers = {int(name): one for name, one in fitted.reviewers.items()}
        for agent, reviews in given.items():
            score = mean([Scored(points, 0.05, "all", "a") for _, points in reviews])
            assert isinstance(score, Estimate)
            met = {n: sum(who == n for who, _ in reviews) for n in {who for who, _ in reviews}}
            found = adjust(score, met, reviewers)
            if found is None:
                continue
            whole += 1
            held += found.low <= level[agent] <= found.high
            raw += score.low <= level[agent] <= score.high
    assert whole > 500
    assert 0.91 <= held / whole <= 0.99
    assert raw / whole < 0.85


def test_scores_of_a_team_are_adjusted_by_the_stored_fit(session: Session) -> None:
    at = clock.now()
    reviewers, agents = make_centre(session, (8.0, 0.0, -8.0), at=at)
    team = agents[0].team_id
    assert team is not None
    since = at - timedelta(weeks=12)
    scores = {row.agent_id: row.score for row in team_table(session, team, since, at).rows}
    assert adjusted_scores(session, scores, since=since, until=at) == {}
    keep(session, list(fit_all(session, at=at)), at=at, by=None, actor="test")
    found = adjusted_scores(session, scores, since=since, until=at)
    assert set(found) == {number for number, one in scores.items() if isinstance(one, Estimate)}
    for number, one in found.items():
        score = scores[number]
        assert isinstance(score, Estimate)
        assert isinstance(one, AdjustedScore)
        assert one.value == pytest.approx(score.value + one.strict)
    assert len(reviewers) == 3
