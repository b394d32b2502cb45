"""Pages of sampling: plans, what a draw would give, draws in words, undo."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse
from wtforms import SelectChoice

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import Missing, QualityDeskError
from qa_app.core.permissions import Permission
from qa_app.people.queries import all_teams
from qa_app.web.access import requires
from scorecards.sampling.draw import AgentCount
from scorecards.sampling.drawing import Prepared, draw_period, prepare_draw
from scorecards.sampling.forms import DrawForm, PlanFileForm, PlanForm
from scorecards.sampling.models import Plan
from scorecards.sampling.periods import Period, between, last_full, seed_for
from scorecards.sampling.plan_document import PlanError, parse_plan
from scorecards.sampling.plans import (
    change_plan,
    create_plan,
    document_of,
    import_plan,
    switch_plan,
    unknown_names,
)
from scorecards.sampling.queries import (
    draws_page,
    names_of,
    plans_with_last_draws,
)
from scorecards.sampling.words import LEFT_OUT, NO_RISK, plan_in_words

bp = Blueprint("sampling", __name__, template_folder="templates", url_prefix="/sampling")


@bp.get("")
@requires(Permission.SAMPLING_READ)
def index() -> str:
    """All plans with their last draws."""
    rows = [
        (plan, draw, dict(plan_in_words(document_of(plan))))
        for plan, draw in plans_with_last_draws(db.session())
    ]
    return render_template("sampling/index.html", rows=rows, upload=PlanFileForm(formdata=None))


@bp.route("/plans/new", methods=["GET", "POST"])
@requires(Permission.SAMPLING_MANAGE)
def new() -> Any:
    """Make a plan."""
    form = _plan_form()
    if request.method == "GET":
        form.strata.data, form.every.data = ["channel"], "weekly"
        return _edit_page(form, None)
    document = form.document() if form.validate_on_submit() else None
    if document is None:
        return _edit_page(form, None), 422
    try:
        plan = create_plan(db.session(), document, by=g.viewer.id, at=clock.now())
    except QualityDeskError as error:
        db.session.rollback()
        form.show(error)
        return _edit_page(form, None), 422
    db.session.commit()
    return redirect(url_for("sampling.plan", plan_id=plan.id))


@bp.route("/plans/<int:plan_id>/edit", methods=["GET", "POST"])
@requires(Permission.SAMPLING_MANAGE)
def edit(plan_id: int) -> Any:
    """Change a plan; its draws keep what they were made with."""
    plan = _plan(plan_id)
    form = _plan_form(plan)
    if request.method == "GET":
        form.take(document_of(plan))
        return _edit_page(form, plan)
    document = form.document() if form.validate_on_submit() else None
    if document is None:
        return _edit_page(form, plan), 422
    try:
        change_plan(db.session(), plan, document, by=g.viewer.id, at=clock.now())
    except QualityDeskError as error:
        db.session.rollback()
        form.show(error)
        return _edit_page(form, _plan(plan_id)), 422
    db.session.commit()
    flash(_("The plan is saved. It holds for the next draw."), "success")
    return redirect(url_for("sampling.plan", plan_id=plan_id))


@bp.post("/plans/import")
@requires(Permission.SAMPLING_MANAGE)
def take_in() -> Any:
    """Take a plan in as a file."""
    form = PlanFileForm()
    if not form.validate_on_submit():
        return _file_refused(form)
    try:
        document = parse_plan(form.file.data.read().removeprefix(b"\xef\xbb\xbf"))
    except PlanError as error:
        form.file.errors = [*form.file.errors, *error.problems]
        return _file_refused(form)
    plan, _what = import_plan(db.session(), document, by=g.viewer.id, at=clock.now())
    for problem in unknown_names(db.session(), document):
        flash(problem, "warning")
    db.session.commit()
    return redirect(url_for("sampling.plan", plan_id=plan.id))


@bp.get("/plans/<int:plan_id>")
@requires(Permission.SAMPLING_READ)
def plan(plan_id: int) -> Any:
    """A plan in words, its draws, and (asked for by address) what a draw would give now."""
    found = _plan(plan_id)
    form = DrawForm(request.args, meta={"csrf": False})
    made = None
    if "preview" not in request.args:
        form = _proposed(found)
    elif form.validate():
        made = _preview(found, form)
    return _plan_page(found, form, made), 422 if form.errors else 200


@bp.get("/plans/<int:plan_id>/export.json")
@requires(Permission.SAMPLING_READ)
def export(plan_id: int) -> Response:
    """The plan as a file that can be imported anywhere."""
    found = _plan(plan_id)
    text = json.dumps(found.document, ensure_ascii=False, indent=2) + "\n"
    name = re.sub(r"[^A-Za-z0-9]+", "-", found.title).strip("-") or "plan"
    headers = {"Content-Disposition": f'attachment; filename="{name}.json"'}
    return Response(text, mimetype="application/json", headers=headers)


@bp.post("/plans/<int:plan_id>/switch")
@requires(Permission.SAMPLING_MANAGE)
def switch(plan_id: int) -> AnyResponse:
    """Switch a plan's own draws on or off."""
    found = _plan(plan_id)
    switch_plan(db.session(), found, not found.active, by=g.viewer.id, at=clock.now())
    db.session.commit()
    return redirect(url_for("sampling.plan", plan_id=plan_id))


