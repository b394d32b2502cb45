"""What the scoring screen asks for while a manager grades a review; answers are JSON."""

from __future__ import annotations

from typing import Any

from flask import flash, g, jsonify, request, url_for
from flask_babel import gettext as _

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import QualityDeskError
from qa_app.core.permissions import Permission
from qa_app.web.access import requires
from scorecards.reviewers.grading import save_grading, submit_grading
from scorecards.reviewers.routes_agreement import bp
from scorecards.reviewers.routes_grading import mine, sheet_of_grading
from scorecards.reviews.draft import read_sent
from scorecards.reviews.kept import check_version
from scorecards.reviews.routes_draft import refused
from scorecards.reviews.routes_sheet import saved_answer, sheet_hits, sheet_turns


@bp.post("/gradings/<int:grading_id>/save")
@requires(Permission.PROGRAMME_READ)
def save_grade(grading_id: int) -> Any:
    """Autosave: the whole draft and the revision that it was based on."""
    session, found = db.session(), mine(grading_id)
    try:
        sent = read_sent(request.get_data())
        check_version(found.version, sent)
        save_grading(session, found, sent.draft, by=g.viewer.id, based_on=sent.revision)
        session.commit()
    except QualityDeskError as error:
        return refused(error)
    return saved_answer(sheet_of_grading(found))


@bp.post("/gradings/<int:grading_id>/submit")
@requires(Permission.PROGRAMME_READ)
def submit_grade(grading_id: int) -> Any:
    """Submit what was sent, for good; the answer leads back to the list."""
    session, found = db.session(), mine(grading_id)
    by, at = g.viewer.id, clock.now()
    try:
        sent = read_sent(request.get_data())
        check_version(found.version, sent)
        submit_grading(session, found, sent.draft, by=by, at=at, based_on=sent.revision)
        session.commit()
    except QualityDeskError as error:
        return refused(error)
    flash(_("Submitted: %(name)s is told.", name=found.reviewer.name), "success")
    return jsonify(next=None, queue=url_for("reviewers.gradings"))


@bp.get("/gradings/<int:grading_id>/turns/<int:chunk>")
@requires(Permission.PROGRAMME_READ)
def grade_turns(grading_id: int, chunk: int) -> str:
    """A further chunk of a long transcript."""
    evaluation = mine(grading_id).evaluation
    return sheet_turns(evaluation.interaction, evaluation.transcript_id, chunk)


@bp.get("/gradings/<int:grading_id>/find")
@requires(Permission.PROGRAMME_READ)
def grade_find(grading_id: int) -> Any:
    """Positions of the turns that contain the words `q`."""
    return sheet_hits(mine(grading_id).evaluation.transcript_id)
