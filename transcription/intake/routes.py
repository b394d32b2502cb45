"""The import pages: upload, batches, one batch with progress, refusals and release."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as AnyResponse

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import QualityDeskError
from qa_app.core.jobs.models import Job
from qa_app.core.jobs.pace import per_second, time_left_of
from qa_app.core.permissions import Permission
from qa_app.web.access import requires
from qa_app.web.downloads import csv_answer
from qa_app.web.limits import accepts_files
from qa_app.web.lookup import one_or_404
from qa_app.web.templating import time_zone
from transcription.intake.basis import bases_by_source, release_batch, set_basis
from transcription.intake.companions.queries import waiting_count
from transcription.intake.forms import ReleaseForm, ScoredForm, UploadForm
from transcription.intake.hearing import hearing_of
from transcription.intake.importer import Importer
from transcription.intake.mapping.importer import REFUSED
from transcription.intake.models import Batch, BatchState
from transcription.intake.options import DEFAULT_SOURCE
from transcription.intake.pieces import PIECE_BYTES, drop, whole
from transcription.intake.preview.deciding import KEPT_FOR, hand_in, waiting_of
from transcription.intake.preview.models import WaitingUpload
from transcription.intake.preview.routes import look_through
from transcription.intake.preview.unmapped import unmapped_of
from transcription.intake.queries import (
    all_refusals,
    batch_query,
    batches_page,
    count_quarantined,
    model_trouble,
    recordings_by_state,
    refusals_page,
    remainders_of,
    sources_seen,
    waiting_sources,
)
from transcription.intake.receiving import Upload, cancel_batch, job_of, receive, resume_batch
from transcription.intake.registry import importers
from transcription.intake.remainders import delete_files
from transcription.intake.scoring_rules import rules_by_source, set_rule
from transcription.intake.undoing import ENDED
from transcription.intake.watching import watched
from transcription.intake.words import WAYS
from transcription.interactions import labels
from transcription.interactions.models import RecordingState
from transcription.transcripts.transcribing import resume_waiting

bp = Blueprint("intake", __name__, template_folder="templates")
IMPORT = Permission.INTERACTIONS_IMPORT
WORKING = {BatchState.RECEIVED, BatchState.RUNNING, BatchState.UNDOING}


@bp.route("/import", methods=["GET", "POST"])
@requires(IMPORT)
@accepts_files
def index() -> Any:
    """Upload files, and see what was imported before."""
    form = UploadForm()
    form.offer(time_zone())
    if not form.validate_on_submit():
        return _upload_page(form), 422 if form.errors else 200
    uploads = [
        Upload(each.filename, each.stream) for each in form.files.data or () if each.filename
    ]
    session, by, sent = db.session(), g.viewer.id, request.form.getlist("pieces")
    if form.look.data:
        return _look_first(form, uploads, sent)
    try:
        with whole(session, sent, by=by) as ahead:
            batch = receive(session, [*uploads, *ahead], **form.said(), by=by, at=clock.now())
        swept = drop(session, sent, by=by)
    except QualityDeskError as error:
        db.session.rollback()
        form.show(error)
        return _upload_page(form), error.status
    session.commit()
    delete_files(session, swept)
    return redirect(url_for("intake.batch", batch_id=batch.id), 303)


def _look_first(form: UploadForm, uploads: list[Upload], sent: list[str]) -> Any:
    """Keep the files and show what would become of them."""
    session, by = db.session(), g.viewer.id
    try:
        with whole(session, sent, by=by) as ahead:
            waiting = hand_in(session, [*uploads, *ahead], **form.said(), by=by, at=clock.now())
        swept = drop(session, sent, by=by)
    except QualityDeskError as error:
        session.rollback()
        form.show(error)
        return _upload_page(form), error.status
    session.commit()
    delete_files(session, swept)
    look_through(waiting)
    return redirect(url_for("preview.look", upload_id=waiting.id), 303)


@bp.get("/import/<int:batch_id>")
@requires(IMPORT)
def batch(batch_id: int) -> str:
    """One batch: its progress or result, what was refused, what waits for a basis."""
    found = one_or_404(db.session(), batch_query(batch_id))
    return _batch_page(found, ReleaseForm())


@bp.get("/import/<int:batch_id>/progress")
@requires(IMPORT)
def progress(batch_id: int) -> str | AnyResponse:
    """The progress fragment, asked every two seconds; sends to the whole page at the end."""
    found = one_or_404(db.session(), batch_query(batch_id))
    if found.state not in WORKING:
        here = url_for("intake.batch", batch_id=found.id)
        return Response(status=200, headers={"HX-Redirect": here})
    job = job_of(db.session(), found)
    return render_template("intake/_progress.html", batch=found, **pace_of(found, job))


@bp.get("/import/<int:batch_id>/refusals.csv")
@requires(IMPORT)
def refusals_file(batch_id: int) -> Response:
    """What was refused, as a file to mend by."""
    found = one_or_404(db.session(), batch_query(batch_id))
    header = ("file", "line", "column", "field", "message", "excerpt")
    return csv_answer(f"refused-{found.id}.csv", header, all_refusals(db.session(), found))


@bp.post("/import/<int:batch_id>/release")
@requires(IMPORT)
def release(batch_id: int) -> Any:
    """Give the quarantined recordings of a batch their basis."""
    session, form, at = db.session(), ReleaseForm(), clock.now()
    found = one_or_404(session, batch_query(batch_id))
    if not form.validate_on_submit():
        return _batch_page(found, form), 422
    if form.remember.data:
        for source in waiting_sources(session, found):
            set_basis(session, source, form.basis.data, by=g.viewer.id, at=at)
    count = release_batch(session, found, form.basis.data, by=g.viewer.id, at=at)
    session.commit()
    flash(
        ngettext(
            "%(num)d recording released; its text is being made.",
            "%(num)d recordings released; their texts are being made.",
            count,
        ),
        "success",
    )
    return redirect(url_for("intake.batch", batch_id=found.id), 303)


@bp.post("/import/<int:batch_id>/cancel")
@requires(IMPORT)
def cancel(batch_id: int) -> AnyResponse:
    """Stop reading a batch; what was stored stays."""
    found = one_or_404(db.session(), batch_query(batch_id))
    cancel_batch(db.session(), found, by=g.viewer.id, at=clock.now())
    db.session.commit()
    flash(_("The import stops. What it has stored stays; it can be gone on with."), "message")
    return redirect(url_for("intake.batch", batch_id=found.id), 303)


@bp.post("/import/<int:batch_id>/resume")
@requires(IMPORT)
def resume(batch_id: int) -> AnyResponse:
    """Go on with a cancelled or failed batch."""
    found = one_or_404(db.session(), batch_query(batch_id))
    resume_batch(db.session(), found, by=g.viewer.id, at=clock.now())
    db.session.commit()
    return redirect(url_for("intake.batch", batch_id=found.id), 303)


@bp.post("/import/<int:batch_id>/transcribe")
@requires(IMPORT)
def transcribe(batch_id: int) -> AnyResponse:
    """Try the recordings again that wait for the speech model, of all batches."""
    found = one_or_404(db.session(), batch_query(batch_id))
    count = resume_waiting(db.session())
    db.session.commit()
    flash(
        ngettext("%(num)d recording is tried again.", "%(num)d recordings are tried again.", count),
        "message",
    )
    return redirect(url_for("intake.batch", batch_id=found.id), 303)


@bp.post("/import/scored-agent")
@requires(IMPORT)
def scored_agent() -> Any:
    """Set whom a source's interactions are scored for where several agents took part."""
    form = ScoredForm()
    if not form.validate_on_submit():
        return _upload_page(_empty_upload(), form), 422
    set_rule(db.session(), form.scored_source.data, form.rule.data, by=g.viewer.id, at=clock.now())
    db.session.commit()
    flash(_("Set. It holds for what is imported from now on."), "success")
    return redirect(url_for("intake.index"), 303)


