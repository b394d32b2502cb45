"""Disputes for those who decide them: what waits, with its clock, and the decision."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import Missing, QualityDeskError
from qa_app.core.paging import page_of
from qa_app.core.permissions import Permission
from qa_app.web.access import requires
from qa_app.web.lookup import one_or_404
from scorecards.reviews.evidenced import evidenced_turns
from scorecards.reviews.feedback import disputed_answers, feedback_view
from scorecards.reviews.feedback_lists import closed_disputes, open_disputes
from scorecards.reviews.forms_feedback import BareForm, read_rulings
from scorecards.reviews.models import Dispute, DisputeState
from scorecards.reviews.results import document_of
from scorecards.reviews.rulings import decide
from scorecards.reviews.sheet import flat, sheet_of
from scorecards.reviews.visibility import may_decide, readable_disputes
from scorecards.answering.working_days import days_left
from transcription.transcripts.routes import player_data

bp = Blueprint("disputes", __name__, url_prefix="/disputes", template_folder="templates")
NEWEST_FIRST = (Dispute.opened_at, Dispute.id)
OPEN_MOST = 200


@bp.get("")
@requires(Permission.DISPUTES_DECIDE)
def index() -> str:
    """Those that wait, the most urgent first, and below them those that are closed."""
    session, at = db.session(), clock.now()
    scope = readable_disputes(g.viewer)
    waiting = session.scalars(open_disputes(scope).limit(OPEN_MOST)).all()
    zone = session.info["settings"].time_zone
    page = page_of(
        session, closed_disputes(scope), NEWEST_FIRST,
        before=request.args.get("before"), after=request.args.get("after"),
    )  # fmt: skip
    return render_template(
        "disputes/index.html",
        waiting=waiting,
        left={each.id: days_left(at, each.due_at, zone) for each in waiting},
        late={each.id for each in waiting if at > each.due_at},
        mine={each.id for each in waiting if may_decide(g.viewer, each)},
        page=page,
    )


@bp.route("/<int:dispute_id>", methods=["GET", "POST"])
@requires(Permission.DISPUTES_DECIDE)
def show(dispute_id: int) -> Any:
    """One dispute, question by question; who may, decides it here."""
    session, at = db.session(), clock.now()
    dispute = one_or_404(session, readable_disputes(g.viewer).where(Dispute.id == dispute_id))
    form, error = BareForm(), None
    if form.validate_on_submit():
        if not may_decide(g.viewer, dispute):
            raise Missing
        questions = {q.key: q for q in document_of(dispute.evaluation.version).questions()}
        keys = [item.question_key for item in dispute.items]
        rulings = read_rulings(request.form, questions, keys)
        try:
            note = request.form.get("note", "")
            decide(session, dispute, rulings=rulings, note=note, by=g.viewer.id, at=at)
            session.commit()
            flash(_("Decided. The agent and the reviewer are told."), "success")
            return redirect(url_for("disputes.show", dispute_id=dispute_id))
        except QualityDeskError as refused:
            session.rollback()
            error = refused
    return show_page(dispute, form, error), error.status if error else 200


def show_page(dispute: Dispute, form: BareForm, error: QualityDeskError | None) -> str:
    """The page of one dispute."""
    session, at = db.session(), clock.now()
    evaluation = dispute.evaluation
    view = feedback_view(session, evaluation, at=at)
    zone = session.info["settings"].time_zone
    return render_template(
        "disputes/show.html",
        dispute=dispute,
        view=view,
        player=player_data(evaluation.interaction),
        text=evidenced_turns(session, evaluation),
        asked=flat(sheet_of(view.document)),
        answered=disputed_answers(view, dispute),
        may_decide=dispute.state is DisputeState.OPEN and may_decide(g.viewer, dispute),
        left=days_left(at, dispute.due_at, zone),
        is_late=at > dispute.due_at,
        form=form,
        sent=request.form,
        error=error,
    )
