"""Switches the chat scorecard's rules on, and keeps what they suggested in past reviews."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from scorecards.design.document import ScorecardDocument, parse, to_json
from scorecards.design.models import Version
from scorecards.reviews.drafting import draft_of
from scorecards.reviews.models import Evaluation
from scorecards.reviews.results import document_of
from scorecards.reviews.suggested import suggested, suggesting
from scorecards.reviews.suggestion_records import close, record_of
from transcription.interactions.models import Interaction

SEEN_BEFORE_END = timedelta(minutes=2)


def switched_on(document: ScorecardDocument) -> ScorecardDocument:
    """The scorecard with every rule that it carries switched on."""
    data = to_json(document)
    for section in data["sections"]:
        for question in section["questions"]:
            if "suggestion" in question:
                question["suggestion"]["on"] = True
    return parse(data)


def keep_suggestions(session: Session, evaluation_ids: Sequence[int]) -> int:
    """Write what the rules said in these evaluations, as if shown after each answer; how many."""
    count = 0
    for evaluation in _with_rules(session, evaluation_ids):
        document, draft = document_of(evaluation.version), draft_of(evaluation)
        found = suggested(
            session, document, evaluation.interaction, evaluation.transcript_id, draft.answers
        )
        for key, one in found.items():
            answer = draft.answers[key]
            at = (evaluation.submitted_at or evaluation.started_at) - SEEN_BEFORE_END
            record = record_of(evaluation.id, one, first=answer, after=True, at=at)
            close(record, answer)
            session.add(record)
            count += 1
    session.flush()
    return count


def _with_rules(session: Session, evaluation_ids: Sequence[int]) -> Sequence[Evaluation]:
    used = select(Evaluation.version_id).where(Evaluation.id.in_(evaluation_ids)).distinct()
    versions = session.scalars(select(Version).where(Version.id.in_(used)))
    ruled = [version.id for version in versions if suggesting(document_of(version))]
    query = select(Evaluation).where(
        Evaluation.id.in_(evaluation_ids), Evaluation.version_id.in_(ruled)
    )
    return session.scalars(
        query.order_by(Evaluation.id).options(
            joinedload(Evaluation.version),
            joinedload(Evaluation.interaction).joinedload(Interaction.team),
            selectinload(Evaluation.answers),
            selectinload(Evaluation.evidence),
        )
    ).all()
