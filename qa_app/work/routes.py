"""The page of work: what runs, what waits, what stopped and why, and trying again."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.jobs.pace import time_left_of
from qa_app.core.jobs.queue import URGENT
from qa_app.core.jobs.registry import known_tasks
from qa_app.core.permissions import Permission
from qa_app.web.access import requires
from qa_app.web.lookup import one_or_404
from qa_app.work.queries import interactions_of, job_query, parked_page, work_now
from qa_app.work.trying import stop, try_again, try_all_again
from qa_app.work.words import name_of, reason_of

bp = Blueprint("work", __name__, template_folder="templates")
MANAGE = Permission.WORK_MANAGE


@bp.get("/jobs")
@requires(MANAGE)
def index() -> str:
    """Work in the background, of all rooms."""
    session, at = db.session(), clock.now()
    task = _task(request.args.get("task"))
    work = work_now(session, at)
    page = parked_page(session, task, request.args.get("before"), request.args.get("after"))
    return render_template(
        "work/index.html",
        work=work,
        page=page,
        task=task,
        left={job.id: time_left_of(job, at) for job in work.running},
        interactions=interactions_of(session, [*work.running, *page.items]),
        name_of=name_of,
        reason_of=reason_of,
        urgent=URGENT,
    )


@bp.post("/jobs/<int:job_id>/retry")
@requires(MANAGE)
def retry_one(job_id: int) -> Response:
    """Try one piece again."""
    session = db.session()
    try_again(session, one_or_404(session, job_query(job_id)), by=g.viewer.id, at=clock.now())
    session.commit()
    flash(_("It is tried again."), "message")
    return redirect(url_for("work.index"), 303)


@bp.post("/jobs/<int:job_id>/cancel")
@requires(MANAGE)
def cancel_one(job_id: int) -> Response:
    """Stop one piece."""
    session = db.session()
    stop(session, one_or_404(session, job_query(job_id)), by=g.viewer.id, at=clock.now())
    session.commit()
    flash(_("It stops; what it has finished stays."), "message")
    return redirect(url_for("work.index"), 303)


@bp.post("/jobs/retry")
@requires(MANAGE)
def retry_all() -> Response:
    """Try all again that stopped, of one kind or of all."""
    session = db.session()
    task = _task(request.form.get("task"))
    count = try_all_again(session, task, by=g.viewer.id, at=clock.now())
    session.commit()
    words = ngettext("%(num)d piece is tried again.", "%(num)d pieces are tried again.", count)
    flash(words, "message")
    return redirect(url_for("work.index"), 303)


def _task(name: str | None) -> str | None:
    """A task that there is; None where none is named."""
    return name if name in known_tasks() else None
