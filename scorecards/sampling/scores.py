"""Reads scores with their intervals: of agents, teams and questions, and week by week.

A period means when the interactions took place, since that is what the draws speak for. Every
figure rests on counting evaluations alone (the first submitted review of a random item).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.core.permissions import Role
from qa_app.people.models import Grant, User
from scorecards.sampling.comparison import Comparison, Placed, against_team, rank
from scorecards.sampling.control_chart import ControlChart, TooFewPoints, xmr
from scorecards.sampling.counting import Counted, Question, counted_of, questions_of
from scorecards.sampling.estimation import Estimate, NotEnoughEvidence, mean, rate, spread_of
from scorecards.sampling.weighing import Scored

Ids = Collection[int] | None
Figure = Estimate | NotEnoughEvidence


@dataclass(frozen=True, slots=True)
class AgentRow:
    """One agent in a team's table.

    `against` compares with the rest of the team; `placed` is None without enough evidence.
    """

    agent_id: int
    name: str
    score: Figure
    against: Comparison | NotEnoughEvidence
    placed: Placed | None


@dataclass(frozen=True, slots=True)
class TeamTable:
    """A team's score and its agents, the highest place first, then those without a place."""

    score: Figure
    rows: tuple[AgentRow, ...]


@dataclass(frozen=True, slots=True)
class QuestionScore:
    """How a question was answered: the mean share of its points in per cent, N/A left out.

    `lost` counts the answers that did not get all points, `critical` the fatal ones.
    """

    key: str
    score: Figure
    answered: int
    lost: int
    critical: int


@dataclass(frozen=True, slots=True)
class WeekPoint:
    """The score of one week, by the Monday on which it begins."""

    monday: date
    score: Figure


@dataclass(frozen=True, slots=True)
class Series:
    """Weeks with reviews, oldest first; the chart is over those with enough evidence."""

    weeks: tuple[WeekPoint, ...]
    chart: ControlChart | TooFewPoints


def scored_of(
    session: Session,
    *,
    agent_ids: Ids = None,
    team_ids: Ids = None,
    since: datetime,
    until: datetime,
    scorecard_id: int | None = None,
    question_key: str | None = None,
) -> Sequence[Scored]:
    """What the estimates take, of interactions from `since` to just before `until`.

    `Scored.agent` is the agent's user id as text. None for ids does not narrow. With a question,
    values are its share of points in per cent; without question and scorecard, drawn items that
    have no score (yet) are in it with value None.
    """
    rows = counted_of(
        session,
        agent_ids=agent_ids,
        team_ids=team_ids,
        since=since,
        until=until,
        scorecard_id=scorecard_id,
        question_key=question_key,
    )
    return [row.scored for row in rows]


def agent_score(
    session: Session,
    agent_id: int,
    *,
    since: datetime,
    until: datetime,
    scorecard_id: int | None = None,
) -> Figure:
    """An agent's score; the usual spread of their team steadies its interval."""
    everybody = _team_mates(session, agent_id, since, until, scorecard_id)
    own = scored_of(
        session, agent_ids=[agent_id], since=since, until=until, scorecard_id=scorecard_id
    )
    return mean(own, spread=spread_of(everybody) if len(_agents(everybody)) > 1 else None)


def _team_mates(
    session: Session,
    agent_id: int,
    since: datetime,
    until: datetime,
    scorecard_id: int | None,
) -> Sequence[Scored]:
    team_id = session.scalar(select(User.team_id).where(User.id == agent_id))
    if team_id is None:
        return ()
    return scored_of(
        session, team_ids=[team_id], since=since, until=until, scorecard_id=scorecard_id
    )


def team_score(
    session: Session,
    team_ids: Ids,
    *,
    since: datetime,
    until: datetime,
    scorecard_id: int | None = None,
) -> Figure:
    """The score of one or several teams; None for all."""
    return mean(
        scored_of(session, team_ids=team_ids, since=since, until=until, scorecard_id=scorecard_id)
    )


def pass_rate(session: Session, team_ids: Ids, *, since: datetime, until: datetime) -> Figure:
    """The rate (0 to 1) of interactions that passed, of those with a score."""
    rows = counted_of(session, team_ids=team_ids, since=since, until=until)
    return rate([row.as_passed() for row in rows])


