"""Coaching: the list, a plan's page, and every act on it."""

from __future__ import annotations

from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from coaching.plans import planning
from coaching.plans.forms import (
    ActionForm,
    GoalForm,
    MeetingForm,
    NewPlanForm,
    NotesForm,
    OutcomeForm,
    SignForm,
)
from coaching.plans.models import ActionItem, CoachingPlan, CoachingSession, PlanState
from coaching.plans.policies import (
    coachable_agents,
    coached_plans,
    is_coach_of,
    own_plans,
    readable_plans,
)
from coaching.plans.progress import effect_of
from coaching.plans.queries import (
    linked_answers,
    next_session,
    overdue_actions,
    plans_page,
    with_details,
)
from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import Missing, QualityDeskError
from qa_app.core.permissions import Permission
from qa_app.people.models import User
from qa_app.web.access import requires
from qa_app.web.lookup import one_or_404

bp = Blueprint("coaching", __name__, template_folder="templates", url_prefix="/coaching")


@bp.get("")
@requires(Permission.SIGNED_IN)
def index() -> str:
    """Plans of the teams one coaches, or one's own."""
    coaches = g.viewer.can(Permission.COACH)
    state = _state(request.args.get("state"))
    page = plans_page(
        db.session(),
        coached_plans(g.viewer) if coaches else own_plans(g.viewer),
        state=state,
        before=request.args.get("before"),
        after=request.args.get("after"),
    )
    return render_template(
        "coaching/index.html",
        page=page,
        coaches=coaches,
        state=state,
        states=PlanState,
        today=clock.now().date(),
        overdue=overdue_actions,
        next_session=next_session,
    )


@bp.get("/new")
@requires(Permission.COACH)
def choose_agent() -> str:
    """Choose the agent for whom a plan is made."""
    agents = db.session.scalars(coachable_agents(g.viewer).order_by(User.name, User.id)).all()
    return render_template("coaching/choose.html", agents=agents)


@bp.route("/new/<int:agent_id>", methods=["GET", "POST"])
@requires(Permission.COACH)
def new(agent_id: int) -> Any:
    """What the figures propose for an agent, and the plan made of it."""
    agent = one_or_404(db.session(), coachable_agents(g.viewer).where(User.id == agent_id))
    proposal = planning.proposal_for(db.session(), agent, clock.now())
    form = NewPlanForm()
    if form.validate_on_submit():
        try:
            plan = planning.make_plan(
                db.session(),
                agent,
                proposal=proposal,
                goal=form.goal.data or None,
                by=g.viewer.id,
                at=clock.now(),
            )
        except QualityDeskError as error:
            form.show(error)
        else:
            db.session.commit()
            return redirect(url_for("coaching.show", plan_id=plan.id))
    status = 422 if form.errors else 200
    page = render_template(
        "coaching/new.html",
        agent=agent,
        proposal=proposal,
        form=form,
        alive=planning.alive_plan(db.session(), agent.id),
    )
    return page, status


@bp.get("/<int:plan_id>")
@requires(Permission.SIGNED_IN)
def show(plan_id: int) -> str:
    """One plan: goal, focus with baseline and effect, actions, sessions, signatures."""
    return _page(_readable(plan_id))


@bp.post("/<int:plan_id>/open")
@requires(Permission.COACH)
def open_plan(plan_id: int) -> Response:
    """Begin a proposed plan."""
    plan = _coached(plan_id)
    planning.open_plan(db.session(), plan, by=g.viewer.id, at=clock.now())
    return _saved(plan, _("The plan is open; %(name)s sees it now.", name=plan.agent.name))


@bp.post("/<int:plan_id>/dismiss")
@requires(Permission.COACH)
def dismiss(plan_id: int) -> Response:
    """Put a proposal aside."""
    plan, form = _coached(plan_id), OutcomeForm()
    planning.dismiss(
        db.session(), plan, reason=form.outcome.data or "", by=g.viewer.id, at=clock.now()
    )
    return _saved(plan, _("The proposal is put aside."))


@bp.post("/<int:plan_id>/goal")
@requires(Permission.COACH)
def goal(plan_id: int) -> Any:
    """Change goal and due date."""
    plan, form = _coached(plan_id), GoalForm()
    if not form.validate():
        return _page(plan, goal_form=form), 422
    planning.change_goal(
        db.session(),
        plan,
        goal=form.goal.data,
        due_on=form.due_on.data,
        by=g.viewer.id,
        at=clock.now(),
    )
    return _saved(plan, _("Saved. Both sign again, as the goal is another."))


@bp.post("/<int:plan_id>/actions")
@requires(Permission.COACH)
def add_action(plan_id: int) -> Any:
    """Add an action."""
    plan = _coached(plan_id)
    form = _action_form(plan)
    try:
        if not form.validate():
            return _page(plan, action_form=form), 422
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
        return _page(plan, action_form=form), 422
    return _saved(plan, _("Added."))


