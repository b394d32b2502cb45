"""The reviewer's pages: queue, history, the scoring screen, and starting or skipping an item."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from qa_app.config import Settings
from qa_app.core import clock
from qa_app.core.db import db
from qa_app.core.errors import Missing, QualityDeskError
from qa_app.core.permissions import Permission
from qa_app.web.access import requires
from qa_app.web.lookup import one_or_404
from qa_app.web.templating import time_zone
from scorecards.reviews import page
from scorecards.reviews.comment_places import places_of
from scorecards.reviews.drafting import evaluation_of
from scorecards.reviews.forms import SKIP_LABELS, BareForm, SkipForm
from scorecards.reviews.gone import gone_of
from scorecards.reviews.manual import start_manual
from scorecards.reviews.models import Assignment, AssignmentState, Evaluation, EvaluationState
from scorecards.reviews.opinions import asked_for
from scorecards.reviews.policies import own_assignments, scorable_interactions
from scorecards.reviews.queries import CHUNK, locked, with_interaction
from scorecards.reviews.queue import (
    day_of,
    drafts_of,
    elsewhere,
    history_page,
    latest_pending,
    next_item,
    queue_page,
)
from scorecards.reviews.related import acts_on
from scorecards.reviews.rendering import questions_html, skip_fields_html
from scorecards.reviews.skipping import skip
from scorecards.reviews.suggested_page import opening_suggestions
from transcription.interactions.labels import length_words
from transcription.interactions.models import Interaction
from transcription.transcripts.routes import player_data

bp = Blueprint("reviews", __name__, template_folder="templates")
TAKEN = (AssignmentState.WITHDRAWN, AssignmentState.SKIPPED)
EVALUATION_PAGE = "evaluations.show"


@bp.get("/queue")
@requires(Permission.REVIEW)
def queue() -> str:
    """What is to be scored, the most urgent first."""
    session, at = db.session(), clock.now()
    items = queue_page(session, g.viewer.id, request.args.get("after"))
    return render_template(
        "reviews/queue.html",
        page=items,
        drafts=drafts_of(session, items.items),
        asked=asked_for(session, items.items),
        day=day_of(session, g.viewer.id, since=page.start_of_day(at, time_zone()), at=at),
        elsewhere=elsewhere(session, g.viewer.id),
        at=at,
        length_words=length_words,
        **pending_context(session),
    )


@bp.get("/queue/done")
@requires(Permission.REVIEW)
def history() -> str:
    """What one has scored, with how it was chosen: shown only after it is final."""
    found = history_page(
        db.session(), g.viewer.id, request.args.get("before"), request.args.get("after")
    )
    linked = EVALUATION_PAGE in current_app.view_functions
    return render_template(
        "reviews/history.html",
        page=found,
        has_evaluation_page=linked,
        acts={one.id: acts_on(one, g.viewer) for one in found.items},
    )


@bp.get("/review/next")
@requires(Permission.REVIEW)
def following() -> Response:
    """On to the most urgent item, or to the queue where nothing is open."""
    item = next_item(db.session(), g.viewer.id)
    if item is None:
        return redirect(url_for("reviews.queue"))
    return redirect(url_for("reviews.score", assignment_id=item.id))


@bp.get("/review/<int:assignment_id>")
@requires(Permission.REVIEW)
def score(assignment_id: int) -> Any:
    """The scoring screen of one item."""
    session = db.session()
    query = own_assignments(g.viewer).where(Assignment.id == assignment_id)
    assignment = session.scalars(with_interaction(query)).first()
    if assignment is None or assignment.state in TAKEN:
        if gone_of(session, g.viewer, assignment_id) is None:
            raise Missing
        return redirect(url_for("reviews.gone", assignment_id=assignment_id))
    evaluation = evaluation_of(session, assignment)
    refusal = why_closed(assignment, evaluation)
    if refusal:
        flash(refusal, "watch")
        return redirect(url_for("reviews.queue"))
    context = score_context(session, assignment, evaluation, SkipForm())
    return render_template("reviews/score.html", **context)


@bp.get("/review/<int:assignment_id>/turns/<int:chunk>")
@requires(Permission.REVIEW)
def turns(assignment_id: int, chunk: int) -> str:
    """A further chunk of a long transcript, as the page's script asks for it."""
    session = db.session()
    assignment = own_item(session, assignment_id)
    evaluation = evaluation_of(session, assignment)
    text = page.text_of(session, assignment, evaluation, time_zone(), chunk)
    return render_template("reviews/turns.html", text=text)


