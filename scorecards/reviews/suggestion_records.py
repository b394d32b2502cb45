"""Keeps what was suggested: written when it is first shown, closed with the submitted answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from scorecards.design.answers import read_answers
from scorecards.design.exact import plain
from scorecards.reviews.draft import Draft
from scorecards.reviews.models import Evaluation
from scorecards.reviews.results import document_of, facts_of
from scorecards.reviews.suggested import (
    Suggested,
    digest,
    in_sight,
    is_same_answer,
    records_of,
    suggested,
    suggesting,
)
from scorecards.suggestions.models import Act, SuggestedVerdict, SuggestionRecord
from scorecards.suggestions.sentences import outcome_words


def note_shown(
    session: Session, evaluation: Evaluation, draft: Draft, acts: Mapping[str, str], *, at: datetime
) -> None:
    """Write down every suggestion that this draft brings into sight, and what was done with it.

    Where suggestions wait for the answer, the answer that stands now was given without them.
    """
    document = document_of(evaluation.version)
    if not suggesting(document):
        return
    records = records_of(session, evaluation)
    readings = read_answers(document, draft.values, facts_of(evaluation.interaction))
    shown = [key for key, reading in readings.items() if reading.state != "hidden"]
    new = in_sight(document, draft, shown) - records.keys()
    found = suggested(session, document, evaluation.interaction, evaluation.transcript_id, new)
    for key, one in found.items():
        records[key] = record_of(
            evaluation.id, one, first=draft.answers.get(key), at=at,
            after=document.suggest_after_answer,
        )  # fmt: skip
        session.add(records[key])
    for key, record in records.items():
        record.act = Act(acts[key]) if key in acts else None
    session.flush()


def settle(session: Session, evaluation: Evaluation, draft: Draft) -> None:
    """Close the records with the submitted answers; those of unanswered questions are dropped.

    It may be done again, after a submission that was taken back.
    """
    records = records_of(session, evaluation)
    if not records:
        return
    readings = read_answers(
        document_of(evaluation.version), draft.values, facts_of(evaluation.interaction)
    )
    for key, record in records.items():
        answer = draft.answers.get(key)
        if answer is None or readings[key].state == "hidden":
            session.delete(record)
            continue
        close(record, answer)
    session.flush()


def close(record: SuggestionRecord, answer: object) -> None:
    """Compare a suggestion with the submitted answer, and with the one given before it was seen."""
    record.answered = {"value": answer}
    value = record.suggested["value"]
    record.followed = None if value is None else is_same_answer(answer, value)
    first = record.first["value"] if record.after_answer and record.first else None
    is_blind = value is not None and first is not None
    record.followed_blind = is_same_answer(first, value) if is_blind else None


def record_of(
    evaluation_id: int, one: Suggested, *, first: object, after: bool, at: datetime
) -> SuggestionRecord:
    """What is kept of a suggestion when it is shown; `first` is the answer that stood by then."""
    outcome = one.outcome
    return SuggestionRecord(
        evaluation_id=evaluation_id,
        question_key=one.question.key,
        rule=digest(one.suggestion),
        verdict=SuggestedVerdict(outcome.verdict),
        suggested={"value": plain(outcome.value)},
        why=outcome_words(outcome),
        turns=[seen.turn for seen in outcome.seen],
        after_answer=after,
        first={"value": first} if after else None,
        act=None,
        answered=None,
        followed=None,
        followed_blind=None,
        shown_at=at,
    )