@bp.post("/plans/<int:plan_id>/draw")
@requires(Permission.SAMPLING_MANAGE)
def draw_now(plan_id: int) -> Any:
    """Draw a period now."""
    found = _plan(plan_id)
    form = DrawForm()
    if not form.validate_on_submit():
        return _plan_page(found, form, None), 422
    period = _period(form)
    try:
        row = draw_period(
            db.session(),
            found,
            period_start=period.start,
            period_end=period.end,
            seed=form.seed.data,
            by=g.viewer.id,
            at=clock.now(),
        )
    except QualityDeskError as error:
        db.session.rollback()
        form.show(error)
        return _plan_page(_plan(plan_id), form, None), 422
    db.session.commit()
    flash(_("Drawn. The work lies in the reviewers' queues."), "success")
    return redirect(url_for("sampling.show_draw", draw_id=row.id))


def _plan_page(found: Plan, form: DrawForm, made: Prepared | None) -> str:
    session = db.session()
    page = draws_page(session, found, request.args.get("before"), request.args.get("after"))
    names = _names(made)
    return render_template(
        "sampling/plan.html",
        plan=found,
        words=plan_in_words(document_of(found)),
        unknown=unknown_names(session, document_of(found)),
        form=form,
        made=made,
        names=names,
        agents=_agents(made, names),
        page=page,
        left_out=LEFT_OUT,
        no_risk=NO_RISK,
    )


def _names(made: Prepared | None) -> dict[str, str]:
    """Names of the agents of a preview, by what names them in the frame."""
    if made is None:
        return {}
    ids = {
        candidate.agent: made.population.known[candidate.source, candidate.external_id].agent_id
        for candidate in made.population.candidates
    }
    names = names_of(db.session(), list(ids.values()))
    return {agent: names[user_id] for agent, user_id in ids.items()}


def _agents(made: Prepared | None, names: Mapping[str, str]) -> list[AgentCount]:
    counts = made.result.agents if made else ()
    return sorted(counts, key=lambda count: names.get(count.agent, count.agent))


def _preview(found: Plan, form: DrawForm) -> Prepared | None:
    try:
        return prepare_draw(
            db.session(), document_of(found), period=_period(form), seed=form.seed.data
        )
    except QualityDeskError as error:
        form.show(error)
        return None


def _proposed(found: Plan) -> DrawForm:
    """The form for the last full period, with the seed that the product would take."""
    zone = _zone()
    period = last_full(document_of(found).every, clock.now(), zone)
    form = DrawForm(formdata=None)
    form.first.data = period.start.astimezone(zone).date()
    form.until.data = (period.end - timedelta(seconds=1)).astimezone(zone).date()
    form.seed.data = seed_for(found.title, period)
    return form


def _period(form: DrawForm) -> Period:
    return between(form.first.data, form.until.data + timedelta(days=1), _zone())


def _zone() -> ZoneInfo:
    return ZoneInfo(db.session().info["settings"].time_zone)


def _plan_form(plan: Plan | None = None) -> PlanForm:
    form = PlanForm()
    names = {team.name for team in all_teams(db.session())}
    if plan is not None:
        # A team that the plan names and nobody knows yet must not be lost by saving.
        names |= set(document_of(plan).who.teams)
    form.teams.choices = [SelectChoice(name, name) for name in sorted(names)]
    return form


def _edit_page(form: PlanForm, plan: Plan | None) -> str:
    return render_template("sampling/edit.html", form=form, plan=plan)


def _file_refused(form: PlanFileForm) -> tuple[str, int]:
    rows = [
        (plan, draw, dict(plan_in_words(document_of(plan))))
        for plan, draw in plans_with_last_draws(db.session())
    ]
    return render_template("sampling/index.html", rows=rows, upload=form), 422


def _plan(plan_id: int) -> Plan:
    found = db.session.get(Plan, plan_id)
    if found is None:
        raise Missing
    return found
