"""Pages on which recordings are transcribed again: one at once, many after they were counted."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Select
from werkzeug.wrappers import Response

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import Missing, QualityDeskError
from qa_app.core.jobs.models import JobState
from qa_app.core.permissions import Permission
from qa_app.core.text import whole_number
from qa_app.web.access import requires
from qa_app.web.forms import DeskForm
from qa_app.web.lookup import one_or_404
from transcription.interactions.marking import marked_for
from transcription.interactions.models import Interaction
from transcription.interactions.policies import interactions_in_scope
from transcription.interactions.queries import detailed, narrowed, read_filter
from transcription.interactions.routes import bp as interactions
from transcription.transcripts.again import (
    MOST_AT_ONCE,
    call_off,
    extent_of,
    transcribe_all_again,
    under_way,
)
from transcription.transcripts.choice import Offered, chosen_model
from transcription.transcripts.choosing import models_here, models_timed
from transcription.transcripts.routes import bp
from transcription.transcripts.transcribing import transcribe_again

__all__ = ["bp"]
IMPORT = Permission.INTERACTIONS_IMPORT


@interactions.post("/interactions/<int:interaction_id>/transcribe")
@requires(IMPORT)
def transcribe(interaction_id: int) -> Response:
    """Ask anew for the text of a recording, with the model that was chosen."""
    session = db.session()
    scope = interactions_in_scope(g.viewer, IMPORT)
    found = one_or_404(session, detailed(scope, interaction_id))
    if found.recording is None:
        raise Missing
    model = _model().value if request.form.get("model") else None
    transcribe_again(session, found.recording, model=model, by=g.viewer.id, at=clock.now())
    session.commit()
    flash(_("The recording is being transcribed again."), "message")
    return redirect(url_for("interactions.show", interaction_id=found.id), 303)


@interactions.route("/interactions/again", methods=["GET", "POST"])
@requires(IMPORT)
def many_again() -> Any:
    """Count the recordings of a filter or an import, choose a model, and transcribe them again."""
    session, form, scope = db.session(), DeskForm(), _scope()
    if not form.validate_on_submit():
        return _again_page(scope, form)
    try:
        count = transcribe_all_again(
            session, scope, _model(), seen=whole_number(request.form.get("seen")) or 0,
            by=g.viewer.id, at=clock.now(),
        )  # fmt: skip
    except QualityDeskError as error:
        session.rollback()
        form.show(error)
        return _again_page(scope, form), error.status
    session.commit()
    flash(
        ngettext(
            "%(num)d recording waits to be transcribed again, after all new work.",
            "%(num)d recordings wait to be transcribed again, after all new work.",
            count,
        ),
        "success",
    )
    return _here()


@interactions.post("/interactions/again/cancel")
@requires(IMPORT)
def cancel_again() -> Response:
    """Call off what has not been transcribed again yet."""
    count = call_off(db.session(), _scope(), by=g.viewer.id, at=clock.now())
    db.session.commit()
    flash(
        ngettext(
            "%(num)d recording keeps the text that it has.",
            "%(num)d recordings keep the texts that they have.",
            count,
        ),
        "message",
    )
    return _here()


def _model() -> Offered:
    return chosen_model(models_here(db.session()), request.form.get("model", ""))


def _scope() -> Select[Interaction]:
    """What the filter of the address leaves of the viewer's interactions."""
    session = db.session()
    wanted, batch_id = read_filter(request.args), whole_number(request.args.get("batch"))
    scope = narrowed(session, interactions_in_scope(g.viewer, IMPORT), wanted, now=clock.now())
    if batch_id:
        scope = scope.where(Interaction.batch_id == batch_id)
    marked = marked_for(session, g.viewer) if wanted.flagged else None
    return scope if marked is None else scope.where(Interaction.id.in_(marked))


def _query() -> dict[str, Any]:
    batch_id = whole_number(request.args.get("batch"))
    return {
        **read_filter(request.args).as_query(),
        **({"batch": str(batch_id)} if batch_id else {}),
    }


def _again_page(scope: Select[Interaction], form: DeskForm) -> str:
    session = db.session()
    extent, query = extent_of(session, scope), _query()
    measured = extent.speech_s if not extent.unmeasured else None
    running = under_way(session, scope)
    return render_template(
        "transcripts/again.html",
        form=form,
        extent=extent,
        query=query,
        batch_id=whole_number(query.get("batch")),
        models=models_timed(session, measured),
        waiting=running.get(JobState.WAITING, 0),
        running=running.get(JobState.RUNNING, 0),
        most=MOST_AT_ONCE,
    )


def _here() -> Response:
    return redirect(url_for("interactions.many_again", **_query()), 303)
