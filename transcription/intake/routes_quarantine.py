"""The list of recordings that wait for their basis, and their release, one or many."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import ngettext

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import QualityDeskError
from qa_app.core.permissions import Permission
from qa_app.core.text import whole_number
from qa_app.web.access import requires
from transcription.intake.basis import release_some
from transcription.intake.forms import ReleaseForm
from transcription.intake.queries import count_quarantined, quarantine_page, quarantined
from transcription.intake.routes import bp


@bp.route("/import/quarantine", methods=["GET", "POST"])
@requires(Permission.INTERACTIONS_IMPORT)
def quarantine() -> Any:
    """See what waits for a basis; give one to those chosen, or to all."""
    form = ReleaseForm()
    if not form.validate_on_submit():
        return _page(form), 422 if form.errors else 200
    everything = request.form.get("which") == "all"
    ids = [n for each in request.form.getlist("recording") if (n := whole_number(each))]
    session = db.session()
    try:
        count = release_some(
            session, quarantined(session, None if everything else ids), form.basis.data,
            remember=form.remember.data, by=g.viewer.id, at=clock.now(),
        )  # fmt: skip
    except QualityDeskError as error:
        session.rollback()
        form.show(error)
        return _page(form), error.status
    session.commit()
    flash(ngettext("%(num)d recording released.", "%(num)d recordings released.", count), "success")
    return redirect(url_for("intake.quarantine"), 303)


def _page(form: ReleaseForm) -> str:
    session = db.session()
    return render_template(
        "intake/quarantine.html",
        form=form,
        page=quarantine_page(session, request.args.get("before"), request.args.get("after")),
        total=count_quarantined(session),
    )
