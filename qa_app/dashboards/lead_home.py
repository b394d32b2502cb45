"""The team lead's home: who needs what, the team at a glance, weeks, coaching load, questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from coaching.focus.evidence import question_texts
from coaching.plans.models import CoachingPlan, PlanState
from qa_app.dashboards.periods import Period
from qa_app.people.models import Team, User
from scorecards.design.models import Version
from scorecards.reviews.models import (
    FINAL,
    Dispute,
    DisputeState,
    Evaluation,
    EvaluationState,
    Pool,
)
from scorecards.sampling.counting import questions_of
from scorecards.sampling.estimation import Estimate, NotEnoughEvidence, mean
from scorecards.sampling.scores import Series, TeamTable, team_series, team_table

MOST_WAITING = 6


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
    series: Series
    agents: Sequence[User]
    heat: tuple[HeatRow, ...]
    to_release: Sequence[Evaluation]
    disputes: Sequence[Dispute]
    plans: Sequence[CoachingPlan]
    thanks: Sequence[Evaluation]


def lead_home(session: Session, team: Team, period: Period, zone: ZoneInfo) -> LeadHome:
    """Read the page; every figure is of interactions within the period."""
    table = team_table(session, team.id, period.since, period.until)
    agents = session.scalars(
        select(User).where(User.id.in_([row.agent_id for row in table.rows])).order_by(User.name)
    ).all()
    weeks = period.until - (period.until - period.since) * 4
    return LeadHome(
        team=team,
        table=table,
        series=team_series(session, [team.id], since=weeks, until=period.until, zone=zone),
        agents=agents,
        heat=heat_map(session, team, agents, period),
        to_release=_to_release(session, team),
        disputes=_open_disputes(session, team),
        plans=_plans(session, team),
        thanks=_thanks(session, team, period),
    )


def heat_map(
    session: Session, team: Team, agents: Sequence[User], period: Period
) -> tuple[HeatRow, ...]:
    """Questions × agents, the weakest question of the team first."""
    rows = questions_of(session, team_ids=[team.id], since=period.since, until=period.until)
    texts = {key: text for (_, key), text in question_texts(session, _scorecards(session)).items()}
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
        found.append(HeatRow(key, texts.get(key, key), mean(scored), tuple(cells)))
    return tuple(sorted(found, key=_weakest_first))


def _weakest_first(row: HeatRow) -> tuple[bool, float, str]:
    if isinstance(row.team, Estimate):
        return False, row.team.value, row.key
    return True, 0.0, row.key


def _scorecards(session: Session) -> Sequence[int]:
    return session.scalars(select(Version.scorecard_id).distinct()).all()


def _to_release(session: Session, team: Team) -> Sequence[Evaluation]:
    return session.scalars(
        select(Evaluation)
        .options(selectinload(Evaluation.agent))
        .where(
            Evaluation.team_id == team.id,
            Evaluation.state == EvaluationState.SUBMITTED,
            # Reviews of reviewers and imported history never go to the agent.
            Evaluation.pool != Pool.CALIBRATION,
            Evaluation.imported.is_(False),
        )
        .order_by(Evaluation.submitted_at)
        .limit(MOST_WAITING)
    ).all()


def _open_disputes(session: Session, team: Team) -> Sequence[Dispute]:
    return session.scalars(
        select(Dispute)
        .join(Evaluation, Dispute.evaluation_id == Evaluation.id)
        .options(selectinload(Dispute.evaluation).selectinload(Evaluation.agent))
        .where(Evaluation.team_id == team.id, Dispute.state == DisputeState.OPEN)
        .order_by(Dispute.due_at)
        .limit(MOST_WAITING)
    ).all()


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
        .limit(12)
    ).all()


def _thanks(session: Session, team: Team, period: Period) -> Sequence[Evaluation]:
    """Perfect evaluations of the last week of the period: a reason to say thank you."""
    since: datetime = period.until - (period.until - period.since) / period.weeks
    return session.scalars(
        select(Evaluation)
        .options(selectinload(Evaluation.agent), selectinload(Evaluation.interaction))
        .where(
            Evaluation.team_id == team.id,
            Evaluation.state.in_(FINAL),
            Evaluation.submitted_at >= since,
            Evaluation.percent == 100,
        )
        .order_by(Evaluation.submitted_at.desc())
        .limit(3)
    ).all()
