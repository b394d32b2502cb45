"""The suggestions that the scoring page holds when it opens, and those that a save brings."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy.orm import Session

from scorecards.reviews.draft import Draft
from scorecards.reviews.drafting import draft_of
from scorecards.reviews.models import Assignment, Evaluation
from scorecards.reviews.page import Card, time_label
from scorecards.reviews.reading_once import read_once
from scorecards.reviews.suggested import in_sight, records_of, suggested, suggesting, views
from scorecards.suggestions.reading import current_transcript

Views = dict[str, dict[str, Any]]


def opening_suggestions(
    session: Session, assignment: Assignment, evaluation: Evaluation | None, card: Card, zone: str
) -> Views:
    """What may be seen when the page opens; nothing where suggestions wait for an answer."""
    if evaluation is not None:
        return saved_suggestions(session, evaluation, card.standing.shown, zone)
    document = read_once(card.version).document
    keys = in_sight(document, Draft(), card.standing.shown)
    if not keys:
        return {}
    transcript = current_transcript(session, assignment.interaction_id)
    found = suggested(session, document, assignment.interaction, transcript, keys)
    return views(session, found, {}, after=False, label=lambda turn: time_label(turn, zone))


def saved_suggestions(
    session: Session, evaluation: Evaluation, shown: Collection[str], zone: str
) -> Views:
    """What may be seen of a draft as it is saved, by question."""
    document = read_once(evaluation.version).document
    if not suggesting(document):
        return {}
    records = records_of(session, evaluation)
    keys = in_sight(document, draft_of(evaluation), shown, records)
    transcript, after = evaluation.transcript_id, document.suggest_after_answer
    found = suggested(session, document, evaluation.interaction, transcript, keys)
    return views(session, found, records, after=after, label=lambda turn: time_label(turn, zone))
