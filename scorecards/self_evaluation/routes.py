"""The agent's pages: what they are asked to score, what they have scored, how it compares."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, redirect, render_template, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.permissions import Permission
from qa_app.web.access import requires
from qa_app.web.lookup import one_or_404
from scorecards.reviews.routes_sheet import OpenSheet, sheet_context
from scorecards.self_evaluation.models import SelfEvaluation, SelfState
from scorecards.self_evaluation.queries import beside, can_be_begun, own_self, with_all
from scorecards.self_evaluation.writing import draft_of_own, start
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


@bp.get("/<int:self_id>")
@requires(Permission.OWN_FEEDBACK)
def show(self_id: int) -> Any:
    """The scoring screen while it is open; afterwards how it compares."""
    session = db.session()
    own = mine(session, self_id)
    if own.state is SelfState.SUBMITTED:
        view = beside(session, own, for_agent=True)
        return render_template("self/compare.html", view=view, is_own=True)
    context = sheet_context(session, sheet_of_own(own), urls_of(own.id))
    return render_template("self/score.html", own=own, **context)


def mine(session: Session, self_id: int) -> SelfEvaluation:
    """The viewer's own self-evaluation; 404 for anybody else's."""
    scope = with_all(own_self(g.viewer)).where(SelfEvaluation.id == self_id)
    return one_or_404(session, scope)


def sheet_of_own(own: SelfEvaluation) -> OpenSheet:
    """It as the scoring screen takes it."""
    draft = draft_of_own(own)
    return OpenSheet(
        f"self-{own.id}", own.version, own.interaction, own.transcript_id, draft, own.revision
    )


def urls_of(self_id: int) -> dict[str, str]:
    """Where the screen's script saves, hands in, finds and reads on."""
    here = url_for("self_evaluation.show", self_id=self_id)
    return {
        "save": url_for("self_evaluation.save_own", self_id=self_id),
        "submit": url_for("self_evaluation.submit_own", self_id=self_id),
        "find": url_for("self_evaluation.find", self_id=self_id),
        "turns": url_for("self_evaluation.turns", self_id=self_id, chunk=0)[:-1],
        "self": here,
        "signIn": url_for("people.sign_in", next=here),
    }
