"""The scoring screen of a session, and what its script asks for; answers are JSON."""

from __future__ import annotations

from typing import Any

from flask import flash, g, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import QualityDeskError
from qa_app.web.access import requires
from qa_app.web.formatting import when
from qa_app.web.lookup import one_or_404
from qa_app.web.templating import time_zone
from scorecards.reviews import page
from scorecards.reviews.draft import read_sent
from scorecards.reviews.routes_draft import refused
from scorecards.reviews.routes_sheet import OpenSheet, sheet_context, sheet_hits, sheet_turns
from scorecards.sessions.models import CalibrationItem, CalibrationSheet
from scorecards.sessions.policies import scored_items
from scorecards.sessions.queries import lock
from scorecards.sessions.routes import TAKE_PART, bp, is_open
from scorecards.sessions.taking import draft_in, save, sheet_by, submit, take_back


@bp.get("/items/<int:item_id>")
@requires(TAKE_PART)
def score(item_id: int) -> Any:
    """The scoring screen for one interaction of a session."""
    session = db.session()
    item = _own(session, item_id)
    sheet = sheet_by(session, item, g.viewer.id)
    if not is_open(item.calibration) or (sheet is not None and sheet.submitted_at):
        flash(_("You have submitted this one, or the session is closed."), "watch")
        return redirect(url_for("calibration.show", calibration_id=item.calibration_id))
    return render_template("calibration/score.html", **_context(session, item, sheet))


@bp.get("/items/<int:item_id>/turns/<int:chunk>")
@requires(TAKE_PART)
def turns(item_id: int, chunk: int) -> str:
    """A further chunk of a long transcript."""
    item = _own(db.session(), item_id)
    return sheet_turns(item.interaction, item.transcript_id, chunk)


@bp.post("/items/<int:item_id>/save")
@requires(TAKE_PART)
def save_sheet(item_id: int) -> Any:
    """Autosave: the whole draft and the revision that it was based on."""
    session, at = db.session(), clock.now()
    item = _held(session, item_id)
    try:
        sheet = save(session, item, read_sent(request.get_data()), by=g.viewer.id, at=at)
        session.commit()
    except QualityDeskError as error:
        return refused(error)
    standing = page.filled_card(
        item.calibration.version, item.interaction, draft_in(sheet), sheet.revision
    ).standing
    saved = when(at, time_zone(), "clock")
    state = {"revision": sheet.revision, "saved": saved, "standing": standing.as_json()}
    return jsonify({**state, "suggestions": {}})


@bp.post("/items/<int:item_id>/submit")
@requires(TAKE_PART)
def submit_sheet(item_id: int) -> Any:
    """Submit what was sent; the answer leads back to the session."""
    session = db.session()
    item = _held(session, item_id)
    try:
        submit(session, item, read_sent(request.get_data()), by=g.viewer.id, at=clock.now())
        session.commit()
    except QualityDeskError as error:
        return refused(error)
    here = url_for("calibration.show", calibration_id=item.calibration_id)
    return jsonify(next=None, queue=here)


@bp.post("/items/<int:item_id>/take-back")
@requires(TAKE_PART)
def take_sheet_back(item_id: int) -> Response:
    """Open one's submitted sheet again while the session is blind."""
    session = db.session()
    item = _held(session, item_id)
    sheet = sheet_by(session, item, g.viewer.id)
    try:
        if sheet is not None:
            take_back(session, sheet, by=g.viewer.id, at=clock.now())
            session.commit()
    except QualityDeskError as error:
        session.rollback()
        flash(error.message, "watch")
        return redirect(url_for("calibration.show", calibration_id=item.calibration_id), 303)
    return redirect(url_for("calibration.score", item_id=item_id), 303)


@bp.get("/items/<int:item_id>/find")
@requires(TAKE_PART)
def find(item_id: int) -> Any:
    """Positions of the turns that contain the words `q`."""
    return sheet_hits(_own(db.session(), item_id).transcript_id)


def _context(
    session: Session, item: CalibrationItem, sheet: CalibrationSheet | None
) -> dict[str, Any]:
    calibration, here = item.calibration, url_for("calibration.score", item_id=item.id)
    revision = sheet.revision if sheet else 0
    filled = OpenSheet(
        f"calibration-{item.id}",
        calibration.version,
        item.interaction,
        item.transcript_id,
        draft_in(sheet),
        revision,
    )
    urls = {
        "save": url_for("calibration.save_sheet", item_id=item.id),
        "submit": url_for("calibration.submit_sheet", item_id=item.id),
        "find": url_for("calibration.find", item_id=item.id),
        "turns": url_for("calibration.turns", item_id=item.id, chunk=0)[:-1],
        "self": here,
        "signIn": url_for("people.sign_in", next=here),
    }
    return {**sheet_context(session, filled, urls), "calibration": calibration}


def _own(session: Session, item_id: int) -> CalibrationItem:
    return one_or_404(session, scored_items(g.viewer).where(CalibrationItem.id == item_id))


def _held(session: Session, item_id: int) -> CalibrationItem:
    """The viewer's item, with its session's row locked: the last two to submit wait in turn."""
    item = _own(session, item_id)
    lock(session, item.calibration_id)
    return item
