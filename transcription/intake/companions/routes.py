"""The page of survey answers and remote sessions whose interaction is not here."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.permissions import Permission
from qa_app.core.text import whole_number
from qa_app.web.access import requires
from qa_app.web.lookup import one_or_404
from transcription.intake.companions.by_hand import (
    HAND,
    assign,
    assignable,
    assigned_by_hand,
    candidates,
    take_off,
)
from transcription.intake.companions.joining import discard, join_waiting
from transcription.intake.companions.queries import (
    one_waiting,
    waiting_count,
    waiting_page,
    waiting_query,
)
from transcription.intake.companions.related import scores_of
from transcription.interactions.models import Interaction
from transcription.interactions.policies import interactions_in_scope

bp = Blueprint("companions", __name__, template_folder="templates")
IMPORT = Permission.INTERACTIONS_IMPORT
SHOWN = 20


@bp.get("/import/unjoined")
@requires(IMPORT)
def index() -> str:
    """What waits for its interaction, and why."""
    session = db.session()
    page = waiting_page(session, request.args.get("before"), request.args.get("after"))
    return render_template(
        "companions/index.html",
        page=page,
        count=waiting_count(session),
        by_hand=session.scalars(assigned_by_hand().limit(SHOWN)).all(),
        scores_of=scores_of,
    )


@bp.get("/import/unjoined/<int:companion_id>")
@requires(IMPORT)
def assign_page(companion_id: int) -> str:
    """Interactions that could be meant, by time or by an id, to assign it by hand."""
    session, words = db.session(), request.args.get("q", "").strip()[:200]
    found = one_or_404(session, assignable(companion_id))
    joined = session.get(Interaction, found.interaction_id) if found.interaction_id else None
    scope = interactions_in_scope(g.viewer)
    return render_template(
        "companions/assign.html",
        companion=found,
        joined=joined,
        words=words,
        found=[] if joined else candidates(session, scope, found, words),
        scores_of=scores_of,
    )


@bp.post("/import/unjoined/<int:companion_id>/assign")
@requires(IMPORT)
def assign_it(companion_id: int) -> AnyResponse:
    """Say to which interaction it belongs."""
    session, here = db.session(), url_for("companions.assign_page", companion_id=companion_id)
    found = one_or_404(session, assignable(companion_id))
    number = whole_number(request.form.get("interaction"))
    if number is None:
        flash(_("Choose the interaction that it belongs to."), "error")
        return redirect(here, 303)
    scope = interactions_in_scope(g.viewer).where(Interaction.id == number)
    assign(session, found, one_or_404(session, scope), by=g.viewer.id, at=clock.now())
    session.commit()
    flash(_("Assigned. It can be taken off again here."), "success")
    return redirect(here, 303)


@bp.post("/import/unjoined/<int:companion_id>/take-off")
@requires(IMPORT)
def take_it_off(companion_id: int) -> AnyResponse:
    """Undo an assignment by hand; it waits again."""
    session = db.session()
    found = one_or_404(session, assignable(companion_id))
    if found.joined_by == HAND:
        take_off(session, found, by=g.viewer.id, at=clock.now())
        session.commit()
        flash(_("Taken off. It waits for its interaction again."), "message")
    return redirect(url_for("companions.assign_page", companion_id=companion_id), 303)


@bp.post("/import/unjoined/again")
@requires(IMPORT)
def again() -> AnyResponse:
    """Look for the interactions of all that wait."""
    count = join_waiting(db.session(), waiting_query(), at=clock.now())
    db.session.commit()
    flash(
        ngettext("%(num)d was joined to its interaction.",
                 "%(num)d were joined to their interactions.", count),
        "success" if count else "message",
    )  # fmt: skip
    return redirect(url_for("companions.index"), 303)


@bp.post("/import/unjoined/<int:companion_id>/discard")
@requires(IMPORT)
def throw_away(companion_id: int) -> AnyResponse:
    """Drop one that nobody will ever find an interaction for."""
    found = one_or_404(db.session(), one_waiting(companion_id))
    discard(db.session(), found, by=g.viewer.id, at=clock.now())
    db.session.commit()
    flash(_("It is gone. Importing its file again brings it back."), "message")
    return redirect(url_for("companions.index"), 303)
