"""What the scoring screen asks for while an agent fills in their own; answers are JSON."""

from __future__ import annotations

from typing import Any

from flask import g, jsonify, request, url_for

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import QualityDeskError
from qa_app.core.permissions import Permission
from qa_app.web.access import requires
from scorecards.reviews.draft import read_sent
from scorecards.reviews.kept import check_version
from scorecards.reviews.routes_draft import refused
from scorecards.reviews.routes_sheet import saved_answer, sheet_hits, sheet_turns
from scorecards.self_evaluation.routes import bp, mine, sheet_of_own
from scorecards.self_evaluation.writing import save, submit


@bp.post("/<int:self_id>/save")
@requires(Permission.OWN_FEEDBACK)
def save_own(self_id: int) -> Any:
    """Autosave: the whole draft and the revision that it was based on."""
    session, at = db.session(), clock.now()
    own = mine(session, self_id)
    try:
        sent = read_sent(request.get_data())
        check_version(own.version, sent)
        save(session, own, sent.draft, by=g.viewer.id, at=at, based_on=sent.revision)
        session.commit()
    except QualityDeskError as error:
        return refused(error)
    return saved_answer(sheet_of_own(own))


@bp.post("/<int:self_id>/submit")
@requires(Permission.OWN_FEEDBACK)
def submit_own(self_id: int) -> Any:
    """Hand in what was sent; the answer leads to the comparison."""
    session, at = db.session(), clock.now()
    own = mine(session, self_id)
    try:
        sent = read_sent(request.get_data())
        check_version(own.version, sent)
        submit(session, own, sent.draft, by=g.viewer.id, at=at, based_on=sent.revision)
        session.commit()
    except QualityDeskError as error:
        return refused(error)
    return jsonify(next=None, queue=url_for("self_evaluation.show", self_id=self_id))


@bp.get("/<int:self_id>/turns/<int:chunk>")
@requires(Permission.OWN_FEEDBACK)
def turns(self_id: int, chunk: int) -> str:
    """A further chunk of a long transcript."""
    own = mine(db.session(), self_id)
    return sheet_turns(own.interaction, own.transcript_id, chunk)


@bp.get("/<int:self_id>/find")
@requires(Permission.OWN_FEEDBACK)
def find(self_id: int) -> Any:
    """Positions of the turns that contain the words `q`."""
    return sheet_hits(mine(db.session(), self_id).transcript_id)
