"""Coaching: the list, the making of a plan, its page, and its life from open to closed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from coaching.plans import planning
from coaching.plans.forms import GoalForm, NewPlanForm, OutcomeForm, SignForm
from coaching.plans.models import PlanState
from coaching.plans.policies import coachable_agents, coached_plans, own_plans
from coaching.plans.policies_suggested import waiting_suggestions
from coaching.plans.queries import next_session, overdue_actions, plans_page
from coaching.plans.routes_plan import coached, plan_page, readable, saved
from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import QualityDeskError
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
        suggested=waiting_suggestions(db.session(), g.viewer) if coaches else 0,
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
    return plan_page(readable(plan_id))


@bp.post("/<int:plan_id>/open")
@requires(Permission.COACH)
def open_plan(plan_id: int) -> Response:
    """Begin a proposed plan."""
    plan = coached(plan_id)
    planning.open_plan(db.session(), plan, by=g.viewer.id, at=clock.now())
    return saved(plan, _("The plan is open; %(name)s sees it now.", name=plan.agent.name))


@bp.post("/<int:plan_id>/dismiss")
@requires(Permission.COACH)
def dismiss(plan_id: int) -> Response:
    """Put a proposal aside."""
    plan, form = coached(plan_id), OutcomeForm()
    planning.dismiss(
        db.session(), plan, reason=form.outcome.data or "", by=g.viewer.id, at=clock.now()
    )
    return saved(plan, _("The proposal is put aside."))


@bp.post("/<int:plan_id>/goal")
@requires(Permission.COACH)
def goal(plan_id: int) -> Any:
    """Change goal and due date."""
    plan, form = coached(plan_id), GoalForm()
    if not form.validate():
        return plan_page(plan, goal_form=form), 422
    planning.change_goal(
        db.session(),
        plan,
        goal=form.goal.data,
        due_on=form.due_on.data,
        by=g.viewer.id,
        at=clock.now(),
    )
    return saved(plan, _("Saved. Both sign again, as the goal is another."))


@bp.post("/<int:plan_id>/sign")
@requires(Permission.SIGNED_IN)
def sign(plan_id: int) -> Response:
    """Sign as the agent or as the coach."""
    plan, form = readable(plan_id), SignForm()
    planning.sign(db.session(), plan, comment=form.comment.data, by=g.viewer.id, at=clock.now())
    return saved(plan, _("Signed."))


@bp.post("/<int:plan_id>/close")
@requires(Permission.COACH)
def close(plan_id: int) -> Any:
    """Close the plan with what came of it."""
    plan, form = coached(plan_id), OutcomeForm()
    if not form.validate():
        return plan_page(plan, outcome_form=form), 422
    planning.close(db.session(), plan, outcome=form.outcome.data, by=g.viewer.id, at=clock.now())
    return saved(plan, _("The plan is closed."))


def _state(value: str | None) -> PlanState | None:
    return PlanState(value) if value in {state.value for state in PlanState} else None
