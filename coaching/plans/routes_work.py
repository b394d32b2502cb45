"""What is done in a coaching plan: its actions, its sessions and their notes."""

from __future__ import annotations

from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

from flask import g, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from coaching.plans import planning
from coaching.plans.forms import MeetingForm, NotesForm
from coaching.plans.models import ActionItem, CoachingPlan, CoachingSession
from coaching.plans.policies import is_coach_of
from coaching.plans.routes import bp
from coaching.plans.routes_plan import action_form, coached, plan_page, readable, saved
from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import Missing, QualityDeskError
from qa_app.core.permissions import Permission
from qa_app.web.access import requires


@bp.post("/<int:plan_id>/actions")
@requires(Permission.COACH)
def add_action(plan_id: int) -> Any:
    """Add an action."""
    plan = coached(plan_id)
    form = action_form(plan)
    try:
        if not form.validate():
            return plan_page(plan, action_form=form), 422
        planning.add_action(
            db.session(),
            plan,
            text=form.text.data,
            owner_id=form.owner_id.data,
            due_on=form.due_on.data,
            resource_url=form.resource_url.data,
            by=g.viewer.id,
            at=clock.now(),
        )
    except QualityDeskError as error:
        form.show(error)
        return plan_page(plan, action_form=form), 422
    return saved(plan, _("Added."))


@bp.post("/<int:plan_id>/actions/<int:item_id>")
@requires(Permission.SIGNED_IN)
def tick(plan_id: int, item_id: int) -> Response:
    """Mark one's action as done or not; coaches may for both."""
    plan = readable(plan_id)
    item = _action(plan, item_id)
    if not is_coach_of(g.viewer, plan) and item.owner_id != g.viewer.id:
        raise Missing
    done = request.form.get("done") == "1"
    planning.tick_action(db.session(), plan, item, done=done, by=g.viewer.id, at=clock.now())
    return saved(plan, _("Marked as done.") if done else _("Marked as not done."))


@bp.post("/<int:plan_id>/actions/<int:item_id>/remove")
@requires(Permission.COACH)
def remove_action(plan_id: int, item_id: int) -> Response:
    """Remove an action that is not done."""
    plan = coached(plan_id)
    item = _action(plan, item_id)
    planning.remove_action(db.session(), plan, item, by=g.viewer.id, at=clock.now())
    return saved(plan, _("Removed."))


@bp.post("/<int:plan_id>/sessions")
@requires(Permission.COACH)
def add_session(plan_id: int) -> Any:
    """Plan a session; what is open is carried onto its agenda."""
    plan, form = coached(plan_id), MeetingForm()
    if not form.validate():
        return plan_page(plan, meeting_form=form), 422
    held_at = form.held_at.data.replace(tzinfo=ZoneInfo(g.time_zone)).astimezone(UTC)
    planning.add_session(
        db.session(),
        plan,
        held_at=held_at,
        agenda=form.agenda.data,
        by=g.viewer.id,
        at=clock.now(),
    )
    return saved(plan, _("The session is planned."))


@bp.route("/<int:plan_id>/sessions/<int:session_id>", methods=["GET", "POST"])
@requires(Permission.COACH)
def notes(plan_id: int, session_id: int) -> Any:
    """Write the notes of a session, shared and private apart."""
    plan = coached(plan_id)
    meeting = _meeting(plan, session_id)
    form = NotesForm(shared=meeting.shared_notes, private=meeting.private_notes, done=meeting.done)
    if form.validate_on_submit():
        planning.write_notes(
            db.session(),
            plan,
            meeting,
            shared=form.shared.data,
            private=form.private.data,
            done=form.done.data,
            by=g.viewer.id,
            at=clock.now(),
        )
        return saved(plan, _("Notes saved."))
    return render_template("coaching/notes.html", plan=plan, meeting=meeting, form=form)


def _action(plan: CoachingPlan, item_id: int) -> ActionItem:
    for item in plan.actions:
        if item.id == item_id:
            return item
    raise Missing


def _meeting(plan: CoachingPlan, session_id: int) -> CoachingSession:
    for meeting in plan.sessions:
        if meeting.id == session_id:
            return meeting
    raise Missing
