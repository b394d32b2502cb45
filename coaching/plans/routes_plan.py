"""The page of one coaching plan: found in one's scope, drawn, and shown again once saved."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from coaching.plans.forms import ActionForm, GoalForm, MeetingForm, OutcomeForm, SignForm
from coaching.plans.models import CoachingPlan, PlanState
from coaching.plans.policies import coached_plans, is_coach_of, readable_plans
from coaching.plans.progress import effect_of
from coaching.plans.queries import linked_answers, with_details
from qa_app.core import clock
from qa_app.core.db import db
from qa_app.web.lookup import one_or_404


def plan_page(plan: CoachingPlan, **forms: Any) -> str:
    """The page of a plan; `forms` are those that came back with something to mend."""
    coach = is_coach_of(g.viewer, plan)
    focus = [area for area in plan.focus_areas if not area.is_strength]
    effects = {}
    if plan.opened_at is not None:
        effects = {area.id: effect_of(db.session(), plan, area, clock.now()) for area in focus}
    context: dict[str, Any] = {
        "goal_form": GoalForm(formdata=None, goal=plan.goal, due_on=plan.due_on),
        "action_form": action_form(plan, blank=True),
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
        links=linked_answers(db.session(), plan, released_only=not coach),
        today=clock.now().date(),
        states=PlanState,
        **context,
    )


def saved(plan: CoachingPlan, text: str) -> Response:
    """Commit, say so, and go back to the plan's page."""
    db.session.commit()
    flash(text)
    return redirect(url_for("coaching.show", plan_id=plan.id))


def readable(plan_id: int) -> CoachingPlan:
    """The plan if the viewer may read it, as its coach or its agent; else 404."""
    query = with_details(readable_plans(g.viewer).where(CoachingPlan.id == plan_id))
    return one_or_404(db.session(), query)


def coached(plan_id: int) -> CoachingPlan:
    """The plan if the viewer coaches its agent; else 404."""
    query = with_details(coached_plans(g.viewer).where(CoachingPlan.id == plan_id))
    return one_or_404(db.session(), query)


def action_form(plan: CoachingPlan, *, blank: bool = False) -> ActionForm:
    """The form of an action, owned by agent or coach; `blank` reads nothing of the request."""
    form = ActionForm(formdata=None) if blank else ActionForm()
    owners = [plan.agent] + ([plan.coach] if plan.coach else [])
    form.owner_id.choices = [SelectChoice(owner.id, owner.name) for owner in owners]
    return form
