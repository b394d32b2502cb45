"""The agent's pages: what they are asked to score, what they have scored, how it compares."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import QualityDeskError
from qa_app.core.permissions import Permission
from qa_app.web.access import requires
from qa_app.web.lookup import one_or_404
from scorecards.reviews.evidenced import conversation_turns
from scorecards.reviews.results import document_of
from scorecards.reviews.sheet import sheet_of
from scorecards.self_evaluation.forms import SelfForm, read_own
from scorecards.self_evaluation.models import SelfEvaluation, SelfState
from scorecards.self_evaluation.queries import beside, can_be_begun, own_self, with_all
from scorecards.self_evaluation.writing import Own, save, start, submit
from transcription.interactions.models import Interaction

bp = Blueprint("self_evaluation", __name__, url_prefix="/self", template_folder="templates")
MOST = 100


@bp.get("")
@requires(Permission.OWN_FEEDBACK)
def index() -> str:
    """Own self-evaluations, and own conversations that one may begin with."""
    session = db.session()
    newest = SelfEvaluation.started_at.desc(), SelfEvaluation.id.desc()
    found = session.scalars(with_all(own_self(g.viewer)).order_by(*newest).limit(MOST)).all()
    return render_template(
        "self/index.html",
        waiting=[each for each in found if each.state is SelfState.OPEN],
        done=[each for each in found if each.state is SelfState.SUBMITTED],
        fresh=can_be_begun(session, g.viewer.id, clock.now()),
    )


@bp.post("/start/<int:interaction_id>")
@requires(Permission.OWN_FEEDBACK)
def begin(interaction_id: int) -> Response:
    """Begin one freely, or go on with the one that there is."""
    scope = select(Interaction).where(
        Interaction.id == interaction_id, Interaction.agent_id == g.viewer.id
    )
    interaction = one_or_404(db.session(), scope)
    own = start(db.session(), interaction, by=g.viewer.id, at=clock.now())
    db.session.commit()
    return redirect(url_for("self_evaluation.show", self_id=own.id))


@bp.route("/<int:self_id>", methods=["GET", "POST"])
@requires(Permission.OWN_FEEDBACK)
def show(self_id: int) -> Any:
    """The form while it is open; afterwards how it compares."""
    session, form = db.session(), SelfForm()
    scope = with_all(own_self(g.viewer)).where(SelfEvaluation.id == self_id)
    own, error = one_or_404(session, scope), None
    if form.validate_on_submit():
        sent = read_own(request.form, document_of(own.version))
        is_final = request.form.get("do") == "submit"
        try:
            (submit if is_final else save)(session, own, sent, by=g.viewer.id, at=clock.now())
            session.commit()
            flash(_("Handed in.") if is_final else _("Saved. You can go on later."), "success")
            return redirect(url_for("self_evaluation.show", self_id=own.id))
        except QualityDeskError as refused:
            session.rollback()
            error = refused
            return form_page(own, sent, form, error), error.status
    if own.state is SelfState.SUBMITTED:
        view = beside(session, own, for_agent=True)
        return render_template("self/compare.html", view=view, is_own=True)
    return form_page(own, kept(own), form, error)


def kept(own: SelfEvaluation) -> Own:
    """What was saved last."""
    answers = {key: entry["value"] for key, entry in own.answers.items()}
    comments = {key: entry["comment"] for key, entry in own.answers.items()}
    return Own(answers, comments, own.note or "")


def form_page(
    own: SelfEvaluation, sent: Own, form: SelfForm, error: QualityDeskError | None
) -> str:
    """The form with the conversation beside it."""
    return render_template(
        "self/form.html",
        own=own,
        sent=sent,
        sections=sheet_of(document_of(own.version)),
        text=conversation_turns(db.session(), own.interaction),
        form=form,
        error=error,
    )
