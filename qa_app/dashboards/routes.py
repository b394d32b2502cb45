"""Home, per role, and the figures of its charts as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, g, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import Missing
from qa_app.core.jobs.models import Job, JobState
from qa_app.core.permissions import Permission, Role
from qa_app.dashboards import charts
from qa_app.dashboards.agent_home import agent_home
from qa_app.dashboards.lead_home import lead_home
from qa_app.dashboards.manager_home import manager_home, reviewer_loads
from qa_app.dashboards.periods import WEEKS, read_period
from qa_app.people.models import Team
from qa_app.web.access import public, requires
from qa_app.web.downloads import csv_answer
from scorecards.reviews.queue import day_of, next_item
from scorecards.sampling.comparison import Comparison
from scorecards.sampling.estimation import Estimate, NotEnoughEvidence
from scorecards.sampling.scores import team_series

bp = Blueprint("dashboards", __name__, template_folder="templates")
# Whoever holds several roles begins with the first of these and may choose another.
ORDER = (Role.QA_MANAGER, Role.TEAM_LEAD, Role.REVIEWER, Role.AGENT, Role.ADMIN)


@bp.get("/")
@requires(Permission.SIGNED_IN)
def home() -> str:
    """The first page after sign-in, of the role that `?as=` names or of the highest one held."""
    held = [role for role in ORDER if g.viewer.has(role)]
    wanted = request.args.get("as", "")
    role = next((role for role in held if role.value == wanted), held[0] if held else None)
    context = {"held": held, "role": role, "weeks": WEEKS, "charts": charts}
    pages = {
        Role.QA_MANAGER: _manager,
        Role.TEAM_LEAD: _lead,
        Role.REVIEWER: _reviewer,
        Role.AGENT: _agent,
        Role.ADMIN: _admin,
    }
    if role is None:
        return render_template("dashboards/nothing.html", **context)
    return pages[role](context)


@bp.get("/teams/<int:team_id>")
@requires(Permission.TEAM_READ)
def team(team_id: int) -> str:
    """The lead's page of one team, for whoever may read it."""
    return _team_page([_team(team_id)], _team(team_id), {"held": [], "role": Role.TEAM_LEAD})


@bp.get("/teams/<int:team_id>/weeks.csv")
@requires(Permission.TEAM_READ)
def weeks_csv(team_id: int) -> Response:
    """A team's score by week, as its chart shows it."""
    team = _team(team_id)
    period = read_period(request.args.get("weeks"), clock.now())
    since = period.until - (period.until - period.since) * 4
    series = team_series(
        db.session(), [team.id], since=since, until=period.until, zone=ZoneInfo(g.time_zone)
    )
    rows = []
    for week in series.weeks:
        rows.append([week.monday.isoformat(), *_figures(week.score), week.score.n])
    return csv_answer(f"{team.name}-weeks.csv", ["monday", "score", "low", "high", "n"], rows)


@bp.get("/teams/<int:team_id>/agents.csv")
@requires(Permission.TEAM_READ)
def agents_csv(team_id: int) -> Response:
    """The team at a glance as a table."""
    team = _team(team_id)
    period = read_period(request.args.get("weeks"), clock.now())
    table = lead_home(db.session(), team, period, ZoneInfo(g.time_zone)).table
    rows = []
    for row in table.rows:
        places = (row.placed.best, row.placed.worst) if row.placed else ("", "")
        verdict = row.against.verdict if isinstance(row.against, Comparison) else ""
        rows.append([row.name, row.score.n, *_figures(row.score), *places, verdict])
    head = ["agent", "n", "score", "low", "high", "place_from", "place_to", "against_team"]
    return csv_answer(f"{team.name}-agents.csv", head, rows)


@bp.get("/health")
@public
def health() -> dict[str, str]:
    """Whether the web process answers."""
    return {"status": "ok"}


def _manager(context: dict[str, Any]) -> str:
    period = read_period(request.args.get("weeks"), clock.now())
    view = manager_home(db.session(), period)
    return render_template("dashboards/manager.html", view=view, period=period, **context)


def _lead(context: dict[str, Any]) -> str:
    scope = g.viewer.teams_with(Permission.TEAM_READ)
    query = select(Team).order_by(Team.name)
    if scope is not None:
        query = query.where(Team.id.in_(scope))
    teams = db.session.scalars(query).all()
    if not teams:
        return render_template("dashboards/nothing.html", **context)
    asked = request.args.get("team", "")
    chosen = next((team for team in teams if str(team.id) == asked), teams[0])
    return _team_page(teams, chosen, context)


def _team_page(teams: Sequence[Team], team: Team, context: dict[str, Any]) -> str:
    period = read_period(request.args.get("weeks"), clock.now())
    view = lead_home(db.session(), team, period, ZoneInfo(g.time_zone))
    return render_template(
        "dashboards/lead.html",
        **{"weeks": WEEKS, "charts": charts, **context},
        view=view,
        teams=teams,
        period=period,
        now=clock.now(),
    )


def _reviewer(context: dict[str, Any]) -> str:
    at = clock.now()
    period = read_period(request.args.get("weeks"), at)
    today = at.astimezone(ZoneInfo(g.time_zone)).replace(hour=0, minute=0, second=0)
    loads = {load.name: load for load in reviewer_loads(db.session(), period)}
    return render_template(
        "dashboards/reviewer.html",
        day=day_of(db.session(), g.viewer.id, since=today, at=at),
        following=next_item(db.session(), g.viewer.id),
        load=loads.get(g.viewer.name),
        period=period,
        **context,
    )


def _agent(context: dict[str, Any]) -> str:
    view = agent_home(db.session(), g.user, clock.now(), ZoneInfo(g.time_zone))
    return render_template("dashboards/agent.html", view=view, now=clock.now(), **context)


def _admin(context: dict[str, Any]) -> str:
    parked = db.session.scalars(
        select(Job).where(Job.state == JobState.PARKED).order_by(Job.id.desc()).limit(20)
    ).all()
    return render_template("dashboards/admin.html", parked=parked, **context)


def _figures(score: Estimate | NotEnoughEvidence) -> tuple[object, object, object]:
    if isinstance(score, Estimate):
        return score.value, score.low, score.high
    return "", "", ""


def _team(team_id: int) -> Team:
    scope = g.viewer.teams_with(Permission.TEAM_READ)
    team = db.session.get(Team, team_id)
    if team is None or (scope is not None and team_id not in scope):
        raise Missing(_("There is no such team."))
    return team
