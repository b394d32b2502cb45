"""Pages on which a calibration session is planned and changed, with what does not fit said."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import QualityDeskError
from qa_app.web.access import requires
from qa_app.web.lookup import one_or_404
from qa_app.web.templating import time_zone
from scorecards.reviews.results import document_of
from scorecards.sessions import planning
from scorecards.sessions.fitting import Misfit, misfits, token_of
from scorecards.sessions.forms import SessionForm, row_number
from scorecards.sessions.models import Calibration
from scorecards.sessions.policies import planned_sessions
from scorecards.sessions.queries import found_interactions, lock
from scorecards.sessions.routes import MANAGE, PLAN, bp


@bp.route("/new", methods=["GET", "POST"])
@requires(PLAN)
def new() -> Any:
    """Plan a session."""
    session = db.session()
    form = _form(session, None)
    if "find" in request.form or not form.validate_on_submit():
        return _form_page(session, form, None)
    try:
        _check_reach(session, form)
        if _is_to_warn(session, form):
            return _form_page(session, form, None)
        made = planning.plan(session, form.wanted(time_zone()), by=g.viewer.id, at=clock.now())
        session.commit()
    except QualityDeskError as error:
        session.rollback()
        form.show(error)
        return _form_page(session, form, None)
    flash(_("The session is planned; everybody who is to score has been told."), "good")
    return redirect(url_for("calibration.show", calibration_id=made.id), 303)


@bp.route("/<int:calibration_id>/edit", methods=["GET", "POST"])
@requires(PLAN)
def edit(calibration_id: int) -> Any:
    """Change a session that nobody has begun to score."""
    session = db.session()
    planned = planned_sessions(g.viewer).where(Calibration.id == calibration_id)
    calibration = one_or_404(session, planned)
    form = _form(session, calibration)
    if "find" in request.form or not form.validate_on_submit():
        return _form_page(session, form, calibration)
    try:
        _check_reach(session, form)
        if _is_to_warn(session, form):
            return _form_page(session, form, calibration)
        held = lock(session, calibration_id) or calibration
        wanted, revision = form.wanted(time_zone()), form.revision.data or 0
        at = clock.now()
        planning.change(session, held, wanted, revision=revision, by=g.viewer.id, at=at)
        session.commit()
    except QualityDeskError as error:
        session.rollback()
        form.show(error)
        return _form_page(session, form, calibration)
    flash(_("The session is changed."), "good")
    return redirect(url_for("calibration.show", calibration_id=calibration_id), 303)


def _form(session: Session, calibration: Calibration | None) -> SessionForm:
    form = SessionForm()
    people = [(one.id, one.name) for one in planning.people_to_ask(session, g.viewer)]
    form.participants.choices = people
    # Whoever plans for their own teams leads what they plan.
    leads = g.viewer.can(MANAGE)
    form.facilitator.choices = people if leads else [(g.viewer.id, g.viewer.name)]
    form.expert.choices = [(0, _("nobody")), *people]
    form.version.choices = [
        (one.id, _("%(title)s, version %(n)s", title=one.scorecard.title, n=one.number))
        for one in planning.usable_cards(session)
    ]
    if request.method == "GET":
        _prefill(form, calibration)
    return form


def _prefill(form: SessionForm, calibration: Calibration | None) -> None:
    if calibration is None:
        form.facilitator.data = g.viewer.id
        form.interactions.data = request.args.getlist("interaction", type=row_number)
        return
    form.title.data, form.note.data = calibration.title, calibration.note
    form.version.data, form.revision.data = calibration.version_id, calibration.revision
    form.interactions.data = [one.interaction_id for one in calibration.items]
    form.participants.data = [one.user_id for one in calibration.participants]
    form.expert.data = calibration.expert_id or 0
    form.facilitator.data = calibration.facilitator_id
    form.due_on.data = calibration.due_at.astimezone(ZoneInfo(time_zone())).date()


def _form_page(session: Session, form: SessionForm, calibration: Calibration | None) -> Any:
    chosen, words = form.interactions.data or [], form.search.data or ""
    found = found_interactions(session, g.viewer, words, chosen)
    is_wrong = bool(form.errors) and "find" not in request.form
    if not is_wrong:
        for field in form:
            field.errors = []
    unfit = [] if request.method == "GET" and calibration is None else _unfit(session, form)
    form.warned.data = token_of(form.version.data, unfit)
    page = render_template("calibration/form.html", form=form, calibration=calibration,
                           found=found, chosen=set(chosen), unfit=unfit)  # fmt: skip
    return page, 422 if is_wrong else 200


def _unfit(session: Session, form: SessionForm) -> list[Misfit]:
    """The chosen interactions that the chosen scorecard is not meant for."""
    versions = {one.id: one for one in planning.usable_cards(session)}
    version = versions.get(form.version.data or 0)
    if version is None:
        return []
    chosen = found_interactions(session, g.viewer, "", form.interactions.data or [])
    return misfits(document_of(version), chosen)


def _is_to_warn(session: Session, form: SessionForm) -> bool:
    """Whether something does not fit that the person has not been warned of."""
    return token_of(form.version.data, _unfit(session, form)) not in ("", form.warned.data)


def _check_reach(session: Session, form: SessionForm) -> None:
    """What lies outside the planner's scope is treated as what is not there."""
    chosen = form.interactions.data or []
    reached = {one.id for one in found_interactions(session, g.viewer, "", chosen)}
    form.interactions.data = [one for one in chosen if one in reached]
