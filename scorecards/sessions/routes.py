"""Pages of calibration sessions: list, plan, change, follow, close, agree and publish."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import Missing, QualityDeskError, Refused
from qa_app.core.permissions import Permission
from qa_app.web.access import requires
from qa_app.web.lookup import one_or_404
from qa_app.web.templating import time_zone
from scorecards.calibration.words import reason_in_words
from scorecards.design.sheet import options_of
from scorecards.reviews.queries import turns_by_id
from scorecards.reviews.results import document_of
from scorecards.sessions import planning, revealing
from scorecards.sessions.agreeing import posted_value
from scorecards.sessions.comparing import cited_in, compared, people_beside
from scorecards.sessions.forms import AgreeForm, SessionForm, row_number
from scorecards.sessions.measuring import known
from scorecards.sessions.models import Calibration, SessionState
from scorecards.sessions.policies import (
    SEEN,
    is_leader,
    led_sessions,
    may_change,
    planned_sessions,
    readable_items,
    visible_sessions,
)
from scorecards.sessions.queries import (
    found_interactions,
    lock,
    session_page,
    waiting_for,
    whole,
)
from scorecards.sessions.unanimous import agree_where_alike, alike

bp = Blueprint("calibration", __name__, template_folder="templates", url_prefix="/calibration")
MANAGE, TAKE_PART = Permission.CALIBRATION_MANAGE, Permission.CALIBRATE
PLAN = Permission.CALIBRATION_PLAN


@bp.get("")
@requires(TAKE_PART)
def index() -> str:
    """Sessions that one may see, the newest first, and those that wait for one."""
    session, args = db.session(), request.args
    state = args.get("state", "")
    page = session_page(session, g.viewer, state, args.get("before"), args.get("after"))
    waiting = waiting_for(session, g.viewer.id)
    return render_template(
        "calibration/index.html",
        page=page,
        state=state,
        waiting=waiting,
        now=clock.now(),
        manages=g.viewer.can(MANAGE),
        plans=g.viewer.can(PLAN),
    )


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


@bp.get("/<int:calibration_id>")
@requires(TAKE_PART)
def show(calibration_id: int) -> str:
    """A session: one's own part and who has submitted, or, once revealed, everything."""
    session = db.session()
    query = visible_sessions(g.viewer).where(Calibration.id == calibration_id)
    return _page(session, one_or_404(session, whole(query)))


@bp.post("/<int:calibration_id>/<act>")
@requires(TAKE_PART)
def act(calibration_id: int, act: str) -> Response:
    """Cancel, close, agree where all said the same, or publish: `act` is the verb."""
    session = db.session()
    verbs: dict[str, Callable[..., Any]] = {
        "cancel": planning.cancel,
        "close": revealing.close,
        "alike": agree_where_alike,
        "publish": revealing.publish,
    }
    if act not in verbs:
        raise Missing
    _led(session, calibration_id)
    calibration = lock(session, calibration_id)
    try:
        if act == "cancel" and not is_cancel_word(request.form.get("confirm", "")):
            raise Refused(_("Nothing was cancelled: type the word that is asked for."))
        if calibration is not None:
            done = verbs[act](session, calibration, by=g.viewer.id, at=clock.now())
            session.commit()
            if act == "alike":
                words = ngettext("%(num)s answer is agreed.", "%(num)s answers are agreed.", done)
                flash(words, "good")
    except QualityDeskError as error:
        session.rollback()
        flash(error.message, "watch")
    return redirect(url_for("calibration.show", calibration_id=calibration_id), 303)


@bp.post("/<int:calibration_id>/agreed")
@requires(TAKE_PART)
def agree(calibration_id: int) -> Any:
    """Keep the agreed answer and the note on one question."""
    session, form = db.session(), AgreeForm()
    calibration = _led(session, calibration_id)
    lock(session, calibration_id)
    item = next((one for one in calibration.items if str(one.id) == form.item.data), None)
    questions = {one.key: one for one in document_of(calibration.version).questions()}
    question = questions.get(form.question.data or "")
    if item is None or question is None or not form.validate_on_submit():
        flash(_("Nothing was kept: reload the page and try again."), "watch")
        return redirect(url_for("calibration.show", calibration_id=calibration_id), 303)
    try:
        value = posted_value(question, form.value.data or [])
        revealing.agree(session, item, question.key, value=value, note=form.note.data or "",
                        by=g.viewer.id, at=clock.now())  # fmt: skip
        session.commit()
    except QualityDeskError as error:
        session.rollback()
        flash(error.message, "watch")
    anchor = f"i{form.item.data}-{question.key}"
    here = url_for("calibration.show", calibration_id=calibration_id, _anchor=anchor)
    return redirect(here, 303)


def _page(session: Session, calibration: Calibration) -> str:
    is_seen = calibration.state in SEEN
    turns = turns_by_id(session, cited_in(calibration)) if is_seen else {}
    return render_template(
        "calibration/show.html",
        calibration=calibration,
        done=revealing.done_by(session, calibration),
        leads=is_leader(g.viewer, calibration),
        begun=planning.has_begun(session, calibration),
        is_seen=is_seen,
        compared=compared(calibration, turns) if is_seen else [],
        people=people_beside(calibration) if is_seen else [],
        names={str(one.user_id): one.user.name for one in calibration.participants},
        measured=known(session, [calibration]) if is_seen else None,
        alike=len(alike(calibration)) if calibration.state is SessionState.REVEALED else 0,
        options_of=options_of,
        own={sheet.item_id: sheet for item in calibration.items for sheet in item.sheets
             if sheet.user_id == g.viewer.id},
        now=clock.now(),
        own_id=g.viewer.id,
        changes=may_change(g.viewer, calibration),
        readable=set(session.scalars(readable_items(g.viewer, calibration))),
        reason_in_words=reason_in_words,
    )  # fmt: skip


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
    page = render_template("calibration/form.html", form=form, calibration=calibration,
                           found=found, chosen=set(chosen))  # fmt: skip
    return page, 422 if is_wrong else 200


def _check_reach(session: Session, form: SessionForm) -> None:
    """What lies outside the planner's scope is treated as what is not there."""
    chosen = form.interactions.data or []
    reached = {one.id for one in found_interactions(session, g.viewer, "", chosen)}
    form.interactions.data = [one for one in chosen if one in reached]


def _led(session: Session, calibration_id: int) -> Calibration:
    return one_or_404(session, led_sessions(g.viewer).where(Calibration.id == calibration_id))


def is_cancel_word(typed: str) -> bool:
    """Whether the word was typed that cancelling asks for."""
    return typed.strip().casefold() == str(_("cancel")).casefold()


def is_open(calibration: Calibration) -> bool:
    """Whether answers are still blind and can be entered."""
    return calibration.state is SessionState.OPEN
