"""Disputes for those who decide them: what waits, with its clock, the decision, who decides."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import SelectChoice

from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import Missing, QualityDeskError
from qa_app.core.paging import page_of
from qa_app.core.permissions import Permission
from qa_app.web.access import requires
from qa_app.web.lookup import one_or_404
from scorecards.answering.calendars import calendar_of
from scorecards.answering.working_days import days_left
from scorecards.design.document import Question
from scorecards.design.sheet import flat, sheet_of
from scorecards.reviews.answer_words import answer_named
from scorecards.reviews.deciders import Candidate, assign_decider, candidates
from scorecards.reviews.evidenced import evidenced_turns
from scorecards.reviews.feedback import feedback_view
from scorecards.reviews.feedback_lists import closed_disputes, left_of, open_count, open_page
from scorecards.reviews.feedback_versions import disputed_answers
from scorecards.reviews.forms_feedback import CAUSE_LABELS, BareForm, DeciderForm, read_rulings
from scorecards.reviews.models import Dispute, DisputeItem, DisputeState
from scorecards.reviews.results import document_of
from scorecards.reviews.rulings import decide
from scorecards.reviews.visibility import may_decide, readable_disputes
from transcription.transcripts.routes import player_data

bp = Blueprint("disputes", __name__, url_prefix="/disputes", template_folder="templates")
NEWEST_FIRST = (Dispute.opened_at, Dispute.id)


@bp.get("")
@requires(Permission.DISPUTES_READ)
def index() -> str:
    """Those that wait, the most urgent first, and below them those that are closed."""
    session, at = db.session(), clock.now()
    scope = readable_disputes(g.viewer)
    urgent = open_page(session, scope, request.args.get("later"))
    waiting = urgent.items
    page = page_of(
        session, closed_disputes(scope), NEWEST_FIRST,
        before=request.args.get("before"), after=request.args.get("after"),
    )  # fmt: skip
    return render_template(
        "disputes/index.html",
        waiting=waiting,
        urgent=urgent,
        count=open_count(session, scope),
        left=left_of(session, waiting, at),
        late={each.id for each in waiting if at > each.due_at},
        mine={each.id for each in waiting if may_decide(g.viewer, each)},
        decides=g.viewer.can(Permission.DISPUTES_DECIDE),
        keeps=g.viewer.can(Permission.SCORECARDS_EDIT),
        page=page,
    )


@bp.route("/<int:dispute_id>", methods=["GET", "POST"])
@requires(Permission.DISPUTES_READ)
def show(dispute_id: int) -> Any:
    """One dispute, question by question; who may, decides it here."""
    session, at = db.session(), clock.now()
    dispute, form, error = readable(dispute_id), BareForm(), None
    if form.validate_on_submit():
        if not may_decide(g.viewer, dispute):
            raise Missing
        questions = {q.key: q for q in document_of(dispute.evaluation.version).questions()}
        keys = [item.question_key for item in dispute.items]
        rulings = read_rulings(request.form, questions, keys)
        try:
            note = request.form.get("note", "")
            decide(session, dispute, rulings=rulings, note=note, by=g.viewer.id, at=at)
            session.commit()
            flash(_("Decided. The agent and the reviewer are told."), "success")
            return redirect(url_for("disputes.show", dispute_id=dispute_id))
        except QualityDeskError as refused:
            session.rollback()
            error = refused
    return show_page(dispute, form, error), error.status if error else 200


@bp.post("/<int:dispute_id>/assign")
@requires(Permission.DISPUTES_ASSIGN)
def assign(dispute_id: int) -> Response:
    """Choose who decides a later round, or somebody else."""
    session, dispute, form = db.session(), readable(dispute_id), decider_form()
    if g.viewer.id in (dispute.evaluation.reviewer_id, dispute.evaluation.agent_id):
        raise Missing
    chosen = assign_decider(
        session, dispute, form.user_id.data or 0, by=g.viewer.id, at=clock.now()
    )
    session.commit()
    flash(_("%(name)s decides it now and is told.", name=chosen.user.name), "success")
    return redirect(url_for("disputes.show", dispute_id=dispute_id))


def readable(dispute_id: int) -> Dispute:
    """A dispute in the viewer's scope, or 404."""
    return one_or_404(db.session(), readable_disputes(g.viewer).where(Dispute.id == dispute_id))


def decider_form(dispute: Dispute | None = None) -> DeciderForm:
    """The choice of those who may decide; the verb checks it once more."""
    form = DeciderForm(formdata=None) if dispute else DeciderForm()
    today = clock.now().date()
    found = candidates(db.session(), dispute.evaluation, on=today) if dispute else []
    form.user_id.choices = [
        SelectChoice(
            each.user.id,
            _candidate_words(each),
        )
        for each in found
    ]
    return form


def _candidate_words(each: Candidate) -> str:
    words = _(
        "%(name)s: %(rounds)s to decide, %(items)s to score",
        name=each.user.name,
        rounds=each.rounds,
        items=each.items,
    )
    return f"{words}{_(', away today')}" if each.is_away else str(words)


def show_page(dispute: Dispute, form: BareForm, error: QualityDeskError | None) -> str:
    """The page of one dispute."""
    session, at = db.session(), clock.now()
    evaluation = dispute.evaluation
    view = feedback_view(session, evaluation, at=at)
    questions = {question.key: question for question in view.document.questions()}
    calendar = calendar_of(session, evaluation.team_id)
    is_open = dispute.state is DisputeState.OPEN
    chooses = g.viewer.can(Permission.DISPUTES_ASSIGN) and g.viewer.id != evaluation.reviewer_id
    return render_template(
        "disputes/show.html",
        dispute=dispute,
        view=view,
        earlier=[each for each in view.disputes if each.id < dispute.id and each.decided_by],
        player=player_data(evaluation.interaction),
        text=evidenced_turns(session, evaluation),
        asked=flat(sheet_of(view.document)),
        answered=disputed_answers(view, dispute),
        proposed={
            item.question_key: _named(questions, item, item.proposed) for item in dispute.items
        },
        decided={
            item.question_key: _named(questions, item, item.decided)
            for item in dispute.items
            if item.accepted
        },
        may_decide=is_open and may_decide(g.viewer, dispute),
        decider_form=decider_form(dispute) if chooses and is_open and dispute.round > 1 else None,
        reads=g.viewer.can(Permission.EVALUATIONS_RELEASE),
        left=days_left(at, dispute.due_at, calendar.zone, calendar),
        is_late=at > dispute.due_at,
        causes=CAUSE_LABELS,
        form=form,
        sent=request.form,
        error=error,
    )


def _named(
    questions: Mapping[str, Question], item: DisputeItem, kept: dict[str, Any] | None
) -> str:
    """An answer that is kept with a disputed question, in words; empty where none is."""
    return answer_named(questions[item.question_key], kept["value"] if kept else None)
