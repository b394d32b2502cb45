"""What the scoring screen's script asks for: save, submit, take back, find. Answers are JSON."""

from __future__ import annotations

from typing import Any

from flask import flash, g, jsonify, redirect, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from qa_app.config import Settings
from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import Conflict, Missing, QualityDeskError
from qa_app.core.permissions import Permission
from qa_app.web.access import requires
from qa_app.web.errors import wants_json
from qa_app.web.formatting import when
from qa_app.web.templating import time_zone
from scorecards.reviews import page
from scorecards.reviews.draft import read_sent
from scorecards.reviews.drafting import (
    DraftConflict,
    current_transcript_id,
    evaluation_of,
    save,
)
from scorecards.reviews.gone import check_still_here
from scorecards.reviews.models import Assignment, Evaluation
from scorecards.reviews.policies import own_assignments
from scorecards.reviews.queries import find_turns, locked
from scorecards.reviews.queue import next_item
from scorecards.reviews.routes import bp, own_item
from scorecards.reviews.submission import NotReady, submit, take_back
from scorecards.reviews.suggested_page import saved_suggestions


@bp.post("/review/<int:assignment_id>/save")
@requires(Permission.REVIEW)
def save_draft(assignment_id: int) -> Any:
    """Autosave: the whole draft and the revision that it was based on."""
    session, at = db.session(), clock.now()
    assignment = _held(session, assignment_id)
    try:
        sent = read_sent(request.get_data())
        evaluation = save(session, assignment, sent, by=g.viewer.id, at=at)
        session.commit()
    except QualityDeskError as error:
        return refused(error)
    return jsonify(_state(evaluation))


@bp.post("/review/<int:assignment_id>/submit")
@requires(Permission.REVIEW)
def submit_draft(assignment_id: int) -> Any:
    """Submit what was sent; the answer says where the next item is."""
    session, at = db.session(), clock.now()
    settings: Settings = session.info["settings"]
    assignment = _held(session, assignment_id)
    try:
        sent = read_sent(request.get_data())
        evaluation = submit(session, assignment, sent, by=g.viewer.id, at=at,
                            undo_seconds=settings.undo_seconds)  # fmt: skip
        session.commit()
    except QualityDeskError as error:
        return refused(error)
    item = next_item(session, g.viewer.id)
    return jsonify(
        undo=url_for("reviews.undo", assignment_id=assignment_id),
        undo_seconds=page.seconds_left(evaluation, clock.now()),
        next=url_for("reviews.score", assignment_id=item.id) if item else None,
        queue=url_for("reviews.queue"),
    )


@bp.post("/review/<int:assignment_id>/undo")
@requires(Permission.REVIEW)
def undo(assignment_id: int) -> Any:
    """Take a submission back while it is pending, and return to it."""
    session = db.session()
    assignment = _held(session, assignment_id)
    evaluation = evaluation_of(session, assignment)
    try:
        if evaluation is None:
            raise Conflict(_("There is no submission to take back."))
        take_back(session, evaluation, by=g.viewer.id, at=clock.now())
        session.commit()
    except QualityDeskError as error:
        if wants_json():
            return refused(error)
        session.rollback()
        flash(error.message, "watch")
        return redirect(url_for("reviews.queue"))
    address = url_for("reviews.score", assignment_id=assignment_id)
    return jsonify(url=address) if wants_json() else redirect(address)


@bp.get("/review/<int:assignment_id>/find")
@requires(Permission.REVIEW)
def find(assignment_id: int) -> Any:
    """Positions of the turns that contain the words `q`."""
    session = db.session()
    assignment = own_item(session, assignment_id)
    evaluation = evaluation_of(session, assignment)
    transcript_id = (
        evaluation.transcript_id
        if evaluation
        else current_transcript_id(session, assignment.interaction_id)
    )
    words = request.args.get("q", "")[:200]
    return jsonify(hits=find_turns(session, transcript_id, words) if transcript_id else [])


def _held(session: Session, assignment_id: int) -> Assignment:
    scoped = own_assignments(g.viewer).where(Assignment.id == assignment_id)
    found = session.scalars(locked(scoped)).first()
    if found is None:
        check_still_here(session, g.viewer, assignment_id)
        raise Missing
    return found


def _state(evaluation: Evaluation) -> dict[str, Any]:
    at, stands = clock.now(), page.standing_of(evaluation)
    return {
        "revision": evaluation.revision,
        "saved": when(at, time_zone(), "clock"),
        "standing": stands.as_json(),
        "suggestions": saved_suggestions(db.session(), evaluation, stands.shown, time_zone()),
    }


def refused(error: QualityDeskError) -> Any:
    """The answer to the script of the scoring screen when a verb will not do it."""
    db.session.rollback()
    answer: dict[str, Any] = {"error": error.message}
    if error.field:
        answer["field"] = error.field
    if isinstance(error, DraftConflict):
        stored = error.stored.model_dump()
        answer |= {"stored": stored, "revision": error.revision, "own": error.own}
    if isinstance(error, NotReady):
        answer["missing"] = list(error.missing)
    return jsonify(answer), error.status