def team_table(
    session: Session,
    team_id: int,
    since: datetime,
    until: datetime,
    *,
    scorecard_id: int | None = None,
) -> TeamTable:
    """All agents of a team with score, place and comparison with the rest of the team.

    In it are the active members of the team and everybody else who has counting reviews for it.
    """
    everybody = list(
        scored_of(session, team_ids=[team_id], since=since, until=until, scorecard_id=scorecard_id)
    )
    names = _names(session, team_id, _agents(everybody))
    spread = spread_of(everybody)
    of_agent: dict[str, list[Scored]] = defaultdict(list)
    for one in everybody:
        of_agent[one.agent].append(one)
    places = {placed.agent: placed for placed in rank(everybody).placed}
    rows = [
        AgentRow(
            agent_id,
            name,
            mean(of_agent[str(agent_id)], spread=spread),
            against_team(str(agent_id), everybody),
            places.get(str(agent_id)),
        )
        for agent_id, name in names.items()
    ]
    return TeamTable(mean(everybody), tuple(sorted(rows, key=_by_place)))


def question_scores(
    session: Session,
    *,
    agent_ids: Ids = None,
    team_ids: Ids = None,
    since: datetime,
    until: datetime,
    scorecard_id: int | None = None,
) -> list[QuestionScore]:
    """Each question's score, the weakest with enough evidence first, then the others by key."""
    by_key: dict[str, list[Question]] = defaultdict(list)
    for row in questions_of(
        session,
        agent_ids=agent_ids,
        team_ids=team_ids,
        since=since,
        until=until,
        scorecard_id=scorecard_id,
    ):
        by_key[row.key].append(row)
    found = [_question(key, rows) for key, rows in by_key.items()]
    return sorted(found, key=_by_weakness)


def team_series(
    session: Session,
    team_ids: Ids,
    *,
    since: datetime,
    until: datetime,
    zone: ZoneInfo,
    scorecard_id: int | None = None,
) -> Series:
    """A team's score week by week, with the limits of a control chart."""
    rows = counted_of(
        session,
        team_ids=team_ids,
        since=since,
        until=until,
        scorecard_id=scorecard_id,
        drawn=False,
    )
    return _series(rows, zone)


def agent_series(
    session: Session, agent_id: int, *, since: datetime, until: datetime, zone: ZoneInfo
) -> Series:
    """An agent's score week by week, beside nobody but their own past."""
    return _series(
        counted_of(session, agent_ids=[agent_id], since=since, until=until, drawn=False), zone
    )


def _series(rows: Sequence[Counted], zone: ZoneInfo) -> Series:
    weeks: dict[date, list[Scored]] = defaultdict(list)
    for row in rows:
        day = row.started_at.astimezone(zone).date()
        weeks[day - timedelta(days=day.weekday())].append(row.scored)
    points = tuple(WeekPoint(monday, mean(weeks[monday])) for monday in sorted(weeks))
    values = [point.score.value for point in points if isinstance(point.score, Estimate)]
    return Series(points, xmr(values))


def _question(key: str, rows: Sequence[Question]) -> QuestionScore:
    answered = [row for row in rows if row.scored.value is not None]
    lost = sum(row.scored.value < 100 for row in answered if row.scored.value is not None)
    return QuestionScore(
        key,
        mean([row.scored for row in rows]),
        len(answered),
        lost,
        sum(row.critical for row in rows),
    )


def _by_weakness(one: QuestionScore) -> tuple[bool, float, str]:
    if isinstance(one.score, Estimate):
        return False, one.score.value, one.key
    return True, 0.0, one.key


def _by_place(row: AgentRow) -> tuple[bool, float, str]:
    return row.placed is None, -row.placed.value if row.placed else 0.0, row.name


def _names(session: Session, team_id: int, agents: set[str]) -> Mapping[int, str]:
    ids = [int(agent) for agent in agents]
    agents_only = User.id.in_(select(Grant.user_id).where(Grant.role == Role.AGENT))
    wanted = (
        (User.team_id == team_id) & User.active.is_(True) & User.is_bot.is_(False) & agents_only
    )
    rows = session.execute(select(User.id, User.name).where(wanted | User.id.in_(ids)))
    return {row.id: row.name for row in rows}


def _agents(scored: Sequence[Scored]) -> set[str]:
    return {one.agent for one in scored}
