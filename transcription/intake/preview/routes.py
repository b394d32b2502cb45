"""The pages before an import: what was found in the files, and the decision."""

from __future__ import annotations

from time import monotonic

from flask import Blueprint, Response, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.permissions import Permission
from qa_app.core.storage import storage
from qa_app.web.access import requires
from qa_app.web.lookup import one_or_404
from transcription.intake.preview.deciding import (
    KEPT_FOR,
    files_of,
    find_out,
    import_it,
    keep_report,
    take_back,
    waiting_of,
)
from transcription.intake.preview.models import WaitingUpload
from transcription.intake.preview.showing import with_moments
from transcription.interactions import labels

bp = Blueprint("preview", __name__, template_folder="templates")
IMPORT = Permission.INTERACTIONS_IMPORT
LOOK_SECONDS = 4.0
"""How long a person waits for counts; the rest is counted by a worker while they read."""


@bp.get("/import/look/<int:upload_id>")
@requires(IMPORT)
def look(upload_id: int) -> str:
    """What was found in the files of an upload, before anything of it is stored."""
    return _page(own(upload_id))


@bp.get("/import/look/<int:upload_id>/counts")
@requires(IMPORT)
def counts(upload_id: int) -> str | AnyResponse:
    """Asked while a worker counts: sends to the page once everything was counted."""
    waiting = own(upload_id)
    if waiting.report and waiting.report["is_whole"]:
        here = url_for("preview.look", upload_id=waiting.id)
        return Response(status=200, headers={"HX-Redirect": here})
    return render_template("preview/_counting.html", waiting=waiting)


@bp.post("/import/look/<int:upload_id>/import")
@requires(IMPORT)
def confirm(upload_id: int) -> AnyResponse:
    """Import what was looked at."""
    batch = import_it(db.session(), own(upload_id), by=g.viewer.id, at=clock.now())
    db.session.commit()
    return redirect(url_for("intake.batch", batch_id=batch.id), 303)


@bp.post("/import/look/<int:upload_id>/drop")
@requires(IMPORT)
def drop(upload_id: int) -> AnyResponse:
    """Take the upload back; nothing of it was stored."""
    keys = take_back(db.session(), own(upload_id))
    db.session.commit()
    for key in keys:
        storage(db.session()).delete(key)
    flash(_("The files are gone. Nothing of them was stored."), "message")
    return redirect(url_for("intake.index"), 303)


@bp.post("/import/look/<int:upload_id>/again")
@requires(IMPORT)
def again(upload_id: int) -> AnyResponse:
    """Look once more, after a mapping or the interactions here have changed."""
    waiting = own(upload_id)
    look_through(waiting)
    return redirect(url_for("preview.look", upload_id=waiting.id), 303)


def own(upload_id: int) -> WaitingUpload:
    """The upload, if it waits for the viewer's own decision."""
    return one_or_404(db.session(), waiting_of(g.viewer.id).where(WaitingUpload.id == upload_id))


def look_through(waiting: WaitingUpload) -> None:
    """Look for as long as a person waits, keep what was found, commit."""
    session, ends = db.session(), monotonic() + LOOK_SECONDS
    session.commit()
    report = find_out(session, waiting, at=clock.now(), may_go_on=lambda: monotonic() < ends)
    keep_report(session, waiting, report)
    session.commit()


def _page(waiting: WaitingUpload) -> str:
    return render_template(
        "preview/look.html",
        waiting=waiting,
        report=waiting.report,
        ends=waiting.created_at + KEPT_FOR,
        files=[
            file | {"rows": with_moments(file["rows"])}
            for file in (waiting.report["files"] if waiting.report else ())
        ],
        file_ids=_file_ids(waiting),
        labels=labels,
    )


def _file_ids(waiting: WaitingUpload) -> dict[str, int]:
    return {each.name: each.id for each in files_of(db.session(), waiting)}