@bp.post("/review/<int:assignment_id>/skip")
@requires(Permission.REVIEW)
def skip_item(assignment_id: int) -> Any:
    """Pass the item on with a reason and go to the next one."""
    session, form = db.session(), SkipForm()
    assignment = one_or_404(session, locked(own_assignments(g.viewer).where(
        Assignment.id == assignment_id)))  # fmt: skip
    if assignment.state is AssignmentState.SKIPPED:
        return redirect(url_for("reviews.following"))
    if form.validate_on_submit():
        try:
            skip(session, assignment, reason=form.reason.data, note=form.note.data or "",
                 by=g.viewer.id, at=clock.now())  # fmt: skip
            session.commit()
            flash(_("Skipped. The draw may offer you another one in its place."), "good")
            return redirect(url_for("reviews.following"))
        except QualityDeskError as error:
            form.show(error)
    assignment = own_item(session, assignment_id)
    context = score_context(session, assignment, evaluation_of(session, assignment), form)
    return render_template("reviews/score.html", **context), 422


@bp.route("/interactions/<int:interaction_id>/score", methods=["GET", "POST"])
@requires(Permission.REVIEW)
def start(interaction_id: int) -> Any:
    """Score an interaction by own choice; the page says first that it does not count."""
    session = db.session()
    interaction = one_or_404(
        session, scorable_interactions(g.viewer).where(Interaction.id == interaction_id)
    )
    form = BareForm()
    if form.validate_on_submit():
        try:
            item = start_manual(session, interaction, by=g.viewer.id, at=clock.now())
            session.commit()
            return redirect(url_for("reviews.score", assignment_id=item.id))
        except QualityDeskError as error:
            form.show(error)
    text = render_template("reviews/start.html", interaction=interaction, form=form)
    return text, 422 if form.form_errors else 200


def own_item(session: Session, assignment_id: int) -> Assignment:
    """The viewer's item with its interaction; 404 for anybody else's."""
    scoped = own_assignments(g.viewer).where(Assignment.id == assignment_id)
    return one_or_404(session, with_interaction(scoped))


def why_closed(assignment: Assignment, evaluation: Evaluation | None) -> str:
    """Why an item cannot be scored now, in words; empty when it can."""
    if evaluation is not None and evaluation.state is EvaluationState.PENDING:
        return str(_("You have submitted this one. Take it back to change it."))
    if assignment.state is AssignmentState.DONE:
        return str(_("You have scored this interaction; it is final."))
    return ""


def score_context(
    session: Session, assignment: Assignment, evaluation: Evaluation | None, form: SkipForm
) -> dict[str, Any]:
    """Everything that the scoring screen shows."""
    at, zone = clock.now(), time_zone()
    card = page.card_of(session, assignment, evaluation)
    cited = page.cited_places(session, card.draft, zone) if card else []
    leaving = request.args.get("ahead", type=int)
    since = page.start_of_day(at, zone)
    text = page.text_of(session, assignment, evaluation, zone)
    return {
        "item": assignment,
        "interaction": assignment.interaction,
        "card": card,
        "questions": questions_html(current_app.jinja_env, card, cited) if card else "",
        "text": text,
        "cited": cited,
        "suggestions": opening_suggestions(session, assignment, evaluation, card, zone)
        if card
        else {},
        "place": page.place_of(session, assignment, at=at, since=since, leaving=leaving),
        "contact": page.contact_number(session, assignment.interaction),
        "player": player_of(assignment.interaction, text),
        "chunk_size": CHUNK,
        "places": places_of(assignment.interaction, zone),
        "skip_form": form,
        "skip_fields": skip_fields_html(current_app.jinja_env, form),
        "skip_labels": SKIP_LABELS,
        **pending_context(session),
    }


def player_of(interaction: Interaction, text: page.Text) -> dict[str, Any] | None:
    """The player of a call that the viewer may hear; None for anything else."""
    if text.layout != "call":
        return None
    return player_data(interaction, text.transcript.id if text.transcript else None)


def pending_context(session: Session) -> dict[str, Any]:
    """The submission that can still be taken back, and for how long."""
    at = clock.now()
    pending = latest_pending(session, g.viewer.id, at)
    settings: Settings = session.info["settings"]
    return {
        "pending": pending,
        "undo_left": page.seconds_left(pending, at) if pending else 0,
        "undo_seconds": settings.undo_seconds,
    }
