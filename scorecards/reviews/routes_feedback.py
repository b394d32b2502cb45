"""The agent's pages: released feedback, how it was chosen, acknowledge, ask, dispute."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import Missing, QualityDeskError
from qa_app.core.permissions import Permission
from qa_app.web.access import requires
from qa_app.web.lookup import one_or_404
from scorecards.design.sheet import flat, sheet_of
from scorecards.reviews.acknowledgement import acknowledge, say
from scorecards.reviews.disputes import open_dispute, standing_dispute, withdraw
from scorecards.reviews.evidenced import evidenced_turns
from scorecards.reviews.feedback import changed_from, feedback_view
from scorecards.reviews.feedback_lists import disputed_ids, evaluation_page, with_people
from scorecards.reviews.feedback_versions import all_versions, revision_of, then_and_now
from scorecards.reviews.forms_feedback import (
    CAUSE_LABELS,
    AcknowledgeForm,
    AskForm,
    BareForm,
    read_objections,
)
from scorecards.reviews.models import Evaluation
from scorecards.reviews.results import document_of
from scorecards.reviews.visibility import own_feedback
from transcription.transcripts.routes import player_data

bp = Blueprint("feedback", __name__, url_prefix="/feedback", template_folder="templates")


@bp.get("")
@requires(Permission.OWN_FEEDBACK)
def index() -> str:
    """What has been released to the agent, the newest first."""
    before, after = request.args.get("before"), request.args.get("after")
    page = evaluation_page(db.session(), own_feedback(g.viewer), before, after)
    ids = [each.id for each in page.items]
    return render_template(
        "feedback/index.html",
        page=page,
        changed=changed_from(db.session(), page.items),
        disputed=disputed_ids(db.session(), ids),
    )


@bp.get("/<int:evaluation_id>")
@requires(Permission.OWN_FEEDBACK)
def detail(evaluation_id: int) -> str:
    """One feedback with evidence, transcript, how it was chosen, and the dispute clock."""
    return detail_page(own(evaluation_id), ask=AskForm())


@bp.post("/<int:evaluation_id>/acknowledge")
@requires(Permission.OWN_FEEDBACK)
def acknowledge_feedback(evaluation_id: int) -> Any:
    """Note that it was read."""
    evaluation, form = own(evaluation_id), AcknowledgeForm()
    if not form.validate_on_submit():
        return detail_page(evaluation, ask=AskForm(formdata=None), note=form), 422
    note = form.note.data or ""
    acknowledge(db.session(), evaluation, by=g.viewer.id, at=clock.now(), note=note)
    db.session.commit()
    flash(_("Noted: you have read this feedback."), "success")
    return redirect(url_for("feedback.detail", evaluation_id=evaluation.id))


@bp.post("/<int:evaluation_id>/ask")
@requires(Permission.OWN_FEEDBACK)
def ask(evaluation_id: int) -> Any:
    """Send a question to the lead."""
    evaluation, form = own(evaluation_id), AskForm()
    if not form.validate_on_submit():
        return detail_page(evaluation, ask=form), 422
    say(db.session(), evaluation, text=form.text.data, by=g.viewer.id, at=clock.now())
    db.session.commit()
    flash(_("Sent. Your lead is told at once; the answer appears here."), "success")
    return redirect(url_for("feedback.detail", evaluation_id=evaluation.id, _anchor="ask"))


@bp.route("/<int:evaluation_id>/dispute", methods=["GET", "POST"])
@requires(Permission.OWN_FEEDBACK)
def dispute(evaluation_id: int) -> Any:
    """Dispute one or more questions."""
    session, evaluation, form = db.session(), own(evaluation_id), BareForm()
    error: QualityDeskError | None = None
    if form.validate_on_submit():
        questions = {each.key: each for each in document_of(evaluation.version).questions()}
        try:
            objections = read_objections(request.form, questions, request.form.getlist("q"))
            open_dispute(session, evaluation, objections=objections, by=g.viewer.id, at=clock.now())
            session.commit()
            flash(_("Your dispute is sent. The score stands until it is decided."), "success")
            return redirect(url_for("feedback.detail", evaluation_id=evaluation.id))
        except QualityDeskError as refused:
            session.rollback()
            error = refused
    view = feedback_view(session, evaluation, at=clock.now())
    page = render_template(
        "feedback/dispute.html",
        form=form,
        view=view,
        error=error,
        sheet=flat(sheet_of(document_of(evaluation.version))),
        sent=request.form,
        causes=CAUSE_LABELS,
        chosen=request.form.getlist("q") or request.args.getlist("q"),
    )
    return page, error.status if error else 200


@bp.post("/<int:evaluation_id>/withdraw")
@requires(Permission.OWN_FEEDBACK)
def take_back(evaluation_id: int) -> Response:
    """Take the open dispute back."""
    evaluation = own(evaluation_id)
    standing = standing_dispute(db.session(), evaluation)
    if standing is None:
        raise Missing
    withdraw(db.session(), standing, by=g.viewer.id, at=clock.now())
    db.session.commit()
    flash(_("Your dispute is withdrawn."), "success")
    return redirect(url_for("feedback.detail", evaluation_id=evaluation.id))


@bp.get("/<int:evaluation_id>/versions")
@requires(Permission.OWN_FEEDBACK)
def versions(evaluation_id: int) -> str:
    """Every version side by side, with the reason for each change."""
    view = feedback_view(db.session(), own(evaluation_id), at=clock.now())
    heads, rows = all_versions(view)
    return render_template("feedback/versions.html", view=view, heads=heads, rows=rows)


@bp.get("/<int:evaluation_id>/versions/<int:number>")
@requires(Permission.OWN_FEEDBACK)
def version(evaluation_id: int, number: int) -> str:
    """What the evaluation said before it was restated."""
    view = feedback_view(db.session(), own(evaluation_id), at=clock.now())
    old = revision_of(view, number)
    rows = then_and_now(view, old)
    return render_template("feedback/version.html", view=view, revision=old, rows=rows)


def own(evaluation_id: int) -> Evaluation:
    """The viewer's own released evaluation, or 404."""
    scope = with_people(own_feedback(g.viewer)).where(Evaluation.id == evaluation_id)
    return one_or_404(db.session(), scope)


def detail_page(
    evaluation: Evaluation, *, ask: AskForm, note: AcknowledgeForm | None = None
) -> str:
    """The page of one feedback."""
    session: Session = db.session()
    return render_template(
        "feedback/detail.html",
        view=feedback_view(session, evaluation, at=clock.now()),
        player=player_data(evaluation.interaction),
        text=evidenced_turns(session, evaluation),
        ask=ask,
        note=note or AcknowledgeForm(formdata=None),
    )
