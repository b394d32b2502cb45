"""Pages around a batch: undo it, mend what it refused, try its recordings again."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from qa_app.core import clock
from qa_app.core.audit import record
from qa_app.core.db import db
from qa_app.core.errors import QualityDeskError
from qa_app.core.permissions import Permission
from qa_app.web.access import requires
from qa_app.web.downloads import attachment
from qa_app.web.forms import DeskForm
from qa_app.web.lookup import one_or_404
from qa_app.web.templating import time_zone
from transcription.intake.again import transcribe_batch_again
from transcription.intake.hearing import hearing_of
from transcription.intake.models import BatchRemainder
from transcription.intake.preview.routes import look_through
from transcription.intake.preview.unmapped import hand_in_refused
from transcription.intake.queries import batch_query, recordings_by_state
from transcription.intake.remainders import read_remainder
from transcription.intake.routes import bp
from transcription.intake.undoing import begin_undo, removal_of

IMPORT = Permission.INTERACTIONS_IMPORT


@bp.route("/import/<int:batch_id>/undo", methods=["GET", "POST"])
@requires(IMPORT)
def undo(batch_id: int) -> Any:
    """What undoing would remove and what stands in its way; then do it."""
    session, form = db.session(), DeskForm()
    found = one_or_404(session, batch_query(batch_id))
    if not form.validate_on_submit():
        removal = removal_of(session, found)
        return render_template("intake/undo.html", batch=found, removal=removal, form=form)
    begin_undo(session, found, by=g.viewer.id, at=clock.now())
    session.commit()
    flash(_("The import is being undone. The same files can be handed in again after."), "message")
    return redirect(url_for("intake.batch", batch_id=found.id), 303)


@bp.get("/import/<int:batch_id>/hearing")
@requires(IMPORT)
def hearing(batch_id: int) -> str | AnyResponse:
    """How far the recordings are, asked every two seconds; sends to the whole page at the end."""
    session = db.session()
    found = one_or_404(session, batch_query(batch_id))
    pace = hearing_of(session, found, recordings_by_state(session, found), clock.now())
    if pace is None:
        here = url_for("intake.batch", batch_id=found.id)
        return Response(status=200, headers={"HX-Redirect": here})
    return render_template("intake/_hearing.html", batch=found, hearing=pace)


@bp.post("/import/<int:batch_id>/refused/<int:remainder_id>")
@requires(IMPORT)
def refused_rows(batch_id: int, remainder_id: int) -> Response:
    """The refused rows of one file as they were; who took them is written down."""
    found, text = _taken_out(batch_id, remainder_id)
    db.session.commit()
    return attachment(found.name, text)


@bp.post("/import/<int:batch_id>/refused/<int:remainder_id>/look")
@requires(IMPORT)
def look_at_refused(batch_id: int, remainder_id: int) -> AnyResponse:
    """Look at the refused rows as at any upload: change how they are mapped, then import them."""
    session = db.session()
    batch = one_or_404(session, batch_query(batch_id))
    found, text = _taken_out(batch_id, remainder_id)
    try:
        waiting = hand_in_refused(
            session, batch, found, text, zone=time_zone(), by=g.viewer.id, at=clock.now()
        )
    except QualityDeskError as error:
        session.rollback()
        flash(error.message, "error")
        return redirect(url_for("intake.batch", batch_id=batch_id), 303)
    look_through(waiting)
    return redirect(url_for("preview.look", upload_id=waiting.id), 303)


def _taken_out(batch_id: int, remainder_id: int) -> tuple[BatchRemainder, str]:
    """What was kept of a file, and on the record that somebody takes it."""
    session = db.session()
    query = select(BatchRemainder).where(
        BatchRemainder.id == remainder_id, BatchRemainder.batch_id == batch_id
    )
    found = one_or_404(session, query)
    text = read_remainder(session, found)
    subject = ("batch", batch_id)
    record(session, "batch.refused_rows", subject, by=g.viewer.id, at=clock.now())
    return found, text


@bp.post("/import/<int:batch_id>/again")
@requires(IMPORT)
def again(batch_id: int) -> AnyResponse:
    """Try all recordings of a batch again whose text could not be made."""
    session = db.session()
    found = one_or_404(session, batch_query(batch_id))
    count = transcribe_batch_again(session, found, by=g.viewer.id, at=clock.now())
    session.commit()
    words = ngettext(
        "%(num)d recording is tried again.", "%(num)d recordings are tried again.", count
    )
    flash(words, "message")
    return redirect(url_for("intake.batch", batch_id=found.id), 303)