@bp.post("/<int:plan_id>/actions/<int:item_id>")
@requires(Permission.SIGNED_IN)
def tick(plan_id: int, item_id: int) -> Response:
    """Mark one's action as done or not; coaches may for both."""
    plan = _readable(plan_id)
    item = _action(plan, item_id)
    if not is_coach_of(g.viewer, plan) and item.owner_id != g.viewer.id:
        raise Missing
    done = request.form.get("done") == "1"
    planning.tick_action(db.session(), plan, item, done=done, by=g.viewer.id, at=clock.now())
    return _saved(plan, _("Marked as done.") if done else _("Marked as not done."))


@bp.post("/<int:plan_id>/actions/<int:item_id>/remove")
@requires(Permission.COACH)
def remove_action(plan_id: int, item_id: int) -> Response:
    """Remove an action that is not done."""
    plan = _coached(plan_id)
    item = _action(plan, item_id)
    planning.remove_action(db.session(), plan, item, by=g.viewer.id, at=clock.now())
    return _saved(plan, _("Removed."))


@bp.post("/<int:plan_id>/sessions")
@requires(Permission.COACH)
def add_session(plan_id: int) -> Any:
    """Plan a session; what is open is carried onto its agenda."""
    plan, form = _coached(plan_id), MeetingForm()
    if not form.validate():
        return _page(plan, meeting_form=form), 422
    held_at = form.held_at.data.replace(tzinfo=ZoneInfo(g.time_zone)).astimezone(UTC)
    planning.add_session(
        db.session(),
        plan,
        held_at=held_at,
        agenda=form.agenda.data,
        by=g.viewer.id,
        at=clock.now(),
    )
    return _saved(plan, _("The session is planned."))


@bp.route("/<int:plan_id>/sessions/<int:session_id>", methods=["GET", "POST"])
@requires(Permission.COACH)
def notes(plan_id: int, session_id: int) -> Any:
    """Write the notes of a session, shared and private apart."""
    plan = _coached(plan_id)
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
        return _saved(plan, _("Notes saved."))
    return render_template("coaching/notes.html", plan=plan, meeting=meeting, form=form)


@bp.post("/<int:plan_id>/sign")
@requires(Permission.SIGNED_IN)
def sign(plan_id: int) -> Response:
    """Sign as the agent or as the coach."""
    plan, form = _readable(plan_id), SignForm()
    planning.sign(db.session(), plan, comment=form.comment.data, by=g.viewer.id, at=clock.now())
    return _saved(plan, _("Signed."))


@bp.post("/<int:plan_id>/close")
@requires(Permission.COACH)
def close(plan_id: int) -> Any:
    """Close the plan with what came of it."""
    plan, form = _coached(plan_id), OutcomeForm()
    if not form.validate():
        return _page(plan, outcome_form=form), 422
    planning.close(db.session(), plan, outcome=form.outcome.data, by=g.viewer.id, at=clock.now())
    return _saved(plan, _("The plan is closed."))


def _page(plan: CoachingPlan, **forms: Any) -> str:
    coach = is_coach_of(g.viewer, plan)
    focus = [area for area in plan.focus_areas if not area.is_strength]
    effects = {}
    if plan.opened_at is not None:
        effects = {area.id: effect_of(db.session(), plan, area, clock.now()) for area in focus}
    context: dict[str, Any] = {
        "goal_form": GoalForm(formdata=None, goal=plan.goal, due_on=plan.due_on),
        "action_form": _action_form(plan, blank=True),
        "meeting_form": MeetingForm(formdata=None),
        "sign_form": SignForm(formdata=None),
        "outcome_form": OutcomeForm(formdata=None),
        **forms,
    }
    return render_template(
        "coaching/show.html",
        plan=plan,
        coach=coach,
        focus=focus,
        strengths=[area for area in plan.focus_areas if area.is_strength],
        effects=effects,
        links=linked_answers(db.session(), plan),
        today=clock.now().date(),
        states=PlanState,
        **context,
    )


def _saved(plan: CoachingPlan, text: str) -> Response:
    db.session.commit()
    flash(text)
    return redirect(url_for("coaching.show", plan_id=plan.id))


def _readable(plan_id: int) -> CoachingPlan:
    query = with_details(readable_plans(g.viewer).where(CoachingPlan.id == plan_id))
    return one_or_404(db.session(), query)


def _coached(plan_id: int) -> CoachingPlan:
    query = with_details(coached_plans(g.viewer).where(CoachingPlan.id == plan_id))
    return one_or_404(db.session(), query)


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


def _action_form(plan: CoachingPlan, *, blank: bool = False) -> ActionForm:
    form = ActionForm(formdata=None) if blank else ActionForm()
    owners = [plan.agent] + ([plan.coach] if plan.coach else [])
    form.owner_id.choices = [SelectChoice(owner.id, owner.name) for owner in owners]
    return form


def _state(value: str | None) -> PlanState | None:
    return PlanState(value) if value in {state.value for state in PlanState} else None
