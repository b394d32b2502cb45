"""The page of survey answers and remote sessions whose interaction is not here."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.permissions import Permission
from qa_app.web.access import requires
from qa_app.web.lookup import one_or_404
from transcription.intake.companions.joining import discard, join_waiting
from transcription.intake.companions.queries import (
    one_waiting,
    waiting_count,
    waiting_page,
    waiting_query,
)
from transcription.intake.companions.related import scores_of

bp = Blueprint("companions", __name__, template_folder="templates")
IMPORT = Permission.INTERACTIONS_IMPORT


@bp.get("/import/unjoined")
@requires(IMPORT)
def index() -> str:
    """What waits for its interaction, and why."""
    session = db.session()
    page = waiting_page(session, request.args.get("before"), request.args.get("after"))
    return render_template(
        "companions/index.html", page=page, count=waiting_count(session), scores_of=scores_of
    )


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
