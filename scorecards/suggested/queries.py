"""Reads what was suggested in the submitted evaluations of one scorecard."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, or_, select
from sqlalchemy.orm import Session, joinedload

from scorecards.design.models import Scorecard, Version
from scorecards.reviews.models import Evaluation
from scorecards.suggested.tally import Followed
from scorecards.suggestions.models import SuggestionRecord

MOST_LISTED = 100


def followed_rows(
    session: Session, scope: Select[Evaluation], scorecard: Scorecard, *, since: datetime
) -> list[Followed]:
    """Every suggestion of evaluations in scope that were submitted since, newest rules first."""
    record = SuggestionRecord
    query = _joined(scope, scorecard, since).order_by(record.id.desc())
    columns = (record.question_key, record.rule, record.verdict, record.followed_blind,
               record.followed, record.act)  # fmt: skip
    return [Followed(*row) for row in session.execute(query.with_only_columns(*columns))]


def differing_records(
    session: Session,
    scope: Select[Evaluation],
    scorecard: Scorecard,
    *,
    since: datetime,
    question: str,
    rule: str,
) -> Sequence[tuple[SuggestionRecord, Evaluation]]:
    """Suggestions of one rule from which the first or the submitted answer differs, newest first.

    At most `MOST_LISTED`.
    """
    record = SuggestionRecord
    query = (
        _joined(scope, scorecard, since)
        .where(record.question_key == question, record.rule == rule)
        .where(or_(record.followed.is_(False), record.followed_blind.is_(False)))
        .order_by(Evaluation.submitted_at.desc(), Evaluation.id.desc())
        .limit(MOST_LISTED)
        .options(
            joinedload(Evaluation.interaction),
            joinedload(Evaluation.agent),
            joinedload(Evaluation.reviewer),
        )
    )
    return [(row[1], row[0]) for row in session.execute(query.add_columns(record))]


def exported(
    session: Session, scope: Select[Evaluation], scorecard: Scorecard, *, since: datetime
) -> Sequence[Row[Any]]:
    """Every suggestion with the number of its evaluation and version, oldest first."""
    record = SuggestionRecord
    query = _joined(scope, scorecard, since).order_by(record.evaluation_id, record.id)
    return session.execute(
        query.with_only_columns(
            record.evaluation_id, Version.number, Evaluation.submitted_at, record.question_key,
            record.rule, record.verdict, record.suggested, record.after_answer, record.first,
            record.answered, record.followed_blind, record.followed, record.act, record.why,
        )
    ).all()  # fmt: skip


def _joined(scope: Select[Evaluation], scorecard: Scorecard, since: datetime) -> Select[Any]:
    return (
        scope.join(SuggestionRecord, SuggestionRecord.evaluation_id == Evaluation.id)
        .join(Version, Version.id == Evaluation.version_id)
        .where(Version.scorecard_id == scorecard.id, Evaluation.submitted_at >= since)
    )


def rules_by_digest(session: Session, scorecard: Scorecard) -> Sequence[Version]:
    """All versions of a scorecard, newest first: which of them a rule belongs to is read there."""
    query = select(Version).where(Version.scorecard_id == scorecard.id)
    return session.scalars(query.order_by(Version.number.desc())).all()
