"""From a review or an example into a plan: attach, suggest, answer a suggestion, use an example."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from coaching.plans import attaching, planning
from coaching.plans.forms_links import AttachForm, DecideForm, UseForm
from coaching.plans.models import CoachingPlan
from coaching.plans.models_suggested import CoachingSuggestion, SuggestionState
from coaching.plans.policies import coached_plans
from coaching.plans.policies_suggested import (
    coachable_evaluations,
    coaches,
    decidable_suggestions,
    own_suggestions,
    readable_suggestions,
)
from coaching.plans.queries import with_details
from coaching.plans.routes_plan import coached, saved
from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import Missing, QualityDeskError
from qa_app.core.paging import page_of
from qa_app.core.permissions import Permission
from qa_app.people.models import User
from qa_app.web.access import requires
from qa_app.web.lookup import one_or_404
from scorecards.examples.policies import readable_examples
from scorecards.reviews.feedback_lists import with_people
from scorecards.reviews.models import Evaluation
from scorecards.reviews.models_acts import Example
from scorecards.reviews.results import document_of

bp = Blueprint("coaching_links", __name__, template_folder="templates", url_prefix="/coaching")


@bp.route("/from/<int:evaluation_id>", methods=["GET", "POST"])
@requires(Permission.EVALUATIONS_READ)
def bring(evaluation_id: int) -> Any:
    """Put an evaluation into its agent's plan, or suggest that to their lead."""
    scope = with_people(coachable_evaluations(g.viewer)).where(Evaluation.id == evaluation_id)
    evaluation = one_or_404(db.session(), scope)
    form = _attach_form(evaluation)
    if form.validate_on_submit():
        try:
            return _attached(evaluation, form)
        except QualityDeskError as error:
            db.session.rollback()
            form.show(error)
    page = render_template(
        "coaching/bring.html",
        e=evaluation,
        form=form,
        coach=coaches(g.viewer, evaluation),
        plan=planning.alive_plan(db.session(), evaluation.agent_id),
    )
    return page, 422 if form.errors or form.form_errors else 200


@bp.get("/suggestions")
@requires(Permission.EVALUATIONS_READ)
def suggestions() -> str:
    """What was suggested for coaching: those that wait first have their answer beside them."""
    query = readable_suggestions(g.viewer).options(
        joinedload(CoachingSuggestion.agent),
        joinedload(CoachingSuggestion.suggester),
        joinedload(CoachingSuggestion.evaluation).joinedload(Evaluation.interaction),
    )
    page = page_of(db.session(), query, [CoachingSuggestion.id],
                   before=request.args.get("before"), after=request.args.get("after"))  # fmt: skip
    agents = {each.agent_id for each in page.items if each.state is SuggestionState.OPEN}
    return render_template(
        "coaching/suggestions.html",
        page=page,
        decides={each.id for each in page.items if coaches(g.viewer, each.evaluation)},
        planned={agent for agent in agents if planning.alive_plan(db.session(), agent)},
        form=DecideForm(formdata=None),
        states=SuggestionState,
    )


@bp.post("/suggestions/<int:suggestion_id>/decide")
@requires(Permission.COACH)
def decide(suggestion_id: int) -> Response:
    """Accept into the plan, or decline with a word."""
    session, form, by, at = db.session(), DecideForm(), g.viewer.id, clock.now()
    one = one_or_404(session, decidable_suggestions(g.viewer).where(
        CoachingSuggestion.id == suggestion_id))  # fmt: skip
    word, back = form.word.data or "", redirect(url_for("coaching_links.suggestions"))
    try:
        if request.form.get("verdict") == "accept":
            goal = form.goal.data or ""
            plan = attaching.accept(session, one, word=word, goal=goal, by=by, at=at)
            return saved(plan, _("Taken into the plan; who suggested it is told."))
        attaching.decline(session, one, word=word, by=by, at=at)
        session.commit()
        flash(_("Declined; who suggested it reads your word."), "good")
    except QualityDeskError as error:
        session.rollback()
        flash(error.message, "watch")
    return back


@bp.post("/suggestions/<int:suggestion_id>/withdraw")
@requires(Permission.EVALUATIONS_READ)
def take_back(suggestion_id: int) -> Response:
    """Take one's own suggestion back."""
    session = db.session()
    one = one_or_404(session, own_suggestions(g.viewer).where(
        CoachingSuggestion.id == suggestion_id))  # fmt: skip
    try:
        attaching.withdraw(session, one, by=g.viewer.id, at=clock.now())
        session.commit()
        flash(_("Withdrawn."), "good")
    except QualityDeskError as error:
        session.rollback()
        flash(error.message, "watch")
    return redirect(url_for("coaching_links.suggestions"))


@bp.post("/<int:plan_id>/evidence/<int:link_id>/remove")
@requires(Permission.COACH)
def detach(plan_id: int, link_id: int) -> Response:
    """Take a passage that somebody added out of the plan."""
    plan = coached(plan_id)
    for link in plan.links:
        if link.id == link_id:
            attaching.detach(db.session(), plan, link, by=g.viewer.id, at=clock.now())
            return saved(plan, _("Removed from the plan."))
    raise Missing


@bp.route("/examples/<int:example_id>", methods=["GET", "POST"])
@requires(Permission.COACH)
def use_example(example_id: int) -> Any:
    """Give an example that colleagues may read to an agent, as something to do in their plan."""
    session = db.session()
    example = one_or_404(session, readable_examples(g.viewer).where(
        Example.id == example_id, Example.agreed_at.is_not(None)))  # fmt: skip
    scope = coached_plans(g.viewer).where(CoachingPlan.state.in_(planning.ALIVE))
    plans = session.scalars(with_details(scope).join(CoachingPlan.agent).order_by(User.name)).all()
    form = UseForm()
    form.plan.choices = [SelectChoice(plan.id, plan.agent.name) for plan in plans]
    if form.validate_on_submit():
        plan = next(each for each in plans if each.id == form.plan.data)
        about = example.question_text or _("a whole conversation")
        planning.add_action(session, plan, text=_("Read an example: %(about)s", about=about),
                            owner_id=plan.agent_id, due_on=plan.due_on,
                            resource_url=url_for("examples.show", example_id=example.id),
                            by=g.viewer.id, at=clock.now())  # fmt: skip
        return saved(plan, _("The example is in the plan, as something to read."))
    page = render_template("coaching/use_example.html", it=example, form=form, plans=plans)
    return page, 422 if form.errors else 200


def _attach_form(evaluation: Evaluation) -> AttachForm:
    cited = sorted({each.question_key for each in evaluation.evidence})
    form = AttachForm(data={"questions": cited}) if request.method == "GET" else AttachForm()
    form.questions.choices = [
        SelectChoice(each.key, each.text) for each in document_of(evaluation.version).questions()
    ]
    return form


def _attached(evaluation: Evaluation, form: AttachForm) -> Response:
    session, by, at = db.session(), g.viewer.id, clock.now()
    keys, note = form.questions.data or [], form.note.data
    if coaches(g.viewer, evaluation):
        goal = form.goal.data or ""
        plan = attaching.attach(session, evaluation, keys=keys, note=note, goal=goal, by=by, at=at)
        return saved(plan, _("Added to the plan."))
    attaching.suggest(session, evaluation, keys=keys, note=note, by=by, at=at)
    session.commit()
    flash(_("Suggested. The lead of the team is told, and you read the answer here."), "good")
    return redirect(url_for("coaching_links.suggestions"), 303)
