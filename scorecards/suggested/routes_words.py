"""What scripts of the scoring screen and of an interaction's page ask for: the words to mark."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, jsonify

from qa_app.core.db import db
from qa_app.core.permissions import Permission
from qa_app.web.access import requires
from qa_app.web.lookup import one_or_404
from scorecards.reviews.draft import Draft
from scorecards.reviews.drafting import evaluation_of
from scorecards.reviews.page import card_of
from scorecards.reviews.reading_once import read_once
from scorecards.reviews.routes import own_item
from scorecards.suggested.words import lists_for, words_in
from scorecards.suggestions.reading import current_transcript
from transcription.interactions.models import Interaction
from transcription.interactions.policies import interactions_in_scope

bp = Blueprint("said_words", __name__)


@bp.get("/review/<int:assignment_id>/words")
@requires(Permission.REVIEW)
def of_item(assignment_id: int) -> Any:
    """Lists and places of one's own item; alike for every item with the same words."""
    session = db.session()
    assignment = own_item(session, assignment_id)
    interaction, evaluation = assignment.interaction, evaluation_of(session, assignment)
    card = card_of(session, assignment, evaluation)
    lists = lists_for(
        session,
        interaction.language,
        read_once(card.version).document if card else None,
        card.draft if card else Draft(),
        card.standing.shown if card else (),
    )
    transcript = evaluation.transcript_id if evaluation else None
    seen = transcript or current_transcript(session, interaction.id)
    return jsonify(words_in(session, interaction, seen, lists))


@bp.get("/interactions/<int:interaction_id>/words")
@requires(Permission.INTERACTIONS_READ)
def of_interaction(interaction_id: int) -> Any:
    """The centre's lists in an interaction that is only read; no question listens there."""
    session = db.session()
    scope = interactions_in_scope(g.viewer).where(Interaction.id == interaction_id)
    found = one_or_404(session, scope)
    lists = lists_for(session, found.language, None, Draft(), ())
    return jsonify(words_in(session, found, current_transcript(session, found.id), lists))