def _empty_upload() -> UploadForm:
    form = UploadForm(formdata=None)
    form.offer(time_zone())
    return form


def _upload_page(form: UploadForm, scored: ScoredForm | None = None) -> str:
    session = db.session()
    page = batches_page(session, request.args.get("before"), request.args.get("after"))
    return render_template(
        "intake/index.html",
        form=form,
        page=page,
        sources=sources_seen(session),
        waiting=session.scalars(waiting_of(g.viewer.id)).all(),
        unjoined=waiting_count(session),
        known_bases=bases_by_source(session),
        quarantined=count_quarantined(session),
        default_source=DEFAULT_SOURCE,
        bases=labels.BASES,
        watched=watched(session),
        piece_bytes=PIECE_BYTES // 2,
        max_mb=session.info["settings"].max_upload_mb,
        formats=_taken(),
        scored_form=scored or ScoredForm(formdata=None),
        rules=rules_by_source(session),
        rule_words=labels.SCORED_RULES,
    )


def pace_of(found: Batch, job: Job | None) -> dict[str, Any]:
    """The job of a batch, its rows a second so far, and the time that it still takes."""
    begun = job.started_at if job else None
    spent = (found.read_at - begun) if begun and found.read_at else timedelta()
    return {
        "job": job,
        "left": time_left_of(job, clock.now()),
        "per_second": per_second(found.total, spent),
    }


def _batch_page(found: Batch, form: ReleaseForm) -> str:
    session = db.session()
    states, job = recordings_by_state(session, found), job_of(session, found)
    return render_template(
        "intake/batch.html",
        batch=found,
        **pace_of(found, job),
        working=found.state in WORKING,
        hearing=hearing_of(session, found, states, clock.now()),
        remainders=remainders_of(session, found),
        **_unmapped(found),
        may_undo=found.state in ENDED and found.accepted > found.known,
        form=form,
        states=states,
        quarantined=states.get(RecordingState.QUARANTINED, 0),
        failed=states.get(RecordingState.FAILED, 0),
        ways=WAYS,
        sources=waiting_sources(session, found),
        trouble=model_trouble(session, found),
        refusals=refusals_page(
            session, found, request.args.get("before"), request.args.get("after")
        ),
        labels=labels,
    )


def _unmapped(found: Batch) -> dict[str, Any]:
    """The tables of a batch whose columns the viewer can explain, and how long they are kept."""
    files = unmapped_of(db.session(), found, g.viewer.id)
    kept = db.session().get(WaitingUpload, files[0].upload_id) if files else None
    return {"unmapped": files, "unmapped_until": kept.created_at + KEPT_FOR if kept else None}


def _taken() -> list[Importer]:
    """What can be handed in, by title; what is only recognised to be refused is not."""
    taken = [each for each in importers().values() if each.name != REFUSED]
    return sorted(taken, key=lambda each: str(each.title).casefold())
