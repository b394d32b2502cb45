"""Home, per role, and the lead's page of any team."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, g, render_template, request
from sqlalchemy import select

from coaching.plans.queries import next_session, overdue_actions
from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.permissions import Permission, Role
from qa_app.dashboards import charts
from qa_app.dashboards.admin_home import admin_home
from qa_app.dashboards.agent_home import agent_home
from qa_app.dashboards.lead_home import lead_home, used_scorecards
from qa_app.dashboards.manager_home import manager_home
from qa_app.dashboards.periods import WEEKS, Period, read_period
from qa_app.dashboards.reviewer_home import reviewer_home
from qa_app.dashboards.scope import readable_team
from qa_app.people.forms import ROLE_LABELS
from qa_app.people.models import Team
from qa_app.web.access import public, requires
from scorecards.design.models import Scorecard
from scorecards.sampling.words import LEFT_OUT
from scorecards.sessions.queries import waiting_for

bp = Blueprint("dashboards", __name__, template_folder="templates")
# Whoever holds several roles begins with the first of these and may choose another.
ORDER = (Role.QA_MANAGER, Role.TEAM_LEAD, Role.REVIEWER, Role.AGENT, Role.ADMIN)
SOON = timedelta(days=1)


@bp.get("/")
@requires(Permission.SIGNED_IN)
def home() -> str:
    """The first page after sign-in, of the role that `?as=` names or of the highest one held."""
    held = [role for role in ORDER if g.viewer.has(role)]
    wanted = request.args.get("as", "")
    role = next((role for role in held if role.value == wanted), held[0] if held else None)
    context = _context() | {
        "held": held,
        "role": role,
        "calibrations": waiting_for(db.session(), g.viewer.id),
    }
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
    found = readable_team(db.session(), g.viewer, team_id)
    return _team_page(
        [found], found, _context() | {"held": [], "role": Role.TEAM_LEAD, "calibrations": ()}
    )


@bp.get("/health")
@public
def health() -> dict[str, str]:
    """Whether the web process answers."""
    return {"status": "ok"}


def _context() -> dict[str, Any]:
    """What every home shows: the moment, its zone, the periods to choose from."""
    at, zone = clock.now(), ZoneInfo(g.time_zone)
    local = at.astimezone(zone)
    return {
        "weeks": WEEKS,
        "charts": charts,
        "now": at,
        "zone": zone,
        "hour": local.hour,
        "today": local.date(),
        "soon": at + SOON,
    }


def _manager(context: dict[str, Any]) -> str:
    period = read_period(request.args.get("weeks"), context["now"])
    view = manager_home(db.session(), period, context["zone"])
    return render_template(
        "dashboards/manager.html", view=view, period=period, left_out=LEFT_OUT, **context
    )


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
    cards = used_scorecards(db.session(), team)
    period = on_card(read_period(request.args.get("weeks"), context["now"]), cards)
    return render_template(
        "dashboards/lead.html",
        cards=cards,
        view=lead_home(db.session(), team, period, context["zone"]),
        teams=teams,
        period=period,
        overdue=overdue_actions,
        next_session=next_session,
        **context,
    )


def on_card(period: Period, cards: Sequence[Scorecard]) -> Period:
    """The period on the scorecard that the address names; on all where it names none of them."""
    asked = request.args.get("card", "")
    return replace(period, scorecard_id=next((c.id for c in cards if str(c.id) == asked), None))


def _reviewer(context: dict[str, Any]) -> str:
    view = reviewer_home(db.session(), g.viewer.id, context["now"], context["zone"])
    return render_template("dashboards/reviewer.html", view=view, **context)


def _agent(context: dict[str, Any]) -> str:
    view = agent_home(db.session(), g.user, context["now"])
    return render_template("dashboards/agent.html", view=view, **context)


def _admin(context: dict[str, Any]) -> str:
    view = admin_home(db.session(), context["now"])
    return render_template("dashboards/admin.html", view=view, role_names=ROLE_LABELS, **context)
