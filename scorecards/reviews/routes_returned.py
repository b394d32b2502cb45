"""The scoring screen on which a reviewer answers what was sent back; answers to it are JSON."""

from __future__ import annotations

from typing import Any

from flask import flash, g, jsonify, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import Missing, QualityDeskError
from qa_app.core.permissions import Permission
from qa_app.web.access import requires
from qa_app.web.lookup import one_or_404
from scorecards.reviews.draft import read_sent
from scorecards.reviews.feedback_lists import with_people
from scorecards.reviews.kept import check_version
from scorecards.reviews.models import Evaluation
from scorecards.reviews.models_return import EvaluationReturn
from scorecards.reviews.returning import (
    answering_draft,
    open_return,
    save_return,
    submit_return,
)
from scorecards.reviews.routes_draft import refused
from scorecards.reviews.routes_release import bp
from scorecards.reviews.routes_sheet import (
    OpenSheet,
    saved_answer,
    sheet_context,
    sheet_hits,
    sheet_turns,
)
from scorecards.reviews.visibility import returned_evaluations


@bp.get("/returned/<int:evaluation_id>")
@requires(Permission.REVIEW)
def answer(evaluation_id: int) -> str:
    """Change what should be changed, evidence too, or say why it stays."""
    session = db.session()
    evaluation, sent = _returned(session, evaluation_id)
    context = sheet_context(session, _sheet(evaluation, sent), _urls(evaluation.id))
    return render_template(
        "release/answer.html", e=evaluation, sent_back=sent, needs_note=True, **context
    )


@bp.post("/returned/<int:evaluation_id>/save")
@requires(Permission.REVIEW)
def save_answer(evaluation_id: int) -> Any:
    """Autosave of the answer; the evaluation itself stays as it is until it is given."""
    session = db.session()
    evaluation, found = _returned(session, evaluation_id)
    try:
        sent = read_sent(request.get_data())
        check_version(evaluation.version, sent)
        save_return(session, evaluation, sent.draft, by=g.viewer.id, based_on=sent.revision)
        session.commit()
    except QualityDeskError as error:
        return refused(error)
    return saved_answer(_sheet(evaluation, found))


@bp.post("/returned/<int:evaluation_id>/submit")
@requires(Permission.REVIEW)
def submit_answer(evaluation_id: int) -> Any:
    """Give the answer: it is scored anew where something changed, and waits for its release."""
    session, by, at = db.session(), g.viewer.id, clock.now()
    evaluation, _found = _returned(session, evaluation_id)
    try:
        sent = read_sent(request.get_data())
        check_version(evaluation.version, sent)
        submit_return(session, evaluation, sent.draft, by=by, at=at, based_on=sent.revision)
        session.commit()
    except QualityDeskError as error:
        return refused(error)
    flash(_("Answered. It waits for its release again."), "success")
    return jsonify(next=None, queue=url_for("release.returned"))


@bp.get("/returned/<int:evaluation_id>/turns/<int:chunk>")
@requires(Permission.REVIEW)
def answer_turns(evaluation_id: int, chunk: int) -> str:
    """A further chunk of a long transcript."""
    evaluation, _found = _returned(db.session(), evaluation_id)
    return sheet_turns(evaluation.interaction, evaluation.transcript_id, chunk)


@bp.get("/returned/<int:evaluation_id>/find")
@requires(Permission.REVIEW)
def answer_find(evaluation_id: int) -> Any:
    """Positions of the turns that contain the words `q`."""
    evaluation, _found = _returned(db.session(), evaluation_id)
    return sheet_hits(evaluation.transcript_id)


def _returned(session: Session, evaluation_id: int) -> tuple[Evaluation, EvaluationReturn]:
    scope = with_people(returned_evaluations(g.viewer)).where(Evaluation.id == evaluation_id)
    evaluation = one_or_404(session, scope)
    sent = open_return(session, evaluation)
    if sent is None:
        raise Missing
    return evaluation, sent


def _sheet(evaluation: Evaluation, sent: EvaluationReturn) -> OpenSheet:
    return OpenSheet(
        f"returned-{sent.id}",
        evaluation.version,
        evaluation.interaction,
        evaluation.transcript_id,
        answering_draft(evaluation, sent),
        sent.revision,
    )


def _urls(evaluation_id: int) -> dict[str, str]:
    here = url_for("release.answer", evaluation_id=evaluation_id)
    return {
        "save": url_for("release.save_answer", evaluation_id=evaluation_id),
        "submit": url_for("release.submit_answer", evaluation_id=evaluation_id),
        "find": url_for("release.answer_find", evaluation_id=evaluation_id),
        "turns": url_for("release.answer_turns", evaluation_id=evaluation_id, chunk=0)[:-1],
        "self": here,
        "signIn": url_for("people.sign_in", next=here),
    }
