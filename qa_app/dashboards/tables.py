"""The figures of the dashboards as rows of a CSV, the same as their pages show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from qa_app.dashboards.coverage import funnel
from qa_app.dashboards.lead_home import lead_home
from qa_app.dashboards.manager_home import team_rows
from qa_app.dashboards.periods import CHART_PERIODS, Period
from qa_app.dashboards.workload import reviewer_loads
from qa_app.people.models import Team, User
from scorecards.reviews.models import Evaluation
from scorecards.sampling.comparison import Comparison
from scorecards.sampling.counting import counted_of, questions_of
from scorecards.sampling.estimation import Estimate, NotEnoughEvidence, mean
from scorecards.sampling.scores import team_series
from scorecards.sampling.weighing import weights
from transcription.interactions.models import Interaction

Figure = Estimate | NotEnoughEvidence


@dataclass(frozen=True)
class Table:
    """A head and its rows."""

    head: Sequence[str]
    rows: Sequence[Sequence[object]]


def coverage_table(session: Session, period: Period, _zone: ZoneInfo) -> Table:
    """The coverage funnel."""
    return Table(("stage", "interactions"), [(s.key, s.count) for s in funnel(session, period)])


def teams_table(session: Session, period: Period, _zone: ZoneInfo) -> Table:
    """Score, change and pass rate of each team."""
    head = (
        "team", "n", "score", "low", "high", "change", "change_low", "change_high",
        "passed", "passed_low", "passed_high",
    )  # fmt: skip
    rows = [
        (row.name, row.score.n, *figures(row.score), *_change(row.change), *figures(row.passed))
        for row in team_rows(session, period)
    ]
    return Table(head, rows)


def reviewers_table(session: Session, period: Period, _zone: ZoneInfo) -> Table:
    """The work of each reviewer."""
    head = (
        "reviewer", "open", "overdue", "done", "skipped", "mean_active_seconds", "disputed",
        "changed",
    )  # fmt: skip
    rows = [
        (
            load.name, load.open, load.overdue, load.done, load.skipped,
            "" if load.seconds is None else round(load.seconds), load.disputed, load.changed,
        )
        for load in reviewer_loads(session, period)
    ]  # fmt: skip
    return Table(head, rows)


def weeks_table(
    session: Session, period: Period, zone: ZoneInfo, team: Team | None = None
) -> Table:
    """The score by week of a team, or of all."""
    since = period.until - (period.until - period.since) * CHART_PERIODS
    teams = None if team is None else [team.id]
    series = team_series(
        session,
        teams,
        since=since,
        until=period.until,
        zone=zone,
        scorecard_id=period.scorecard_id,
    )
    rows = [(week.monday.isoformat(), *figures(week.score), week.score.n) for week in series.weeks]
    return Table(("monday", "score", "low", "high", "n"), rows)


def weights_table(session: Session, period: Period, _zone: ZoneInfo) -> Table:
    """Every counting evaluation with its weight: Σ weight·percent / Σ weight is the score."""
    counted = counted_of(session, since=period.since, until=period.until)
    speaks_for = weights([one.scored for one in counted])
    query = (
        select(Evaluation.id, Interaction.source, Interaction.external_id, User.name, Team.name)
        .join(Interaction, Interaction.id == Evaluation.interaction_id)
        .join(User, User.id == Evaluation.agent_id)
        .outerjoin(Team, Team.id == Evaluation.team_id)
        .where(
            Evaluation.counts.is_(True),
            Interaction.started_at >= period.since,
            Interaction.started_at < period.until,
        )
    )
    named = {row[0]: row[1:] for row in session.execute(query)}
    rows = [
        (
            one.evaluation_id, *named[one.evaluation_id], one.scored.stratum,
            one.scored.stratum_size, one.scored.pi, one.scored.value, weight,
        )
        for one, weight in zip(counted, speaks_for, strict=True)
        if one.evaluation_id is not None and one.scored.value is not None
    ]  # fmt: skip
    head = (
        "evaluation", "source", "external_id", "agent", "team", "stratum", "stratum_size",
        "inclusion_probability", "percent", "weight",
    )  # fmt: skip
    return Table(head, rows)


def agents_table(session: Session, period: Period, zone: ZoneInfo, team: Team) -> Table:
    """A team at a glance."""
    rows = []
    view = lead_home(session, team, period, zone)
    for row in view.table.rows:
        own = view.adjusted.get(row.agent_id)
        adjusted = (own.value, own.low, own.high) if own else ("", "", "")
        places = (row.placed.best, row.placed.worst) if row.placed else ("", "")
        verdict = row.against.verdict if isinstance(row.against, Comparison) else ""
        rows.append((row.name, row.score.n, *figures(row.score), *places, verdict, *adjusted))
    head = (
        "agent", "n", "score", "low", "high", "place_from", "place_to", "against_team",
        "adjusted", "adjusted_low", "adjusted_high",
    )  # fmt: skip
    return Table(head, rows)


def questions_table(session: Session, period: Period, zone: ZoneInfo, team: Team) -> Table:
    """Questions by agent with n and intervals, then the team's own figure of each question."""
    view = lead_home(session, team, period, zone)
    names = {agent.id: agent.name for agent in view.agents}
    answers = questions_of(
        session,
        team_ids=[team.id],
        since=period.since,
        until=period.until,
        scorecard_id=period.scorecard_id,
    )
    rows: list[Sequence[object]] = []
    for line in view.heat:
        scored = [answer.scored for answer in answers if answer.key == line.key]
        for cell in line.cells:
            score = mean([one for one in scored if one.agent == str(cell.agent_id)])
            rows.append((line.text, names[cell.agent_id], *figures(score), score.n))
        rows.append((line.text, "", *figures(line.team), line.team.n))
    return Table(("question", "agent", "percent", "low", "high", "n"), rows)


def figures(score: Figure) -> tuple[object, object, object]:
    """Value and interval, empty where there is too little evidence."""
    if isinstance(score, Estimate):
        return score.value, score.low, score.high
    return "", "", ""


def _change(change: Comparison | NotEnoughEvidence) -> tuple[object, object, object]:
    if isinstance(change, Comparison):
        return change.difference, change.low, change.high
    return "", "", ""
