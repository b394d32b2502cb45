"""The QA manager's home: what waits, the programme's health, coverage, teams, work, draws."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.dashboards.attention import Waiting, attention
from qa_app.dashboards.coverage import Stage, funnel
from qa_app.dashboards.drawn import DrawRow, last_draws
from qa_app.dashboards.first_steps import FirstSteps, first_steps
from qa_app.dashboards.health import Health, dispute_counts, health
from qa_app.dashboards.periods import CHART_PERIODS, Period
from qa_app.dashboards.workload import ReviewerLoad, reviewer_loads
from qa_app.people.models import Team
from scorecards.flagging.models import FlagModel
from scorecards.flagging.queries import flag_counts, model_in_use
from scorecards.flagging.switch import is_on
from scorecards.sampling.comparison import Comparison, compare
from scorecards.sampling.estimation import Estimate, NotEnoughEvidence, mean
from scorecards.sampling.scores import Series, pass_rate, scored_of, team_series
from transcription.intake.models import Batch

LAST_BATCHES = 5
LIFT_SHARE = 0.2


@dataclass(frozen=True)
class TeamRow:
    """A team with its score, what changed against the period before, and its pass rate."""

    name: str
    team_id: int
    score: Estimate | NotEnoughEvidence
    change: Comparison | NotEnoughEvidence
    passed: Estimate | NotEnoughEvidence


@dataclass(frozen=True)
class Flagging:
    """The version in use with its lift; `top` is what the card says of the riskiest fifth."""

    model: FlagModel
    on: bool
    scored: int
    flagged: int
    top: Mapping[str, Any] | None
    auc: Mapping[str, Any]
    n: int


@dataclass(frozen=True)
class ManagerHome:
    """Everything on the page, of one period."""

    steps: FirstSteps
    waiting: tuple[Waiting, ...]
    health: Health
    funnel: tuple[Stage, ...]
    teams: tuple[TeamRow, ...]
    series: Series
    reviewers: tuple[ReviewerLoad, ...]
    disputes: dict[str, int]
    draws: Sequence[DrawRow]
    batches: Sequence[Batch]
    flagging: Flagging | None


def manager_home(session: Session, period: Period, zone: ZoneInfo) -> ManagerHome:
    """Read the page."""
    chart_since = period.until - (period.until - period.since) * CHART_PERIODS
    return ManagerHome(
        steps=first_steps(session),
        waiting=attention(session, period.until),
        health=health(session, period, period.until.astimezone(zone).date()),
        funnel=funnel(session, period),
        teams=team_rows(session, period),
        series=team_series(session, None, since=chart_since, until=period.until, zone=zone),
        reviewers=reviewer_loads(session, period),
        disputes=dispute_counts(session, period),
        draws=last_draws(session),
        batches=session.scalars(select(Batch).order_by(Batch.id.desc()).limit(LAST_BATCHES)).all(),
        flagging=_flagging(session),
    )


def team_rows(session: Session, period: Period) -> tuple[TeamRow, ...]:
    """Every team by name; they are not ranked."""
    return tuple(_team(session, team, period) for team in _teams(session))


def _teams(session: Session) -> Sequence[Team]:
    return session.scalars(select(Team).order_by(Team.name)).all()


def _team(session: Session, team: Team, period: Period) -> TeamRow:
    now = scored_of(session, team_ids=[team.id], since=period.since, until=period.until)
    before = scored_of(session, team_ids=[team.id], since=period.before, until=period.since)
    passed = pass_rate(session, [team.id], since=period.since, until=period.until)
    return TeamRow(team.name, team.id, mean(now), compare(now, before), passed)


def _flagging(session: Session) -> Flagging | None:
    model = model_in_use(session)
    if model is None:
        return None
    scored, flagged = flag_counts(session, model)
    figures = model.card["figures"]
    top = next((one for one in figures["tops"] if one["share"] == LIFT_SHARE), None)
    return Flagging(model, is_on(session), scored, flagged, top, figures["auc"], figures["n"])
