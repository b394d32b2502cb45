"""The demo's front page, stepping in as one of its people, and removing it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from qa_app.core import clock
from qa_app.core.audit import record
from qa_app.core.db import db
from qa_app.core.permissions import Permission
from qa_app.demo.entering import PARTS, is_on_this_machine, person_of
from qa_app.demo.forms import RemoveForm
from qa_app.demo.removing import remove
from qa_app.demo.state import shows_demo
from qa_app.people.links import make_link, needs_first_manager
from qa_app.people.routes import begin_session
from qa_app.people.sessions import USER_KEY
from qa_app.web.access import public, requires
from qa_app.web.errors import is_database_away

bp = Blueprint("demo", __name__, template_folder="templates")


def is_open() -> bool:
    """Whether this request may step into the demo: loaded, and from this machine itself."""
    here = is_on_this_machine(request.remote_addr, request.host, request.headers.keys())
    return here and shows_demo(db.session(), request.environ)


@bp.before_app_request
def prepare() -> Response | None:
    """Visitors of a demo's first page are shown in; its invented recordings may be played."""
    if request.endpoint in {None, "static"}:
        return None
    if request.path == "/" and USER_KEY not in session and is_open():
        return redirect(url_for("demo.enter"))
    found = db.session().info
    if not found["settings"].play_recordings and shows_demo(db.session(), request.environ):
        found["settings"] = replace(found["settings"], play_recordings=True)
    return None


@bp.app_context_processor
def layout() -> dict[str, Any]:
    """What the banner and the sign-in page of a demo offer."""
    if is_database_away() or not shows_demo(db.session(), request.environ):
        return {}
    actor = g.get("viewer")
    may_remove = actor is not None and actor.can(Permission.PEOPLE_MANAGE)
    return {
        "demo_enter_url": url_for("demo.enter") if is_open() else None,
        "demo_remove_url": url_for("demo.remove_all") if may_remove else None,
    }


@bp.get("/demo")
@public
def enter() -> str:
    """Who one can step in as."""
    if not is_open():
        abort(404)
    parts = [part for part in PARTS if person_of(db.session(), part)]
    return render_template("demo/enter.html", parts=parts)


@bp.post("/demo/as/<key>")
@public
def step_in(key: str) -> Response:
    """Sign in as the demo's person of that part."""
    part = next((part for part in PARTS if part.key == key), None)
    user = person_of(db.session(), part) if part and is_open() else None
    if user is None:
        abort(404)
    begin_session(user)
    record(
        db.session(), "demo.step_in", ("user", user.id), by=user.id, actor="demo", at=clock.now()
    )
    db.session.commit()
    return redirect(url_for("dashboards.home"))


@bp.route("/demo/remove", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
def remove_all() -> Any:
    """Remove the demo after the typed word; on this machine the first manager is made next."""
    if not shows_demo(db.session(), request.environ):
        abort(404)
    form = RemoveForm()
    if not form.validate_on_submit():
        status = 422 if form.is_submitted() else 200
        return render_template("demo/remove.html", form=form), status
    here = is_open()
    remove(db.session(), by=g.viewer.id, at=clock.now())
    token = None
    if here and needs_first_manager(db.session()):
        token = make_link(db.session(), None, clock.now())
    db.session.commit()
    session.clear()
    flash(_("The demo is removed."), "success")
    if token:
        return redirect(url_for("people.welcome", token=token))
    return redirect(url_for("people.sign_in"))
