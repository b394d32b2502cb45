"""What waits for its release, for leads; what was sent back, for its reviewer."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import QualityDeskError
from qa_app.core.permissions import Permission
from qa_app.web.access import requires
from qa_app.web.lookup import one_or_404
from scorecards.reviews.evidenced import evidenced_turns
from scorecards.reviews.feedback import feedback_view
from scorecards.reviews.feedback_lists import with_people
from scorecards.reviews.forms_feedback import BareForm, ReasonForm, read_changes
from scorecards.reviews.models import Evaluation
from scorecards.reviews.release import release_many
from scorecards.reviews.release_lists import returned_to, ticked, unreleased
from scorecards.reviews.results import document_of
from scorecards.reviews.returning import answer_return, open_return, send_back
from scorecards.reviews.sheet import flat, sheet_of
from scorecards.reviews.visibility import releasable_evaluations, returned_evaluations
from transcription.transcripts.routes import player_data

bp = Blueprint("release", __name__, template_folder="templates")


@bp.get("/release")
@requires(Permission.EVALUATIONS_RELEASE)
def index() -> str:
    """What agents do not see yet: to approve, set for a time, with its reviewer again."""
    form = BareForm(formdata=None)
    view = unreleased(db.session(), g.viewer)
    return render_template("release/index.html", view=view, form=form)


@bp.post("/release")
@requires(Permission.EVALUATIONS_RELEASE)
def approve() -> Response:
    """Release those that were ticked; what waits no longer is left alone."""
    waiting = ticked(db.session(), g.viewer, request.form.getlist("id"))
    count = release_many(db.session(), waiting, by=g.viewer.id, at=clock.now())
    db.session.commit()
    if count:
        words = ngettext(
            "%(num)s evaluation is released.", "%(num)s evaluations are released.", count
        )
        flash(words, "success")
    else:
        flash(_("Nothing was released: tick the ones that should be."), "warning")
    return redirect(url_for("release.index"))


@bp.route("/release/<int:evaluation_id>/back", methods=["GET", "POST"])
@requires(Permission.EVALUATIONS_RELEASE)
def back(evaluation_id: int) -> Any:
    """Send one back to its reviewer with a reason."""
    scope = with_people(releasable_evaluations(g.viewer)).where(Evaluation.id == evaluation_id)
    evaluation, form = one_or_404(db.session(), scope), ReasonForm()
    if form.validate_on_submit():
        try:
            reason, at = form.reason.data, clock.now()
            send_back(db.session(), evaluation, reason=reason, by=g.viewer.id, at=at)
            db.session.commit()
            flash(_("Sent back: %(name)s is told.", name=evaluation.reviewer.name), "success")
            return redirect(url_for("release.index"))
        except QualityDeskError as error:
            db.session.rollback()
            form.show(error)
    page = render_template("release/back.html", e=evaluation, form=form)
    return page, 422 if form.errors else 200


@bp.get("/returned")
@requires(Permission.REVIEW)
def returned() -> str:
    """What leads sent back to the viewer."""
    return render_template("release/returned.html", rows=returned_to(db.session(), g.viewer))


@bp.route("/returned/<int:evaluation_id>", methods=["GET", "POST"])
@requires(Permission.REVIEW)
def answer(evaluation_id: int) -> Any:
    """Change what should be changed, or say why it stays; then it waits for release again."""
    scope = with_people(returned_evaluations(g.viewer)).where(Evaluation.id == evaluation_id)
    evaluation, form = one_or_404(db.session(), scope), BareForm()
    error: QualityDeskError | None = None
    if form.validate_on_submit():
        questions = {each.key: each for each in document_of(evaluation.version).questions()}
        answers, comments = read_changes(request.form, questions)
        try:
            note = request.form.get("note", "")
            answer_return(db.session(), evaluation, answers=answers, comments=comments,
                          note=note, by=g.viewer.id, at=clock.now())  # fmt: skip
            db.session.commit()
            flash(_("Answered. It waits for its release again."), "success")
            return redirect(url_for("release.returned"))
        except QualityDeskError as refused:
            db.session.rollback()
            error = refused
    return answer_page(evaluation, form, error), error.status if error else 200


def answer_page(evaluation: Evaluation, form: BareForm, error: QualityDeskError | None) -> str:
    """The page on which the reviewer answers."""
    session = db.session()
    view = feedback_view(session, evaluation, at=clock.now())
    return render_template(
        "release/answer.html",
        view=view,
        sent_back=open_return(session, evaluation),
        asked=flat(sheet_of(view.document)),
        player=player_data(evaluation.interaction),
        text=evidenced_turns(session, evaluation),
        form=form,
        sent=request.form,
        error=error,
    )
