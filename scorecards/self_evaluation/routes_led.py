"""The lead's pages: self-evaluations of the team, asking for one, the comparison."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.paging import page_of
from qa_app.core.permissions import Permission
from qa_app.core.text import whole_number
from qa_app.people.queries import agents_of_teams
from qa_app.web.access import requires
from qa_app.web.lookup import one_or_404
from scorecards.self_evaluation.models import SelfEvaluation
from scorecards.self_evaluation.queries import (
    beside,
    can_be_asked,
    led_self,
    readable_self,
    with_all,
)
from scorecards.self_evaluation.writing import ask, take_back
from transcription.interactions.models import Interaction
from transcription.interactions.policies import interactions_in_scope

bp = Blueprint("self_led", __name__, url_prefix="/self-evaluations", template_folder="templates")
NEWEST_FIRST = (SelfEvaluation.started_at, SelfEvaluation.id)


@bp.get("")
@requires(Permission.EVALUATIONS_RELEASE)
def index() -> str:
    """Those of one's teams, the newest first, with how far they agree with the reviewer's."""
    session = db.session()
    page = page_of(
        session, with_all(led_self(g.viewer)), NEWEST_FIRST,
        before=request.args.get("before"), after=request.args.get("after"),
    )  # fmt: skip
    rows = [beside(session, each, for_agent=False) for each in page.items]
    return render_template("self/team.html", page=page, rows=rows)


@bp.get("/new")
@requires(Permission.EVALUATIONS_RELEASE)
def choose() -> str:
    """Whom to ask about which conversation."""
    session = db.session()
    agents = agents_of_teams(session, g.viewer.teams_with(Permission.EVALUATIONS_RELEASE))
    wanted = whole_number(request.args.get("agent"))
    agent = next((each for each in agents if each.id == wanted and each.id != g.viewer.id), None)
    found = can_be_asked(session, agent.id, clock.now()) if agent else []
    return render_template("self/ask.html", agents=agents, agent=agent, found=found)


@bp.post("/ask/<int:interaction_id>")
@requires(Permission.EVALUATIONS_RELEASE)
def ask_for(interaction_id: int) -> Response:
    """Ask the agent of a conversation."""
    scope = interactions_in_scope(g.viewer, Permission.EVALUATIONS_RELEASE)
    interaction = one_or_404(db.session(), scope.where(Interaction.id == interaction_id))
    own = ask(db.session(), interaction, by=g.viewer.id, at=clock.now())
    db.session.commit()
    flash(_("%(name)s is asked and told.", name=own.agent.name), "success")
    return redirect(url_for("self_led.index"))


@bp.get("/<int:self_id>")
@requires(Permission.EVALUATIONS_READ)
def show(self_id: int) -> Any:
    """One beside the reviewer's evaluation."""
    scope = with_all(readable_self(g.viewer)).where(SelfEvaluation.id == self_id)
    view = beside(db.session(), one_or_404(db.session(), scope), for_agent=False)
    leads = g.viewer.can(Permission.EVALUATIONS_RELEASE)
    return render_template("self/compare.html", view=view, is_own=False, leads=leads)


@bp.post("/<int:self_id>/take-back")
@requires(Permission.EVALUATIONS_RELEASE)
def take_request_back(self_id: int) -> Response:
    """Take a request back."""
    scope = with_all(led_self(g.viewer)).where(SelfEvaluation.id == self_id)
    take_back(db.session(), one_or_404(db.session(), scope), by=g.viewer.id, at=clock.now())
    db.session.commit()
    flash(_("Taken back. What was written stays with the agent."), "success")
    return redirect(url_for("self_led.index"))
