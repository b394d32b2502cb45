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
from scorecards.reviews.feedback_lists import with_people
from scorecards.reviews.forms_feedback import BareForm, ReasonForm
from scorecards.reviews.models import Evaluation
from scorecards.reviews.release import release_many
from scorecards.reviews.release_lists import returned_to, ticked, unreleased
from scorecards.reviews.returning import send_back
from scorecards.reviews.visibility import releasable_evaluations

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
    """Release those that were ticked; what waits no longer is left alone, and the page says so."""
    sent = request.form.getlist("id")
    waiting = ticked(db.session(), g.viewer, sent)
    count = release_many(db.session(), waiting, by=g.viewer.id, at=clock.now())
    db.session.commit()
    flash(_released(count, len(set(sent)) - count), "success" if count else "warning")
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


def _released(count: int, left: int) -> str:
    """What became of the ticked ones, in words."""
    if not count and not left:
        return str(_("Nothing was released: tick the ones that should be."))
    words = [
        ngettext("%(num)s evaluation is released.", "%(num)s evaluations are released.", count)
        if count
        else _("Nothing was released.")
    ]
    if left:
        words.append(
            ngettext(
                "%(num)s was left alone: it does not wait any more, or its agent is asked for a "
                "self-evaluation first.",
                "%(num)s were left alone: they do not wait any more, or their agents are asked "
                "for a self-evaluation first.",
                left,
            )
        )
    return " ".join(words)
