"""The figures of the dashboards as CSV files."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from flask import Response, g, request
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import Missing
from qa_app.core.permissions import Permission
from qa_app.dashboards import tables
from qa_app.dashboards.lead_home import used_scorecards
from qa_app.dashboards.periods import Period, read_period
from qa_app.dashboards.routes import bp, on_card
from qa_app.dashboards.scope import readable_team
from qa_app.dashboards.tables import Table
from qa_app.people.models import Team
from qa_app.web.access import requires
from qa_app.web.downloads import csv_answer

PROGRAMME: dict[str, Callable[[Session, Period, ZoneInfo], Table]] = {
    "coverage": tables.coverage_table,
    "teams": tables.teams_table,
    "reviewers": tables.reviewers_table,
    "weeks": tables.weeks_table,
    "weights": tables.weights_table,
}


@bp.get("/programme/<name>.csv")
@requires(Permission.PROGRAMME_READ)
def programme_csv(name: str) -> Response:
    """One of the programme's tables: coverage, teams, reviewers, weeks, weights."""
    if name not in PROGRAMME:
        raise Missing
    table = PROGRAMME[name](db.session(), _period(), _zone())
    return csv_answer(f"programme-{name}.csv", table.head, table.rows)


@bp.get("/teams/<int:team_id>/weeks.csv")
@requires(Permission.TEAM_READ)
def weeks_csv(team_id: int) -> Response:
    """A team's score by week, as its chart shows it."""
    team = readable_team(db.session(), g.viewer, team_id)
    table = tables.weeks_table(db.session(), _period(team), _zone(), team)
    return csv_answer(f"{team.name}-weeks.csv", table.head, table.rows)


@bp.get("/teams/<int:team_id>/agents.csv")
@requires(Permission.TEAM_READ)
def agents_csv(team_id: int) -> Response:
    """The team at a glance."""
    team = readable_team(db.session(), g.viewer, team_id)
    table = tables.agents_table(db.session(), _period(team), _zone(), team)
    return csv_answer(f"{team.name}-agents.csv", table.head, table.rows)


@bp.get("/teams/<int:team_id>/questions.csv")
@requires(Permission.TEAM_READ)
def questions_csv(team_id: int) -> Response:
    """Questions by agent, with n and intervals."""
    team = readable_team(db.session(), g.viewer, team_id)
    table = tables.questions_table(db.session(), _period(team), _zone(), team)
    return csv_answer(f"{team.name}-questions.csv", table.head, table.rows)


def _period(team: Team | None = None) -> Period:
    period = read_period(request.args.get("weeks"), clock.now())
    return period if team is None else on_card(period, used_scorecards(db.session(), team))


def _zone() -> ZoneInfo:
    return ZoneInfo(g.time_zone)
