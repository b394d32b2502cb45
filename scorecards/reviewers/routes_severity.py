"""Pages of severity for QA managers: the newest fit, its files, and asking for a new one."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import Refused
from qa_app.core.permissions import Permission
from qa_app.people.models import Team
from qa_app.people.queries import all_teams
from qa_app.web.access import requires
from qa_app.web.downloads import csv_answer
from scorecards.reviewers.forms import BareForm
from scorecards.reviewers.routes_agreement import bp
from scorecards.reviewers.severity_page import agent_lines, severity_page
from scorecards.reviewers.severity_tables import AGENT_HEAD, REVIEWER_HEAD, agent_row, reviewer_row
from scorecards.reviewers.span import MODEL_WEEKS, Span, read_span
from scorecards.reviewers.tasks import ask_for_measure, is_measuring


@bp.get("/severity")
@requires(Permission.PROGRAMME_READ)
def severity() -> str:
    """How strict each reviewer is, what makes scores differ, and agents' adjusted levels."""
    span = _span()
    view = severity_page(db.session(), span.weeks)
    teams = all_teams(db.session())
    team = _team(teams)
    return render_template(
        "reviewers/severity.html",
        view=view,
        teams=teams,
        team=team,
        agents=agent_lines(db.session(), team.id, span) if team and view.reviewers else (),
        span=span,
        weeks=MODEL_WEEKS,
        form=BareForm(formdata=None),
        measuring=is_measuring(db.session()),
    )


@bp.get("/severity.csv")
@requires(Permission.PROGRAMME_READ)
def severity_csv() -> Response:
    """The reviewers with their figures."""
    view = severity_page(db.session(), _span().weeks)
    return csv_answer("severity.csv", REVIEWER_HEAD, map(reviewer_row, view.reviewers))


@bp.get("/severity/agents.csv")
@requires(Permission.PROGRAMME_READ)
def adjusted_csv() -> Response:
    """The agents of a team, with their score and their adjusted score."""
    team = _team(all_teams(db.session()))
    lines = agent_lines(db.session(), team.id, _span()) if team else ()
    return csv_answer("adjusted-scores.csv", AGENT_HEAD, map(agent_row, lines))


@bp.post("/severity/measure")
@requires(Permission.PROGRAMME_READ)
def measure() -> AnyResponse:
    """Have it worked out anew."""
    if not BareForm().validate_on_submit():
        raise Refused(_("This page was open too long; try again."))
    ask_for_measure(db.session(), by=g.viewer.id)
    db.session.commit()
    flash(_("It is being worked out; look again in a minute."), "success")
    return redirect(url_for("reviewers.severity", weeks=_span().weeks))


def _team(teams: Sequence[Team]) -> Team | None:
    """The team that the address names, else the first; None where there is none."""
    asked = request.args.get("team", "")
    chosen = next((team for team in teams if str(team.id) == asked), None)
    return chosen or (teams[0] if teams else None)


def _span() -> Span:
    return read_span(request.args.get("weeks"), clock.now(), of=MODEL_WEEKS)
