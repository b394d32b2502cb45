"""Pages of second opinions: ask from a review, list, compare, withdraw."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import QualityDeskError
from qa_app.core.permissions import Permission
from qa_app.web.access import requires
from qa_app.web.downloads import csv_answer
from qa_app.web.lookup import one_or_404
from scorecards.opinions.asking import ask, asked_about, withdraw
from scorecards.opinions.comparing import Stand, compared, opinions_page, stands
from scorecards.opinions.forms import AskForm, BareForm
from scorecards.opinions.policies import readable_opinions
from scorecards.reviews.models import Assignment, AssignmentState
from scorecards.reviews.models_acts import SecondOpinion
from scorecards.reviews.policies import own_assignments
from scorecards.reviews.queries import locked
from scorecards.reviews.routes import own_item

bp = Blueprint("opinions", __name__, template_folder="templates")
EXPORT_MOST = 10_000
CSV_HEADER = (
    "interaction", "agent", "asked_by", "asked_at", "state", "second_by", "first_percent",
    "second_percent", "points_apart",
)  # fmt: skip


@bp.get("/opinions")
@requires(Permission.REVIEW)
def index() -> str:
    """Second opinions that one asked for or gave; for managers all of their teams."""
    args = request.args
    page, rows = opinions_page(db.session(), g.viewer, args.get("before"), args.get("after"))
    manages = g.viewer.can(Permission.PROGRAMME_READ)
    return render_template("opinions/index.html", page=page, rows=rows, manages=manages)


@bp.get("/opinions/export.csv")
@requires(Permission.REVIEW)
def export() -> Response:
    """The same as a table, the newest first."""
    query = readable_opinions(g.viewer).order_by(SecondOpinion.id.desc()).limit(EXPORT_MOST)
    rows = stands(db.session(), db.session.scalars(query).all())
    return csv_answer("second-opinions.csv", CSV_HEADER, map(export_row, rows))


@bp.get("/opinions/<int:opinion_id>")
@requires(Permission.REVIEW)
def show(opinion_id: int) -> str:
    """What was asked, how it stands, and both reviews beside each other once both are final."""
    session = db.session()
    stand = stands(session, [_readable(opinion_id)])[0]
    return render_template(
        "opinions/show.html",
        stand=stand,
        it=stand.opinion,
        view=compared(session, stand),
        mine=stand.opinion.asked_by == g.viewer.id,
        manages=g.viewer.can(Permission.PROGRAMME_READ),
        form=BareForm(formdata=None),
    )


@bp.route("/review/<int:assignment_id>/second-opinion", methods=["GET", "POST"])
@requires(Permission.REVIEW)
def ask_one(assignment_id: int) -> Any:
    """Ask another reviewer about one's own item, before or after one's own submission."""
    session, form = db.session(), AskForm()
    item = own_item(session, assignment_id)
    known = asked_about(session, item)
    if known is not None:
        return redirect(url_for("opinions.show", opinion_id=known.id))
    is_gone = item.state not in (AssignmentState.OPEN, AssignmentState.DONE)
    if is_gone and request.method == "GET":
        # Skipped or taken away meanwhile: its page says what happened. A reason that was typed
        # already is not thrown away; it comes back with the refusal.
        return redirect(url_for("reviews.gone", assignment_id=assignment_id))
    if form.validate_on_submit():
        try:
            held = one_or_404(session, locked(own_assignments(g.viewer).where(
                Assignment.id == assignment_id)))  # fmt: skip
            ask(session, held, reason=form.reason.data, by=g.viewer.id, at=clock.now())
            session.commit()
            flash(
                _("Asked. Another reviewer gets it, without your answers and your reason."), "good"
            )
            return redirect(_after_asking(held), 303)
        except QualityDeskError as error:
            session.rollback()
            form.show(error)
            item = own_item(session, assignment_id)
    status = 422 if form.errors else 200
    return render_template(
        "opinions/ask.html", item=item, form=form, back=_after_asking(item)
    ), status


@bp.post("/opinions/<int:opinion_id>/withdraw")
@requires(Permission.REVIEW)
def take_back(opinion_id: int) -> AnyResponse:
    """Whoever asked, or a manager, no longer needs it."""
    session = db.session()
    opinion = _readable(opinion_id)
    own = opinion.asked_by == g.viewer.id
    if not own and not g.viewer.can(Permission.PROGRAMME_READ):
        flash(_("Only who asked for it can withdraw it."), "watch")
        return redirect(url_for("opinions.show", opinion_id=opinion_id))
    try:
        withdraw(session, opinion, by=g.viewer.id, at=clock.now())
        session.commit()
        flash(_("Withdrawn. A second review that was begun counts nowhere."), "good")
    except QualityDeskError as error:
        session.rollback()
        flash(error.message, "watch")
    return redirect(url_for("opinions.show", opinion_id=opinion_id))


def export_row(stand: Stand) -> list[object]:
    """One second opinion under `CSV_HEADER`; who gave it only once both can be compared."""
    it, both = stand.opinion, stand.state == "both"
    return [
        f"{it.interaction.source}/{it.interaction.external_id}",
        it.interaction.agent.name,
        it.asker.name,
        it.asked_at.isoformat(),
        stand.state,
        stand.second.reviewer.name if both and stand.second else None,
        stand.first.percent if both and stand.first else None,
        stand.second.percent if both and stand.second else None,
        stand.gap,
    ]


def _readable(opinion_id: int) -> SecondOpinion:
    return one_or_404(
        db.session(), readable_opinions(g.viewer).where(SecondOpinion.id == opinion_id)
    )


def _after_asking(item: Assignment) -> str:
    if item.state is AssignmentState.OPEN:
        return url_for("reviews.score", assignment_id=item.id)
    return url_for("reviews.history")
