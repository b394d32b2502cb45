"""The library of examples: list, one of them, mark, allow, remove."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import QualityDeskError
from qa_app.core.permissions import Permission
from qa_app.core.text import whole_number
from qa_app.web.access import requires
from qa_app.web.lookup import one_or_404
from scorecards.examples.forms import BareForm, MarkForm
from scorecards.examples.marking import agree, mark, remove, restore
from scorecards.examples.policies import (
    is_named,
    markable_evaluations,
    own_examples,
    readable_examples,
    removable_examples,
    restorable_examples,
)
from scorecards.examples.queries import (
    examples_page,
    questions_in,
    read_filter,
    turns_of,
    with_details,
)
from scorecards.reviews.evidenced import evidenced_turns
from scorecards.reviews.feedback_lists import with_people
from scorecards.reviews.models import Evaluation
from scorecards.reviews.models_acts import Example
from scorecards.reviews.results import document_of
from transcription.interactions.models import Channel

bp = Blueprint("examples", __name__, template_folder="templates")
READ = Permission.EXAMPLES_READ


@bp.get("/examples")
@requires(READ)
def index() -> str:
    """Examples that one may read, by question and channel, the newest first."""
    session, args = db.session(), request.args
    scope, wanted = readable_examples(g.viewer), read_filter(args)
    page = examples_page(session, scope, wanted, args.get("before"), args.get("after"))
    named = {each.id for each in page.items if is_named(g.viewer, each)}
    gone = restorable_examples(g.viewer).where(Example.id == args.get("removed", type=whole_number))
    return render_template(
        "examples/index.html",
        page=page,
        wanted=wanted,
        turns=turns_of(session, page.items, named, _("[agent]")),
        questions=questions_in(session, scope),
        channels=list(Channel),
        named=named,
        marks=g.viewer.can(Permission.EVALUATIONS_READ),
        gone=session.scalar(gone),
    )


@bp.get("/examples/<int:example_id>")
@requires(READ)
def show(example_id: int) -> str:
    """One example: what is excellent, the chosen turns, and who may read it."""
    session = db.session()
    query = with_details(readable_examples(g.viewer).where(Example.id == example_id))
    example = one_or_404(session, query)
    scope = removable_examples(g.viewer).where(Example.id == example_id)
    named = is_named(g.viewer, example)
    turns = turns_of(session, [example], [example.id] if named else [], _("[agent]"))
    return render_template(
        "examples/show.html",
        it=example,
        turns=turns[example.id],
        named=named,
        mine=example.evaluation.agent_id == g.viewer.id,
        removable=session.scalars(scope).first() is not None,
        coaches=g.viewer.can(Permission.COACH),
        form=BareForm(formdata=None),
    )


@bp.route("/evaluations/<int:evaluation_id>/example", methods=["GET", "POST"])
@requires(Permission.EVALUATIONS_READ)
def mark_one(evaluation_id: int) -> Any:
    """Mark an evaluation as an example, with the turns to read and a note."""
    session = db.session()
    scope = markable_evaluations(g.viewer).where(Evaluation.id == evaluation_id)
    evaluation = one_or_404(session, with_people(scope))
    form = _mark_form(evaluation)
    if form.validate_on_submit():
        try:
            made = _marked(session, evaluation, form)
            session.commit()
            flash(_("Marked. Its agent is asked whether colleagues may read it."), "good")
            return redirect(url_for("examples.show", example_id=made.id), 303)
        except QualityDeskError as error:
            session.rollback()
            form.show(error)
    text = evidenced_turns(session, evaluation)
    page = render_template("examples/mark.html", e=evaluation, form=form, text=text)
    return page, 422 if form.errors or form.form_errors else 200


@bp.post("/examples/<int:example_id>/agree")
@requires(Permission.OWN_FEEDBACK)
def allow(example_id: int) -> Response:
    """Whose work it is lets colleagues read it, or no longer."""
    session = db.session()
    example = one_or_404(session, own_examples(g.viewer).where(Example.id == example_id))
    allowed = request.form.get("allowed") == "1"
    agree(session, example, allowed=allowed, by=g.viewer.id, at=clock.now())
    session.commit()
    flash(_("Colleagues may read it now, without your name.") if allowed
          else _("Colleagues no longer see it."), "good")  # fmt: skip
    return redirect(url_for("examples.show", example_id=example_id))


@bp.post("/examples/<int:example_id>/remove")
@requires(Permission.EVALUATIONS_READ)
def take_out(example_id: int) -> Response:
    """Take an example out of the library."""
    session = db.session()
    example = one_or_404(session, removable_examples(g.viewer).where(Example.id == example_id))
    remove(session, example, by=g.viewer.id, at=clock.now())
    session.commit()
    return redirect(url_for("examples.index", removed=example_id))


@bp.post("/examples/<int:example_id>/restore")
@requires(Permission.EVALUATIONS_READ)
def put_back(example_id: int) -> Response:
    """Undo the removal; what its agent had allowed holds again."""
    session = db.session()
    example = one_or_404(session, restorable_examples(g.viewer).where(Example.id == example_id))
    restore(session, example, by=g.viewer.id, at=clock.now())
    session.commit()
    flash(_("Back among the examples."), "good")
    return redirect(url_for("examples.show", example_id=example_id))


def _mark_form(evaluation: Evaluation) -> MarkForm:
    cited = sorted({each.turn_id for each in evaluation.evidence})
    form = MarkForm(data={"turns": cited}) if request.method == "GET" else MarkForm()
    form.question.choices = [SelectChoice("", _("the whole conversation"))] + [
        SelectChoice(each.key, each.text) for each in document_of(evaluation.version).questions()
    ]
    return form


def _marked(session: Session, evaluation: Evaluation, form: MarkForm) -> Example:
    return mark(
        session,
        evaluation,
        note=form.note.data,
        turn_ids=form.turns.data or [],
        question_key=form.question.data or None,
        by=g.viewer.id,
        at=clock.now(),
    )
