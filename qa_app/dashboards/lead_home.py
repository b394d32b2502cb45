"""The team lead's home: who needs what, the team at a glance, weeks, coaching load, questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from coaching.plans.models import CoachingPlan, PlanState
from qa_app.dashboards.lead_todo import LeadTodo, lead_todo
from qa_app.dashboards.periods import CHART_PERIODS, Period
from qa_app.dashboards.question_names import question_names
from qa_app.people.models import Team, User
from scorecards.design.models import Scorecard, Version
from scorecards.reviewers.adjusted import AdjustedScore, adjusted_scores
from scorecards.reviews.models import Evaluation
from scorecards.sampling.comparison import Comparison, compare
from scorecards.sampling.counting import questions_of
from scorecards.sampling.estimation import Estimate, NotEnoughEvidence, mean
from scorecards.sampling.scores import Series, TeamTable, scored_of, team_series, team_table

MOST_PLANS = 24


@dataclass(frozen=True)
class HeatCell:
    """An agent's mean share of a question's points with n; None where n is under five."""

    agent_id: int
    percent: float | None
    n: int


@dataclass(frozen=True)
class HeatRow:
    """A question with the team's figure and one cell per agent."""

    key: str
    text: str
    team: Estimate | NotEnoughEvidence
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True)
class LeadHome:
    """Everything on the page, of one team and period."""

    team: Team
    table: TeamTable
    adjusted: Mapping[int, AdjustedScore]
    """By agent, where their reviewers can be compared: what stands beside the score. Empty for
    one scorecard, as severity is measured over all of them."""
    series: Series
    agents: Sequence[User]
    heat: tuple[HeatRow, ...]
    change: Comparison | NotEnoughEvidence
    """The team's score against the period before."""
    todo: LeadTodo
    plans: Sequence[CoachingPlan]


def lead_home(session: Session, team: Team, period: Period, zone: ZoneInfo) -> LeadHome:
    """Read the page; every figure is of interactions within the period."""
    card = period.scorecard_id
    table = team_table(session, team.id, period.since, period.until, scorecard_id=card)
    agents = session.scalars(
        select(User).where(User.id.in_([row.agent_id for row in table.rows])).order_by(User.name)
    ).all()
    weeks = period.until - (period.until - period.since) * CHART_PERIODS
    plans = _plans(session, team)
    today = period.until.astimezone(zone).date()
    scores = {row.agent_id: row.score for row in table.rows}
    return LeadHome(
        team=team,
        table=table,
        adjusted={}
        if card
        else adjusted_scores(session, scores, since=period.since, until=period.until),
        series=team_series(
            session, [team.id], since=weeks, until=period.until, zone=zone, scorecard_id=card
        ),
        agents=agents,
        heat=heat_map(session, team, agents, period),
        change=_change(session, team, period),
        todo=lead_todo(session, team, plans, period.until, today),
        plans=plans,
    )


def _change(session: Session, team: Team, period: Period) -> Comparison | NotEnoughEvidence:
    now, before = (
        scored_of(
            session,
            team_ids=[team.id],
            since=since,
            until=until,
            scorecard_id=period.scorecard_id,
        )
        for since, until in ((period.since, period.until), (period.before, period.since))
    )
    return compare(now, before)


def heat_map(
    session: Session, team: Team, agents: Sequence[User], period: Period
) -> tuple[HeatRow, ...]:
    """Questions × agents, the weakest question of the team first."""
    rows = questions_of(
        session,
        team_ids=[team.id],
        since=period.since,
        until=period.until,
        scorecard_id=period.scorecard_id,
    )
    names = question_names(
        session,
        team_ids=[team.id],
        since=period.since,
        until=period.until,
        scorecard_id=period.scorecard_id,
    )
    by_key: dict[str, list[int]] = {}
    for index, row in enumerate(rows):
        by_key.setdefault(row.key, []).append(index)
    found = []
    for key, indexes in by_key.items():
        scored = [rows[index].scored for index in indexes]
        cells = []
        for agent in agents:
            own = [s for s in scored if s.agent == str(agent.id) and s.value is not None]
            figure = mean(own)
            value = figure.value if isinstance(figure, Estimate) else None
            cells.append(HeatCell(agent.id, value, len(own)))
        found.append(HeatRow(key, names.get(key, key), mean(scored), tuple(cells)))
    return tuple(sorted(found, key=_weakest_first))


def _weakest_first(row: HeatRow) -> tuple[bool, float, str]:
    if isinstance(row.team, Estimate):
        return False, row.team.value, row.key
    return True, 0.0, row.key


def used_scorecards(session: Session, team: Team) -> Sequence[Scorecard]:
    """The scorecards on which reviews of the team count, by title: those to choose from."""
    used = (
        select(Version.scorecard_id)
        .join(Evaluation, Evaluation.version_id == Version.id)
        .where(Evaluation.team_id == team.id, Evaluation.counts.is_(True))
    )
    query = select(Scorecard).where(Scorecard.id.in_(used))
    return session.scalars(query.order_by(Scorecard.title, Scorecard.id)).all()


def _plans(session: Session, team: Team) -> Sequence[CoachingPlan]:
    return session.scalars(
        select(CoachingPlan)
        .options(
            selectinload(CoachingPlan.agent),
            selectinload(CoachingPlan.actions),
            selectinload(CoachingPlan.sessions),
            selectinload(CoachingPlan.focus_areas),
        )
        .where(
            CoachingPlan.team_id == team.id,
            CoachingPlan.state.in_((PlanState.OPEN, PlanState.PROPOSED)),
        )
        .order_by(CoachingPlan.due_on, CoachingPlan.id)
        .limit(MOST_PLANS)
    ).all()
