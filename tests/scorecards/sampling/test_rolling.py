"""Rolling windows hold exactly their interactions and give what a single score would give."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from scorecards.sampling.counting import Counted
from scorecards.sampling.estimation import Estimate, NotEnoughEvidence, mean
from scorecards.sampling.rolling import agent_rolling, rolling
from scorecards.sampling.scores import agent_score
from scorecards.sampling.weighing import Scored
from tests.factories.feedback import AT, make_desk, make_evaluation

END = datetime(2026, 3, 30, tzinfo=UTC)
WINDOW = timedelta(weeks=4)


def row(value: float, days_before: float, agent: str = "1") -> Counted:
    scored = Scored(value, 0.1, "week", agent)
    return Counted(scored, END - timedelta(days=days_before))


def test_a_window_begins_inclusive_and_ends_exclusive() -> None:
    own = [row(50, 28), *(row(90, days) for days in (1, 2, 3, 4)), row(0, 0), row(0, 28.1)]
    (point,) = rolling(own, own, ends=[END], window=WINDOW)
    assert isinstance(point.score, Estimate)
    assert (point.score.n, round(point.score.value, 6)) == (5, 82.0)


def test_too_few_reviews_give_no_point() -> None:
    own = [row(90, days) for days in (1, 2, 3, 4)]
    (point,) = rolling(own, own, ends=[END], window=WINDOW)
    assert point.score == NotEnoughEvidence(4)


def test_colleagues_steady_the_interval_and_leave_the_value() -> None:
    own = [row(value, days) for value, days in ((60, 1), (100, 2), (80, 3), (90, 4), (70, 5))]
    others = [row(80, days, "2") for days in range(1, 21)]
    (alone,) = rolling(own, own, ends=[END], window=WINDOW)
    (steadied,) = rolling(own, [*own, *others], ends=[END], window=WINDOW)
    assert isinstance(alone.score, Estimate)
    assert isinstance(steadied.score, Estimate)
    assert alone.score == mean([one.scored for one in own])
    assert steadied.score.value == alone.score.value
    assert steadied.score.high < alone.score.high


def test_the_last_point_is_the_agents_score_of_these_weeks(session: Session) -> None:
    desk = make_desk(session)
    for number in range(6):
        evaluation = make_evaluation(session, desk)
        evaluation.interaction.started_at = AT - timedelta(days=number * 3)
    session.flush()
    until = AT + timedelta(days=1)
    points = agent_rolling(session, desk.agent.id, until=until, points=3, window=WINDOW)
    assert [point.until for point in points] == [until - timedelta(weeks=w) for w in (2, 1, 0)]
    assert points[-1].score == agent_score(
        session, desk.agent.id, since=until - WINDOW, until=until
    )
    # 2 March less nine, twelve and fifteen days lie before 17 February; only fifteen does.
    assert points[0].score == NotEnoughEvidence(1)
